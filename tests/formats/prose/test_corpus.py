"""What is said of the numbers in sentences that people write."""

import pytest

from labbook.formats.prose.account import Account
from labbook.formats.prose.remarks import find_remarks
from labbook.formats.report.results import Results, derive_results
from tests.formats.prose import corpus, lab_sentences
from tests.formats.report.runs import record

OF_ONE = [
    *corpus.TRUE_ONE,
    *corpus.WRONG_ONE,
    *corpus.UNCLEAR_ONE,
    *corpus.SILENT,
    *corpus.LONGER_ONE,
]
OF_TWO = [*corpus.TRUE_TWO, *corpus.WRONG_TWO, *corpus.SILENT_TWO, *corpus.LONGER_TWO]
OF_THREE = [*lab_sentences.ENGLISH, *lab_sentences.RUSSIAN, *lab_sentences.PAIRS]
REPORT = "---\ntitle: x\n---\n\n# x\n\n## {heading}\n\n{text}\n"


def said(text: str, results: Results, heading: str = "Results") -> str:
    report = REPORT.format(heading=heading, text=text)
    remarks = sorted(find_remarks(Account(report, results), "x"), key=lambda r: (r.start, r.code))
    return " ".join(remark.code.removeprefix("number-") for remark in remarks)


@pytest.mark.parametrize(("text", "codes"), OF_ONE, ids=[text[:50] for text, _ in OF_ONE])
def test_a_sentence_about_one_metric(text: str, codes: str) -> None:
    assert said(text, corpus.one()) == codes


@pytest.mark.parametrize(("text", "codes"), OF_TWO, ids=[text[:50] for text, _ in OF_TWO])
def test_a_sentence_about_several_metrics(text: str, codes: str) -> None:
    assert said(text, corpus.two()) == codes


@pytest.mark.parametrize(("text", "codes"), OF_THREE, ids=[text[:50] for text, _ in OF_THREE])
def test_a_sentence_of_a_speech_lab(text: str, codes: str) -> None:
    assert said(text, lab_sentences.three()) == codes


@pytest.mark.parametrize(("text", "codes"), lab_sentences.UNPROMISED)
def test_a_sentence_about_what_is_not_promised(text: str, codes: str) -> None:
    assert said(text, lab_sentences.four()) == codes


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Accuracy rose by 2.9 points.", ""),
        ("The accuracy rose by 2.9 %.", "relative"),
        ("Accuracy rose by 9.2 points.", "claim"),
    ],
)
def test_a_fraction_may_change_by_points(text: str, codes: str) -> None:
    assert said(text, corpus.two()) == codes


def test_a_bound_number_that_drifted_is_left_to_the_filling() -> None:
    bound = "The error rate fell by {}<!-- =test/error_rate below baseline --> points."
    assert said(bound.format("2.5"), corpus.one()) == ""
    assert said(bound.replace("fell", "rose").format("1.7"), corpus.one()) == "claim"


@pytest.mark.parametrize("heading", ["Question", "Method", "Next", "Вопрос", "Метод"])
def test_other_sections_are_left_alone(heading: str) -> None:
    assert said("The error rate falls to 13.2 %.", corpus.one(), heading) == ""


@pytest.mark.parametrize(
    "heading", ["Conclusions", "3. Analysis", "Результаты", "Выводы", "Анализ\n\n### По каналам"]
)
def test_sections_that_tell_results_are_read(heading: str) -> None:
    assert said("The error rate falls to 13.2 %.", corpus.one(), heading) == "unknown"


def test_the_mean_that_a_table_shows_of_some_runs_is_no_stranger() -> None:
    front = corpus.ONE_FRONT
    runs = [
        record(number, {name: rate}, overrides={"seed": number})
        for number, (name, rate) in enumerate(
            (("test/error_rate", 12.1), ("test/error_rate", 12.9), ("other", 1.0)), start=1
        )
    ]
    results = derive_results(front, runs)
    assert said("The error rate is 12.5 %.", results) == ""
    assert said("The error rate is 13.5 %.", results) == "unknown"


def test_there_are_more_than_a_hundred_sentences() -> None:
    assert len(OF_ONE) + len(OF_TWO) > 230
