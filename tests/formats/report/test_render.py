"""The regions of a report, whole."""

from dataclasses import replace

import pytest

from labbook.formats.report.refill import refill
from labbook.formats.report.regions import find_regions
from labbook.formats.report.render import REGIONS, ReportData, render_regions
from labbook.formats.report.results import Baseline
from labbook.model.experiment import FrontMatter, PromisedMetric
from labbook.model.metric import MetricSummary
from labbook.model.run import Artifact, Code, Environment, Missing, RunRecord, RunState
from labbook.model.settings import Language
from tests.formats.report.runs import EXPERIMENT, record, single

FRONT = FrontMatter(
    "Telephone",
    metrics=(
        PromisedMetric("test/error_rate", "min", "%", 1, 100.0),
        PromisedMetric("train/loss", "min"),
    ),
    prediction="test/error_rate < 13 %",
)


def seeded(number: int, seed: int, error: float, loss: float) -> RunRecord:
    return record(
        number,
        {"test/error_rate": error, "train/loss": loss, "valid/error_rate": error * 1.1},
        overrides={"seed": seed},
        parameters={"lr": 0.001, "batch_size": 16, "seed": seed, "output": f"results/{seed}"},
        environment=Environment("lab1", "3.11.7", {"torch": "2.13.0", "numpy": "2.4.6"}, 1, seed),
        code=Code(None, "a" * 40, dirty=False, entry_point="train.py"),
        config_digest="sha256:" + "b" * 64,
        resources={"wall_seconds": 3725.2, "cpu_seconds": 61.0, "peak_memory_bytes": 1.5 * 2**30},
        artifacts=(Artifact("predictions", "file://x", 5120, "sha256:" + "c" * 64),),
        missing=(Missing("image.reported", "a local run has no image"),),
    )


RUNS = (
    seeded(1, 7, 0.121, 0.5),
    seeded(2, 8, 0.125, 0.52),
    seeded(3, 9, 0.117, 0.49),
    record(
        4,
        state=RunState.FAILED,
        reason="killed: out of memory",
        why="a <b>bigger</b> batch | `x`",
        overrides={"batch_size": 512},
        log=(
            "step 1",
            "\x1b[31mTraceback",
            "```",
            "<!-- labbook:end summary -->",
            "[oom](http://x)",
        ),
    ),
)
BASELINE = Baseline(
    "2026-11-20-wide-band",
    FRONT,
    (
        record(1, {"test/error_rate": 0.151, "train/loss": 0.5}, parameters={"lr": 0.01}),
        record(2, {"test/error_rate": 0.155, "train/loss": 0.51}, parameters={"lr": 0.01}),
    ),
)
FIGURES = (("test/error_rate", "runs/figures/test error_rate.svg"),)


def data(language: Language = "en") -> ReportData:
    return ReportData(EXPERIMENT, FRONT, RUNS, BASELINE, FIGURES, language)


