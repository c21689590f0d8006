"""Sentences written before their outcome was looked at, as a lab writes of WER, CER, EER, accuracy.

`three` promises `test/WER` 8.43 ± 0.11 of 8.31, 8.45, 8.53 against 9.12, `test/CER` 2.71 against
2.98, `verif/EER` 1.87 against 1.74 and `test/accuracy` 94.6 against 93.2 (%), of three runs each;
`valid/loss` is 0.412 against 0.447. `four` promises `test/WER` only, has `test/accuracy` 87.36
against 85.66 besides, and a run 6 with a WER of 12.31 that is not of the result.
"""

from labbook.formats.report.results import Baseline, Results, derive_results
from labbook.model.experiment import FrontMatter, PromisedMetric
from labbook.model.run import RunRecord
from tests.formats.prose.corpus import Case
from tests.formats.report.runs import record

NAMES = ("test/WER", "test/CER", "verif/EER", "test/accuracy", "valid/loss")
FRONT = FrontMatter(
    "three",
    prediction="test/WER < 8.6",
    metrics=(
        PromisedMetric("test/WER", "min", "%", 2),
        PromisedMetric("test/CER", "min", "%", 2),
        PromisedMetric("verif/EER", "min", "%", 2),
        PromisedMetric("test/accuracy", "max", "%", 1),
    ),
)
FOUR_FRONT = FrontMatter(
    "four", metrics=(PromisedMetric("test/WER", "min", "%", 2),), result=(1, 2, 3)
)


def runs(*rows: tuple[float, ...]) -> list[RunRecord]:
    return [
        record(number, dict(zip(NAMES, row, strict=True)), overrides={"seed": number})
        for number, row in enumerate(rows, start=1)
    ]


def three() -> Results:
    ours = runs(
        (8.31, 2.65, 1.81, 94.4, 0.405),
        (8.45, 2.72, 1.87, 94.6, 0.412),
        (8.53, 2.76, 1.93, 94.8, 0.419),
    )
    theirs = runs(
        (9.05, 2.95, 1.70, 93.0, 0.441),
        (9.12, 2.97, 1.74, 93.2, 0.447),
        (9.19, 3.02, 1.78, 93.4, 0.453),
    )
    return derive_results(FRONT, ours, Baseline("b", FRONT, tuple(theirs)))


def four() -> Results:
    def run(number: int, rate: float, accuracy: float) -> RunRecord:
        metrics = {"test/WER": rate, "test/accuracy": accuracy}
        return record(number, metrics, overrides={"seed": number})

    ours = [run(1, 12.98, 87.41), run(2, 12.87, 87.17), run(3, 12.58, 87.50), run(6, 12.31, 87.0)]
    theirs = (run(1, 14.68, 85.71), run(2, 14.57, 85.47), run(3, 14.28, 85.80))
    return derive_results(FOUR_FRONT, ours, Baseline("b", FOUR_FRONT, theirs))


