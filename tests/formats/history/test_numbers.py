"""Numbers against those that runs have used."""

from itertools import chain, repeat
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labbook.model.problem import Severity
from labbook.model.run import RunState
from tests.formats.history.lab import ECAPA, found, messages, past, with_value

MODEL = {"model": ECAPA}
positive = st.floats(1e-6, 1e6)
numbers = st.lists(positive, min_size=5, max_size=30)
any_number = st.one_of(st.floats(-1e9, 1e9), st.integers(-1000, 1000))


def said(values, value, **fields):  # type: ignore[no-untyped-def]
    return messages(past(values, key="x", classes=MODEL, **fields), with_value(value))


def test_the_figures_of_the_history_are_told() -> None:
    usual = [0.001] * 20 + [0.002] * 10 + [0.0005] * 6 + [0.01] * 3
    runs = past(usual, experiments=9) + past([0.03, 0.05], diverged=True)
    [(key, lr)] = found(runs).items()
    assert key == "lr"
    assert lr.message == (
        "lr 0.02 is 20 × the median of 41 runs of ECAPA_TDNN with Adam (0.001, in 9 experiments);"
        " the 2 runs above 0.01 both diverged"
    )
    assert lr.severity is Severity.WARNING
    assert lr.code == "history-outlier"
    assert (lr.line, lr.column) == (1, 5)
    assert lr.hint is not None
    assert "0.001, in 20 of 41 runs" in lr.hint


@pytest.mark.parametrize(
    ("values", "value", "message"),
    [
        (
            [0.002] * 5,
            0.02,
            "x 0.02 is 10 × the median of 5 runs of ECAPA_TDNN (0.002, in 3 experiments);"
            " none went above 0.002",
        ),
        (
            [1e-3, 1.5e-3, 2e-3, 1.2e-3, 1.8e-3],
            1e-5,
            "x 1e-05 is 0.00667 × the median of 5 runs of ECAPA_TDNN (0.0015, in 3 experiments);"
            " none went below 0.001",
        ),
        (
            [-80] * 6,
            -800,
            "x −800 is 10 × the median of 6 runs of ECAPA_TDNN (−80, in 3 experiments);"
            " none went below −80",
        ),
        (
            [-5, 0, 5, 10, 15],
            200,
            "x 200 is far from the median of 5 runs of ECAPA_TDNN (5, −5 to 15, in 3 experiments);"
            " none went above 15",
        ),
        (
            [0.1] * 5,
            0,
            "x is 0 and was positive in all 5 runs of ECAPA_TDNN (median 0.1, in 3 experiments)",
        ),
        (
            [-5] * 5,
            5,
            "x is 5 and was negative in all 5 runs of ECAPA_TDNN (median −5, in 3 experiments)",
        ),
        (
            [0] * 5 + [0.1] * 5,
            -0.1,
            "x is −0.1 and was 0 or positive in all 10 runs of ECAPA_TDNN"
            " (median 0.05, in 3 experiments)",
        ),
        (
            [0] * 5,
            0.1,
            "x is 0.1 and was 0 in all 5 runs of ECAPA_TDNN (in 3 experiments)",
        ),
        (
            [16000] * 5,
            1600,
            "x 1600 is 0.1 × the median of 5 runs of ECAPA_TDNN (16000, in 3 experiments);"
            " none went below 16000",
        ),
    ],
)
def test_what_is_unusual_is_said_in_words(values: list[float], value: float, message: str) -> None:
    assert said(values, value) == [message]


@pytest.mark.parametrize(
    ("values", "value"),
    [
        ([0.002] * 5, 0.008),
        ([1e-4, 3e-4, 1e-3, 3e-3, 1e-2], 1e-2),
        ([0, 0, 0, 0.1, 0.1], 0),
        ([0, 0, 0, 0.1, 0.1], 0.2),
        ([-5, 0, 5, 10, 15], 20),
        ([0.002] * 4, 20),
        ([1e300] * 8, 3),
    ],
)
def test_what_is_usual_or_hardly_known_is_not_named(values: list[float], value: float) -> None:
    assert said(values, value) == []