ENGLISH = """\
== summary

- Against the baseline `2026-11-20-wide-band`: `batch_size`: — → `16`; `lr`: `0.01` → `0.001`; `output`: — → `results/<seed>`.
- `test/error_rate` ↓: 12.1 ± 0.4 % (n = 3); baseline 15.3 ± 0.3 % (n = 2); −3.2 pp, better.
- `train/loss` ↓: 0.5033 ± 0.015 (n = 3); baseline 0.505 ± 0.0071 (n = 2); −0.001667, within noise.
- The prediction held: predicted `test/error_rate < 13 %`; 12.1 ± 0.4 % (n = 3).
- Runs: 3 finished, 1 failed (run 4: killed: out of memory).

The end of the log of run 4:

````text
step 1
Traceback
```
 <!-- labbook:end summary -->
[oom](http://x)
````

== results

| Metric | Result | Baseline | Difference |
| --- | --: | --: | --- |
| `test/error_rate` ↓ | 12.1 ± 0.4 % (n = 3) | 15.3 ± 0.3 % (n = 2) | −3.2 pp, better |
| `train/loss` ↓ | 0.5033 ± 0.015 (n = 3) | 0.505 ± 0.0071 (n = 2) | −0.001667, within noise |

Mean ± sample standard deviation over the runs that differ in their seed only.
Compared with `2026-11-20-wide-band`.
“Within noise” means that the difference is less than two standard errors of it.

![test/error_rate over steps](runs/figures/test%20error_rate.svg)

<details>
<summary>Other metrics (1)</summary>

| Metric | Value | Baseline |
| --- | --: | --: |
| `valid/error_rate` | 0.1331 ± 0.0044 (n = 3) | not measured |

</details>

| Run | State | Changed | Why | `test/error_rate` ↓ | `train/loss` ↓ |
| --- | --- | --- | --- | --: | --: |
| 1 | finished | `seed = 7` |  | 12.1 % | 0.5 |
| 2 | finished | `seed = 8` |  | 12.5 % | 0.52 |
| 3 | finished | `seed = 9` |  | 11.7 % | 0.49 |
| 4 | failed: killed: out of memory | `batch_size = 512` | a &#60;b&#62;bigger&#60;/b&#62; batch &#124; &#96;x&#96; |  |  |

== setup

| Parameter | Here | Baseline `2026-11-20-wide-band` |
| --- | --- | --- |
| `batch_size` | `16` | — |
| `lr` | `0.001` | `0.01` |
| `output` | `results/<seed>` | — |

Seeds: 7, 8, 9.

== resources

| Run | Wall time | CPU time | Peak memory |
| --- | --: | --: | --: |
| 1 | 1 h 2 min | 1 min 1 s | 1.5 GiB |
| 2 | 1 h 2 min | 1 min 1 s | 1.5 GiB |
| 3 | 1 h 2 min | 1 min 1 s | 1.5 GiB |
| 4 | — | — | — |

Wall time together: 3 h 6 min (runs 1–3).

== provenance

- Commit: `aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa` (runs 1–3)
- Entry point: `train.py` (runs 1–3)
- Config digest: `sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb` (runs 1–3)
- Launcher: `local`
- Tracker: `clearml-offline`
- Host: `lab1` (runs 1–3)
- Python: `3.11.7` (runs 1–3)
- Packages: 2, in the run record (runs 1–3)
- Threads: 1 (runs 1–3)
- Seed: 7 (run 1), 8 (run 2), 9 (run 3)

<details>
<summary>Artifacts (3)</summary>

| Run | Artifact | Size | SHA-256 |
| --- | --- | --: | --- |
| 1 | `predictions` | 5 KiB | `cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc` |
| 2 | `predictions` | 5 KiB | `cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc` |
| 3 | `predictions` | 5 KiB | `cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc` |

</details>

Missing:

- `image.reported`: a local run has no image (runs 1–3)
"""  # noqa: E501

RUSSIAN = """\
== summary

- По сравнению с базовым `2026-11-20-wide-band`: `batch_size`: — → `16`; `lr`: `0.01` → `0.001`; `output`: — → `results/<seed>`.
- `test/error_rate` ↓: 12.1 ± 0.4 % (n = 3); базовый 15.3 ± 0.3 % (n = 2); −3.2 п. п., лучше.
- `train/loss` ↓: 0.5033 ± 0.015 (n = 3); базовый 0.505 ± 0.0071 (n = 2); −0.001667, в пределах шума.
- Предсказание сбылось: предсказано `test/error_rate < 13 %`; 12.1 ± 0.4 % (n = 3).
- Запуски: завершено: 3, упало: 1 (запуск 4: killed: out of memory).

Конец лога запуска 4:

````text
step 1
Traceback
```
 <!-- labbook:end summary -->
[oom](http://x)
````

== results

| Метрика | Результат | Базовый | Разница |
| --- | --: | --: | --- |
| `test/error_rate` ↓ | 12.1 ± 0.4 % (n = 3) | 15.3 ± 0.3 % (n = 2) | −3.2 п. п., лучше |
| `train/loss` ↓ | 0.5033 ± 0.015 (n = 3) | 0.505 ± 0.0071 (n = 2) | −0.001667, в пределах шума |

Среднее ± выборочное стандартное отклонение по запускам, где различается только seed.
Сравнение с `2026-11-20-wide-band`.
«В пределах шума» значит, что разница меньше двух её стандартных ошибок.

![test/error_rate по шагам](runs/figures/test%20error_rate.svg)

<details>
<summary>Другие метрики (1)</summary>

| Метрика | Значение | Базовый |
| --- | --: | --: |
| `valid/error_rate` | 0.1331 ± 0.0044 (n = 3) | не измерено |

</details>

| Запуск | Состояние | Изменено | Зачем | `test/error_rate` ↓ | `train/loss` ↓ |
| --- | --- | --- | --- | --: | --: |
| 1 | завершён | `seed = 7` |  | 12.1 % | 0.5 |
| 2 | завершён | `seed = 8` |  | 12.5 % | 0.52 |
| 3 | завершён | `seed = 9` |  | 11.7 % | 0.49 |
| 4 | упал: killed: out of memory | `batch_size = 512` | a &#60;b&#62;bigger&#60;/b&#62; batch &#124; &#96;x&#96; |  |  |

== resources

| Запуск | Время | Процессорное время | Пик памяти |
| --- | --: | --: | --: |
| 1 | 1 ч 2 мин | 1 мин 1 с | 1.5 ГиБ |
| 2 | 1 ч 2 мин | 1 мин 1 с | 1.5 ГиБ |
| 3 | 1 ч 2 мин | 1 мин 1 с | 1.5 ГиБ |
| 4 | — | — | — |

Общее время: 3 ч 6 мин (запуски 1–3).
"""  # noqa: E501