ENGLISH: list[Case] = [
    (
        "Test WER drops from 9.12 % to 8.43 %, a relative reduction of 7.6 %.",
        "unbound unbound unbound",
    ),
    ("CER improves in step with it: 2.71 % against 2.98 % for the baseline.", "unbound unbound"),
    ("The EER got slightly worse, from 1.74 to 1.87 %.", "unbound unbound"),
    ("Speaker verification pays for it: the EER rises by 0.13 points.", "unbound"),
    ("Accuracy on the test set went up 1.4 points to 94.6 %.", "unbound unbound"),
    ("Averaged over three seeds, WER is 8.43 ± 0.11 %.", "unbound unbound"),
    ("Validation loss settles at 0.412, down from 0.447.", "unbound unbound"),
    ("The WER of the three runs is 8.31, 8.45 and 8.53 %.", "unbound unbound unbound"),
    ("We gain 0.69 points of WER over the baseline, and 0.27 points of CER.", "unbound unbound"),
    ("The model reaches a WER of 8.34 %, 0.78 points below the baseline.", "unknown claim"),
    ("The EER fell by 0.13 points.", "claim"),
    ("CER fell from 2.98 to 2.17 %.", "unbound claim"),
    ("Accuracy fell from 93.2 to 94.6 %.", "claim unbound"),
    ("Relative to the baseline, WER is 12 % lower.", "claim"),
    ("With an external language model the WER goes down to 7.2 %.", ""),
    ("Whisper large-v3 gets 5.9 % WER on the same recordings.", ""),
    ("On utterances shorter than two seconds the CER is 6.4 %.", ""),
    ("A WER of 8.0 % is what the product team asks for.", ""),
    ("Deletions make up 1.9 % of the words, so the WER gain comes from substitutions.", ""),
    (
        "WER decreased by 7.6 % relative (8.43 % vs. 9.12 %), while the EER increased by 7.5 %"
        " relative.",
        "unbound unbound unbound unbound",
    ),
]
RUSSIAN: list[Case] = [
    (
        "WER на тесте снизился с 9,12 до 8,43 %, то есть на 7,6 % относительно базового.",
        "unbound unbound unbound",
    ),
    ("CER составил 2,71 % против 2,98 % у базовой модели.", "unbound unbound"),
    ("EER немного вырос: с 1,74 до 1,87 %.", "unbound unbound"),
    ("Точность выросла на 1,4 п. п. и достигла 94,6 %.", "unbound unbound"),
    ("В среднем по трём сидам WER равен 8,43 ± 0,11 %.", "unbound unbound"),
    ("Лосс на валидации опустился с 0,447 до 0,412.", "unbound unbound"),
    ("У запуска 1 WER 8,31 %, у запуска 3 — 8,53 %.", "unbound unbound"),
    ("Выигрыш по WER — 0,69 п. п., по CER — 0,27 п. п.", "unbound unbound"),
    ("По EER проигрываем базовому 0,13 п. п.", "unbound"),
    ("Модель даёт WER 8,34 % на тесте.", "unknown"),
    ("EER снизился на 0,13 п. п.", "claim"),
    ("CER упал с 2,98 до 2,17 %.", "unbound claim"),
    ("Точность упала на 1,4 п. п.", "claim"),
    ("WER на 12 % ниже базового.", "claim"),
    ("WER снизился на 0,69 %.", "relative"),
    ("С языковой моделью WER опускается до 7,2 %.", ""),
    ("Whisper даёт на тех же записях WER 5,9 %.", ""),
    ("На телефонных записях CER вырос до 6,4 %.", ""),
    ("Для продукта нужен WER не выше 8,0 %.", ""),
    ("Из 8,43 % ошибок 1,9 % — удаления, остальное — замены и вставки.", "unbound"),
]
PAIRS: list[Case] = [
    ("WER fell from 9.12 to 8.43 %, by 0.69 points.", "unbound unbound unbound"),
    ("WER fell from 9.12 to 8.43 %, by 12 % relative.", "unbound unbound claim"),
    ("WER fell from 9.12 to 8.31 %.", "unbound claim"),
    ("WER fell from 9.12 to 8.31 % for the best seed.", "unbound unbound"),
    (
        "WER fell from 9.12 to 8.43 %, of which 0.5 points are due to augmentation.",
        "unbound unbound",
    ),
    ("WER falls from 9.12 to 8.43 %, the training set grew by 40 %.", "unbound unbound"),
    ("WER снизился с 9,12 до 8,43 %, на 25 %.", "unbound unbound claim"),
    ("WER снизился с 9,12 до 8,44 %.", "unbound claim"),
    ("WER снизился с 9,12 до 8,43 %, причём 0,4 п. п. дала аугментация.", "unbound unbound"),
    ("WER снизился с 9,12 до 8,43 %, а модель стала на 20 % меньше.", "unbound unbound"),
    ("WER равен 8,43 %. Вырос на 0,69 п. п. Точность 94,6 %.", "unbound claim unbound"),
    ("WER равен 8,43 %. Вырос на 3,5 % и расход памяти.", "unbound"),
    ("The WER is 8.43 %. The baseline had 9.21 %.", "unbound claim"),
    (
        "The accuracy is 94.6 %. The baseline's 9.12 % and the baseline's 9.21 % differ.",
        "unbound unbound",
    ),
]
"""About numbers beside a pair and behind a sentence; the last ones speak of something else."""
UNPROMISED: list[Case] = [
    ("WER fell from 14.5 to 12.3 %.", "unbound claim"),
    ("WER fell from 14.51 to 12.81 %.", "unbound unbound"),
    ("`test/accuracy` is 87.63 %.", "unknown"),
    ("`test/accuracy` is 87.36 %.", "unbound"),
    ("`test/accuracy` fell by 1.7 points.", "claim"),
    ("`test/accuracy` rose by 1.7 points.", "unbound"),
    (
        "The accuracy is 87.63 %. The baseline's 14.51 % and the baseline's 14.15 % differ.",
        "unknown unbound",
    ),
    ("We reach 12.31 %.", ""),
    ("Run 6 reaches 12.31 %.", "unbound"),
    (
        "WER снизился с 14,51 до 12,81 %, на 25 %. Вырос на 1,70 п. п.",
        "unbound unbound claim claim",
    ),
]
"""With a metric that isn't promised, and a run that isn't the result."""