def test_runs_of_a_single_experiment_are_told_as_such() -> None:
    [message] = said([0.002] * 5, 0.02, experiments=1)
    assert "5 runs of ECAPA_TDNN (0.002, all in one experiment)" in message
    assert said([0] * 9, 0.1, experiments=1) == []


@pytest.mark.parametrize(
    ("states", "fate", "severity"),
    [
        (["finished"], "the only run above 0.002 finished", Severity.HINT),
        (["failed"], "the only run above 0.002 failed", Severity.WARNING),
        (["running"], "the only run above 0.002 had not ended", Severity.WARNING),
        (["stopped"] * 2, "the 2 runs above 0.002 both stopped early", Severity.WARNING),
        (["finished"] * 3, "the 3 runs above 0.002 all finished", Severity.HINT),
        (
            ["lost", "finished", "lost"],
            "of the 3 runs above 0.002 1 finished, 2 got lost",
            Severity.HINT,
        ),
    ],
)
def test_what_became_of_runs_that_went_as_far_is_told(
    states: list[str], fate: str, severity: Severity
) -> None:
    runs = past([0.002] * 12)
    for state in states:
        runs += past([0.02], state=RunState(state))
    [lr] = found(runs).values()
    assert lr.message.endswith(f"; {fate}")
    assert lr.severity is severity


def test_what_five_runs_finished_well_with_needs_no_remark() -> None:
    assert found(past([0.002] * 40 + [0.02] * 4)) != {}
    assert found(past([0.002] * 40 + [0.02] * 5)) == {}


def test_runs_that_diverged_make_nothing_usual() -> None:
    swept = past([0.001, 0.001, 0.002, 0.002, 0.001])
    [lr] = found(swept + past([0.01, 0.02, 0.03, 0.04], diverged=True)).values()
    assert lr.message.endswith("; the 4 runs above 0.002 all diverged")


@given(numbers, positive, st.integers(-12, 12))
def test_the_unit_of_a_number_changes_nothing(
    values: list[float], value: float, power: int
) -> None:
    scaled = [number * 2.0**power for number in values]
    before, after = said(values, value), said(scaled, value * 2.0**power)
    assert len(before) == len(after)


@given(st.lists(any_number, max_size=4), any_number)
def test_nothing_is_said_of_fewer_than_five_runs(values: list[float], value: float) -> None:
    assert said(values, value) == []


@given(st.data(), st.lists(any_number, min_size=5, max_size=30), any_number)
def test_the_order_of_runs_changes_nothing(
    data: st.DataObject, values: list[float], value: float
) -> None:
    runs = past(values, key="x", classes=MODEL)
    shuffled = data.draw(st.permutations(runs))
    assert messages(runs, with_value(value)) == messages(shuffled, with_value(value))


@given(numbers, st.floats(0.25, 4))
def test_what_is_near_the_median_is_never_named(values: list[float], factor: float) -> None:
    assert said(values, median(values) * factor) == []


@given(numbers, st.floats(4.2, 1e6), st.floats(1, 1e6), st.booleans())
def test_what_is_further_out_is_named_all_the_more(
    values: list[float], factor: float, further: float, above: bool
) -> None:
    middle = median(values)
    near, far = (middle * f if above else middle / f for f in (factor, factor * further))
    assert len(said(values, near)) <= len(said(values, far))


@given(numbers, positive)
def test_what_enough_runs_finished_with_is_never_named(values: list[float], value: float) -> None:
    assert said([*values, *repeat(value, 5)], value) == []


@given(st.lists(st.floats(0.001, 0.002), min_size=5, max_size=40))
def test_ten_times_what_all_used_within_a_factor_of_two_is_named(values: list[float]) -> None:
    [message] = said(values, median(values) * 10)
    assert f"× the median of {len(values)} runs" in message


def test_zeros_stand_apart_from_what_they_switch_off() -> None:
    weights = list(chain(repeat(0, 20), repeat(0.01, 6)))
    [message] = said(weights, 0.5)
    assert "is 50 × the median of 6 runs" in message