def test_english_regions_as_a_reader_meets_them() -> None:
    regions = render_regions(data())
    assert "\n\n".join(f"== {name}\n\n{text}" for name, text in regions.items()) + "\n" == ENGLISH


def test_russian_regions_as_a_reader_meets_them() -> None:
    regions = render_regions(data("ru"))
    shown = ("summary", "results", "resources")
    assert "\n\n".join(f"== {name}\n\n{regions[name]}" for name in shown) + "\n" == RUSSIAN


@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_region_says_something_of_nothing(language: Language) -> None:
    without = ReportData(EXPERIMENT, FrontMatter("x"), (), language=language)
    bare = ReportData(EXPERIMENT, FrontMatter("x"), (record(1),), language=language)
    for regions in (render_regions(without), render_regions(bare)):
        assert regions.keys() == REGIONS.keys()
        assert all(text.strip() for text in regions.values())


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ((20_000.0,), "20000"),
        ((9_999.7,), "10000"),
        ((12_345.0, 12_347.0), "12346 ± 1.4 (n = 2)"),
        ((12_000.0, 14_000.0), "13000 ± 1414 (n = 2)"),
        ((0.5, 0.50002), "0.5 ± 1.4e-05 (n = 2)"),
        ((-3e20,), "−3e+20"),
    ],
)
def test_values_without_digits_lose_none_of_their_whole_ones(
    values: tuple[float, ...], said: str
) -> None:
    runs = tuple(record(n, {"words": value}) for n, value in enumerate(values, start=1))
    front = FrontMatter("x", metrics=(PromisedMetric("words", "max"),))
    results = render_regions(ReportData(EXPERIMENT, front, runs))["results"]
    assert f"| `words` ↑ | {said} |" in results


def test_one_run_without_a_baseline_is_told_once() -> None:
    alone = ReportData(EXPERIMENT, FRONT, (record(1, {"test/error_rate": 0.1}),))
    assert render_regions(alone)["results"] == (
        "| Metric | Result |\n| --- | --: |\n"
        "| `test/error_rate` ↓ | 10.0 % |\n| `train/loss` ↓ | not measured |"
    )


def test_what_diverged_is_said_with_its_step() -> None:
    nan = MetricSummary(9, (0, 0.5), (3, 0.4), (3, 0.4), (0, 0.5), 5, 4)
    runs = (
        record(1, overrides={"seed": 1}),
        record(2, overrides={"seed": 2}),
    )
    runs = tuple(
        RunRecord(**{**vars(run), "metrics": {"test/error_rate": metric}})
        for run, metric in zip(runs, (single(0.1), nan), strict=True)
    )
    regions = render_regions(ReportData(EXPERIMENT, FRONT, runs))
    assert "| `test/error_rate` ↓ | 10.0 %; diverged at step 4 (run 2) |" in regions["results"]
    assert "The prediction can't be judged yet" in regions["summary"]


