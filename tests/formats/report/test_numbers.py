import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labbook.errors import LabbookError
from labbook.formats.report.expressions import evaluate
from labbook.formats.report.numbers import find_numbers, rewrite, update_numbers
from labbook.formats.report.results import Baseline, derive_results
from labbook.model.experiment import FrontMatter, PromisedMetric
from labbook.model.metric import MetricSummary
from tests.formats.report.runs import record

REPORT = """\
---
title: 1.0<!-- =head -->
---
The error fell to 12.3<!-- =test/error_rate --> %, by **-2<!-- =test/error_rate - baseline -->**;
on clean speech **4.50 %**<!-- ="test-clean/WER":best@2 -->.

`9.9<!-- =code -->` and ``9 ` 9.9<!-- =code -->`` are code, <!-- 9.9 =comment --> a comment,
and \\`7<!-- =escaped -->\\` is not.

```
9.9<!-- =fence -->
```

    9.9<!-- =indented -->

<!--
prompt: 9.9
-->

<!-- labbook:begin results -->

9.9<!-- =region -->

<!-- labbook:end results -->

- > 5<!-- =quoted -->

| a | b |
|---|---|
| x | 0.1<!-- =cell --> |
no number <!-- =alone -->, 1,234<!-- =ambiguous -->
"""


def test_numbers_of_the_prose_are_found() -> None:
    found = [(n.line, n.column, n.text, n.expression) for n in find_numbers(REPORT)]
    assert found == [
        (4, 19, "12.3", "test/error_rate"),
        (4, 57, "-2", "test/error_rate - baseline"),
        (5, 19, "4.50", '"test-clean/WER":best@2'),
        (8, 7, "7", "escaped"),
        (26, 5, "5", "quoted"),
        (30, 7, "0.1", "cell"),
        (31, 11, "", "alone"),
        (31, 33, "", "ambiguous"),
    ]
    for number in find_numbers(REPORT):
        assert REPORT[number.start : number.stop] == number.text


def test_lines_are_right_with_windows_line_ends() -> None:
    windows = "\ufeff" + REPORT.replace("\n", "\r\n")
    lines = [number.line for number in find_numbers(windows)]
    assert lines == [number.line for number in find_numbers(REPORT)]
    assert update_numbers(windows, lambda e: 0.26) == windows.replace("12.3", "0.3").replace(
        "-2<", "0<"
    ).replace("4.50", "0.26").replace("7<", "0<").replace("> 5<", "> 0<").replace("0.1<", "0.3<")


@pytest.mark.parametrize(
    ("old", "value", "new"),
    [
        ("12.3", 9.96, "10.0"),
        ("12", 0.5001, "1"),
        ("12.30", -1.0, "-1.00"),
        ("−2.8", -3.14, "−3.1"),
        ("-2.8", 3.14, "3.1"),
        ("+2.8", 3.14, "+3.1"),
        ("+2.8", -3.14, "-3.1"),
        ("2.8", -0.04, "0.0"),
        ("12,3", 9.96, "10,0"),
        ("1.2e-4", 0.00031, "3.1e-4"),
        ("1.2e-04", 0.00031, "3.1e-04"),
        ("1E+3", 5e6, "5E+6"),
        ("1e3", 5e-6, "5e-6"),
    ],
)
def test_a_number_keeps_the_way_it_is_written(old: str, value: float, new: str) -> None:
    assert rewrite(old, value) == new
    (found,) = find_numbers(f"a {old}<!-- =x --> b")
    assert found.text == old


@pytest.mark.parametrize(
    "text",
    [
        *("--1.5", "5-1.5", "1,234", "v1.5", "1.2.3", "1" * 80),
        *("1 234", "1\u00a0234,5", "12\u202f345.6 %", "1\u2009234"),
        *("1'000", "1’000", "3/4", "3/-4", "12:30", "10^3", "1e3x", "2 000 000"),
        *("10&nbsp;000", "10&#160;000", "2\u00a0 000", "2\t000", "1\u200b000", "10\\ 000"),
        *("3⁄4", "3 / 4", "10–12", "1…2", "3×4", "12∶30", "1′000"),
    ],
)
def test_what_reads_in_two_ways_or_is_a_part_is_no_number(text: str) -> None:
    (found,) = find_numbers(f"a {text}<!-- =x --> b")
    assert found.text == ""


@pytest.mark.parametrize(
    "before", ["5±", "loss:", "WER/", "'", "~", "(", "≈", "1 ", "run 3: ", "run 3 — ", "run 3 *"]
)
def test_a_number_may_stand_right_behind_another_sign(before: str) -> None:
    (found,) = find_numbers(f"a {before}1.5<!-- =x --> b")
    assert found.text == "1.5"


def test_a_value_that_can_not_be_had_leaves_the_number() -> None:
    def resolve(expression: str) -> float:
        if expression == "lost":
            raise LabbookError("not measured")
        return math.nan if expression == "broken" else 5.0

    text = "1<!-- =lost --> 2<!-- =broken --> 3<!-- =fine -->"
    assert update_numbers(text, resolve) == "1<!-- =lost --> 2<!-- =broken --> 5<!-- =fine -->"


