"""The baseline's own value, what fell below it, and names that are not whole."""

from dataclasses import replace

import pytest

from labbook.errors import LabbookError
from labbook.formats.report.expressions import evaluate, read_expression
from labbook.formats.report.metric_names import AmbiguousName
from labbook.formats.report.results import Baseline, derive_results
from labbook.model.experiment import FrontMatter, PromisedMetric
from labbook.model.metric import MetricSummary
from tests.formats.report.runs import record

FRONT = FrontMatter("x", metrics=(PromisedMetric("test/error_rate", "min", "%", 1, 100.0),))
RUNS = (
    record(1, {"test/error_rate": 0.10, "valid/error_rate": 0.2, '"a/b"/c': 7.0, "Test/WER": 1.0}),
)
RESULTS = derive_results(
    FRONT, RUNS, Baseline("b", FRONT, (record(1, {"test/error_rate": 0.125}),))
)


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("test/error_rate@baseline", 12.5),
        ("test/error_rate:best@baseline", 12.5),
        ("test/error_rate below baseline", 2.5),
        ("test/error_rate - baseline", -2.5),
        ("test/error_rate % below baseline", 20.0),
        ("test/error_rate@1 %below baseline", 20.0),
    ],
)
def test_what_an_expression_gives(expression: str, value: float) -> None:
    assert evaluate(expression, RESULTS) == pytest.approx(value)


@pytest.mark.parametrize(
    "text",
    [
        *("a", "a/b:best@2", "a@baseline", '"test-clean/WER" - baseline', "a % below baseline"),
        *(r'"\"a/b\"/c"', r'"back\\slash"', "a:std@1", "a below baseline", "a % baseline"),
    ],
)
def test_an_expression_is_written_as_it_is_read(text: str) -> None:
    assert str(read_expression(text)) == text


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a@baseline - baseline", "compares the baseline with itself"),
        ("a@baseline % below baseline", "compares the baseline with itself"),
        ("a below", "can't be read"),
        ("a@base", "can't be read"),
    ],
)
def test_what_means_nothing_can_not_be_read(text: str, sentence: str) -> None:
    with pytest.raises(LabbookError, match=sentence):
        read_expression(text)


def test_the_baselines_value_needs_a_baseline() -> None:
    with pytest.raises(LabbookError, match="needs a baseline"):
        evaluate("test/error_rate@baseline", derive_results(FRONT, RUNS))


DIVERGED = MetricSummary(3, (0, 0.5), (1, 0.4), (1, 0.4), (0, 0.5), 1, 2)
SOME = (
    *(record(n, {"test/error_rate": 0.12 + n / 100}, overrides={"seed": n}) for n in (1, 2)),
    replace(record(3, overrides={"seed": 3}), metrics={"test/error_rate": DIVERGED}),
)


@pytest.mark.parametrize(
    ("expression", "hint"),
    [
        ("test/error_rate", "write =test/error_rate@1, or name the runs that count"),
        ("test/error_rate:mean", "write =test/error_rate:mean@1, or name the runs"),
        ("test/error_rate:std", "name the runs that count in the front matter: result: [1, 2]"),
        ("test/error_rate - baseline", "write =test/error_rate@1 - baseline, or"),
    ],
)
def test_no_mean_leaves_a_run_out_in_silence(expression: str, hint: str) -> None:
    results = derive_results(FRONT, SOME, Baseline("b", FRONT, RUNS))
    with pytest.raises(
        LabbookError, match="'test/error_rate' diverged at step 2 in run 3"
    ) as caught:
        evaluate(expression, results)
    assert str(caught.value.hint).startswith(hint)
    assert evaluate("test/error_rate@2", results) == pytest.approx(14.0)


def test_nor_does_the_baselines_mean() -> None:
    with pytest.raises(LabbookError, match="the baseline's 'test/error_rate' diverged") as caught:
        evaluate(
            "test/error_rate@baseline", derive_results(FRONT, RUNS, Baseline("b", FRONT, SOME))
        )
    assert caught.value.hint == (
        "name the runs that count in the baseline's front matter: result: [1, 2]"
    )


def test_the_end_of_several_names_is_ambiguous() -> None:
    with pytest.raises(AmbiguousName) as caught:
        evaluate("error_rate", RESULTS)
    assert "test/error_rate, valid/error_rate" in caught.value.sentence


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("WER", "Test/WER"),
        ("wer", "Test/WER"),
        ("test/wer", "Test/WER"),
        ("test/error-rate", "test/error_rate"),
        ('"a/b/c"', r'"\"a/b\"/c"'),
        ("a/b/c", r'"\"a/b\"/c"'),
        ("test/eror_rate", "test/error_rate"),
    ],
)
def test_a_name_that_is_not_whole_or_written_otherwise_gets_the_one_meant(
    written: str, meant: str
) -> None:
    quoted = written if "-" not in written else f'"{written}"'
    with pytest.raises(LabbookError) as caught:
        evaluate(quoted, RESULTS)
    assert caught.value.hint == f"did you mean '{meant}'?"


def test_a_run_without_a_record_is_told_with_those_that_have_one() -> None:
    with pytest.raises(LabbookError) as caught:
        evaluate("test/error_rate@7", RESULTS)
    assert caught.value.hint == "fill it first; there are records of run 1"