def test_runs_that_differ_in_more_ask_for_the_result() -> None:
    runs = (record(1, {"test/error_rate": 0.1}), record(2, overrides={"lr": 1}))
    regions = render_regions(ReportData(EXPERIMENT, FRONT, runs))
    assert "`result: [2]`" in regions["summary"]
    assert "| 1 | finished; not the result |" in regions["results"]


@pytest.mark.parametrize(
    ("language", "mean", "same"),
    [
        (
            "en",
            "Mean ± sample standard deviation over the runs that `result:` names, which differ in "
            "more than their seed: `batch_size`, `lr`.",
            "The same seed and parameters: runs 1, 2.",
        ),
        (
            "ru",
            "Среднее ± выборочное стандартное отклонение по запускам из `result:`, где различается "
            "не только seed: `batch_size`, `lr`.",
            "Одинаковы и seed, и параметры: запуски 1, 2.",
        ),
    ],
)
def test_a_mean_says_what_its_runs_differ_in_and_what_they_repeat(
    language: Language, mean: str, same: str
) -> None:
    again = seeded(2, 7, 0.12, 0.5)
    other = record(3, {"test/error_rate": 0.1}, overrides={"seed": 7, "batch_size": 8})
    front = replace(FRONT, result=(1, 2, 3))
    strip = [replace(run, parameters={"lr": 0.1}) for run in (RUNS[0], again)]
    shown = ReportData(EXPERIMENT, front, (*strip, other), language=language)
    assert f"{mean}\n{same}\n" in render_regions(shown)["results"]


def test_columns_of_text_stay_left_where_no_run_measured_anything() -> None:
    runs = (record(1, why="first"), record(2, why="second", state=RunState.FAILED))
    text = render_regions(ReportData(EXPERIMENT, FRONT, runs))["results"]
    assert "| Run | State | Why |\n| --- | --- | --- |\n" in text


@pytest.mark.parametrize(
    ("theirs", "reason"),
    [
        (
            Baseline("b", FRONT, (record(1, parameters={"lr": 1}), record(2))),
            "its finished runs differ in more than their seed",
        ),
        (
            Baseline("b", replace(FRONT, result=(7,)), (record(1), record(2))),
            "it names runs as its result that have no record",
        ),
        (
            Baseline("b", FRONT, (record(1, state=RunState.FAILED),)),
            "none of its runs has finished",
        ),
    ],
)
def test_a_baseline_without_a_result_says_why(theirs: Baseline, reason: str) -> None:
    regions = render_regions(replace(data(), baseline=theirs))
    assert f"12.1 ± 0.4 % (n = 3); baseline: {reason}.\n" in regions["summary"]
    assert f"The baseline `b` has no result to compare with: {reason}.\n" in regions["results"]


def test_a_whole_report_is_filled_and_filling_again_changes_nothing() -> None:
    report = (
        "---\ntitle: x\n---\nFrom 1.0<!-- =test/error_rate:mean --> %, lost 1<!-- =nothing -->.\n"
        + "".join(f"<!-- labbook:begin {n} -->\n<!-- labbook:end {n} -->\n" for n in REGIONS)
    )
    filled = refill(report, data(), name="report.md")
    assert "From 12.1<!-- =test/error_rate:mean --> %, lost 1<!-- =nothing -->.\n" in filled
    assert [r.name for r in find_regions(filled)] == list(REGIONS)
    assert not any(region.edited for region in find_regions(filled))
    assert refill(filled, data(), name="report.md") == filled


def test_packages_are_listed_where_their_versions_differ() -> None:
    ours, theirs = (
        replace(RUNS[0], environment=Environment(packages={"torch": torch, yaml: "6.0"}))
        for torch, yaml in (("2.13.0", "PyYAML_x"), ("2.12.1", "pyyaml-x"))
    )
    against = Baseline("2026-01-01-older", FrontMatter("older"), (theirs,))
    text = render_regions(replace(data(), runs=(ours,), baseline=against))["provenance"]
    assert "<summary>Packages that differ (1)</summary>" in text
    assert "| Package | Version | Baseline |\n| --- | --- | --- |\n" in text
    assert "| `torch` | `2.13.0` | `2.12.1` |" in text
    assert "yaml" not in text