@settings(max_examples=150)
@given(
    parts=st.lists(
        st.text(st.sampled_from("ab1.,-+% \n`*<!->|\r\t😀\u05d0"), max_size=15), max_size=5
    ),
    value=st.floats(-1e6, 1e6),
)
def test_updating_keeps_every_other_byte_and_is_stable(parts: list[str], value: float) -> None:
    text = "12.3<!-- =a -->".join(parts)
    updated = update_numbers(text, lambda expression: value)
    position = 0
    kept = []
    for number in find_numbers(text):
        kept.append(text[position : number.start])
        position = number.stop
    kept.append(text[position:])
    rest = updated
    for piece in kept:
        assert piece in rest
        rest = rest[rest.index(piece) + len(piece) :]
    assert update_numbers(updated, lambda expression: value) == updated


SERIES = MetricSummary(3, (0, 0.5), (2, 0.4), (1, 0.3), (0, 0.5))
FRONT = FrontMatter(
    "x",
    metrics=(
        PromisedMetric("test/error_rate", "min", "%", 1, 100.0),
        PromisedMetric("valid", "min"),
    ),
)
RUNS = (
    record(1, {"test/error_rate": 0.10, "a b/c": 7.0}, overrides={"seed": 1}),
    record(2, {"test/error_rate": 0.14}, overrides={"seed": 2}),
)
BASELINE = Baseline("b", FRONT, (record(1, {"test/error_rate": 0.15, "zero": 0.0}),))


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("test/error_rate", 12.0),
        ("test/error_rate:mean", 12.0),
        ("test/error_rate:std", 2.8284271),
        ("test/error_rate@2", 14.0),
        ("test/error_rate:best@1", 10.0),
        ("test/error_rate - baseline", -3.0),
        ("test/error_rate@2 − baseline", -1.0),
        ("test/error_rate % baseline", -20.0),
        ('"a b/c"@1', 7.0),
    ],
)
def test_expressions(expression: str, value: float) -> None:
    results = derive_results(FRONT, RUNS, BASELINE)
    assert evaluate(expression, results) == pytest.approx(value)


def test_readings_of_a_series() -> None:
    run = record(1)
    run = record(1, metrics=None)
    run = type(run)(**{**vars(run), "metrics": {"valid": SERIES}})
    results = derive_results(FRONT, (run,))
    assert [evaluate(f"valid:{how}", results) for how in ("last", "best", "min", "max")] == [
        0.4,
        0.3,
        0.3,
        0.5,
    ]


def test_the_best_of_a_metric_that_is_not_promised_is_known_by_its_name() -> None:
    run = record(1)
    run = type(run)(**{**vars(run), "metrics": {"valid/loss": SERIES, "train/error_rate": SERIES}})
    results = derive_results(FRONT, (run,))
    assert evaluate("valid/loss:best", results) == 0.3
    assert evaluate("train/error_rate:best", results) == 0.3


@pytest.mark.parametrize(
    ("expression", "sentence"),
    [
        ("", "can't be read"),
        ("a b", "can't be read"),
        ("a:median", "can't be read"),
        ("a - b", "can't be read"),
        ("test/error_rat", "was not measured in run 1"),
        ("test/error_rate@9", "no record of run 9"),
        ("test/error_rate:std@1", "no standard deviation"),
        ("test/error_rate:std - baseline", "the baseline's 'test/error_rate' has one run"),
        ('"a b/c"@1 - baseline', "the baseline's 'a b/c' was not measured"),
    ],
)
def test_what_an_expression_can_not_have_is_said(expression: str, sentence: str) -> None:
    with pytest.raises(LabbookError) as caught:
        evaluate(expression, derive_results(FRONT, RUNS, BASELINE))
    assert sentence in caught.value.sentence


def test_a_name_typed_wrongly_gets_the_nearest() -> None:
    with pytest.raises(LabbookError) as caught:
        evaluate("test/eror_rate", derive_results(FRONT, RUNS))
    assert caught.value.hint == "did you mean 'test/error_rate'?"


@pytest.mark.parametrize(
    ("text", "value", "new"),
    [
        ("0,999<!-- =x -->", 1.234, "1.234<!-- =x -->"),
        ("0,345 %**<!-- =x -->", -1.5, "-1.500 %**<!-- =x -->"),
        ("in 5 85<!-- =x -->", 120.0, "in 5 85<!-- =x -->"),
        ("1" * 40 + "<!-- =x -->", 1e300, "1" * 40 + "<!-- =x -->"),
    ],
)
def test_only_what_is_read_again_is_written(text: str, value: float, new: str) -> None:
    assert update_numbers(text, lambda expression: value) == new


def test_why_a_number_stays_is_said() -> None:
    (bound,) = find_numbers("in 5 85<!-- =x -->")
    with pytest.raises(LabbookError, match="120 would not be read again if it were written here"):
        bound.renewed(120)


def test_the_end_of_the_paragraph_before_is_no_part_of_a_number() -> None:
    (bound,) = find_numbers("# Of 5\n\n120<!-- =x -->")
    assert bound.text == "120"


@settings(max_examples=300)
@given(
    before=st.text(st.sampled_from("ab15.,-+−% \n*_:/—\u00a0\\"), max_size=8),
    old=st.sampled_from(
        ["0,999", "12.3", "85", "-0,5", "+3", "−2.123", "1,5e3", "7 %", "9.10 %**"]
    ),
    value=st.floats(-1e7, 1e7),
)
def test_what_was_written_can_be_read_and_written_again(
    before: str, old: str, value: float
) -> None:
    text = f"a {before}{old}<!-- =x --> b"
    readable = [n.text != "" for n in find_numbers(text)]
    updated = update_numbers(text, lambda expression: value)
    assert [n.text != "" for n in find_numbers(updated)] == readable