def test_curves_that_nobody_promised_are_folded() -> None:
    figures = (("test/error_rate", "runs/figures/a.svg"), ("valid/error_rate", "b.svg"))
    first, folded = render_regions(replace(data(), figures=figures))["results"].split(
        "<summary>Other metrics"
    )
    assert "![test/error_rate over steps](runs/figures/a.svg)" in first
    assert "![valid/error_rate over steps](b.svg)" in folded


def test_artifacts_and_models_say_where_they_lie_unless_that_is_this_machine() -> None:
    kept = Artifact("wer.txt", "https://files.lab/a b.txt", 5120, "sha256:" + "c" * 64)
    run = record(2, artifacts=(kept,), models=(Artifact("best", "s3://models/best.ckpt"),))
    local = record(3, artifacts=(Artifact("local", "file:///home/ann/x"),))
    shown = ReportData(EXPERIMENT, FRONT, (run, local))
    text = render_regions(shown)["provenance"]
    assert "| Run | Artifact | Size | SHA-256 | Where |\n" in text
    assert f"| 2 | `wer.txt` | 5 KiB | `{'c' * 64}` | `https://files.lab/a b.txt` |\n" in text
    assert "| 2 | `best` (model) | — | — | `s3://models/best.ckpt` |\n" in text
    assert "| 3 | `local` | — | — |  |\n" in text
    assert "`labbook fill RUN --fetch ARTIFACT` downloads one." in text
    alone = render_regions(ReportData(EXPERIMENT, FRONT, (local,)))["provenance"]
    assert "Where" not in alone
    assert "/home/ann" not in alone
    assert "--fetch" not in alone


def test_packages_that_a_run_was_cut_off_before_it_could_tell_are_unknown() -> None:
    whole = {f"p{n}": "1.0" for n in range(9)} | {"torch": "2.13.0"}
    packages: tuple[dict[str, str], ...] = (whole, {"torch": "2.12.1"}, whole | {"extra": "3"})
    runs = tuple(
        record(n, environment=Environment(packages=one)) for n, one in enumerate(packages, 1)
    )
    text = render_regions(ReportData(EXPERIMENT, FRONT, runs))["provenance"]
    assert "<summary>Packages that differ (2)</summary>" in text
    assert "| `torch` | `2.13.0` (runs 1, 3), `2.12.1` (run 2) |" in text
    assert "| `extra` | `3` (run 3) |" in text


def test_the_logs_of_failed_runs_are_shown_the_one_with_a_traceback_first() -> None:
    lines = {2: "Traceback (most recent call last):"}
    runs = tuple(
        record(n, state=RunState.FAILED, log=(lines.get(n, f"killed {n}"),)) for n in range(1, 6)
    )
    text = render_regions(ReportData(EXPERIMENT, FRONT, (*runs, record(6))))["summary"]
    named = [f"<summary>The end of the log of run {n}</summary>" for n in (2, 5, 4)]
    places = [text.index(one) for one in named]
    assert places == sorted(places)
    assert text.count("<details>") == 3
    assert text.endswith("2 more are in the run records.")


def test_of_runs_that_differ_the_largest_group_that_did_not_diverge_is_offered() -> None:
    broken = MetricSummary(3, (0, 1.0), (1, 1.0), (1, 1.0), (0, 1.0), 1, 2)
    runs = [record(n, {"test/error_rate": 0.1}, parameters={"lr": 1}) for n in (1, 2)]
    runs += [record(3, {"test/error_rate": 0.1}, parameters={"lr": 2})]
    runs += [record(n, parameters={"lr": 3}) for n in (4, 5, 6)]
    runs[3:] = [replace(run, metrics={"test/error_rate": broken}) for run in runs[3:]]
    text = render_regions(ReportData(EXPERIMENT, FRONT, tuple(runs)))["summary"]
    assert "`result: [1, 2]`" in text


def test_an_imported_run_has_no_launcher_in_the_language_of_the_report() -> None:
    shown = ReportData(EXPERIMENT, FRONT, (record(1, launcher="imported"),), language="ru")
    text = render_regions(shown)["provenance"]
    assert "- Где запущен: неизвестно, запуск импортирован\n" in text
