"""Series in a few numbers."""

from math import inf, isnan, nan

import pytest

from labbook.formats.metrics import select_values, summarize
from labbook.model.metric import MetricSummary, Point, Series


def series(metric: str, *points: Point) -> Series:
    return Series(metric, [step for step, _ in points], [value for _, value in points])


def test_a_summary_counts_all_points_and_looks_at_finite_ones() -> None:
    loss = series("loss", (1, nan), (2, 3.0), (3, 1.0), (4, 3.0), (5, 1.0), (6, inf))
    assert summarize(loss) == MetricSummary(
        count=6,
        first=(2, 3.0),
        last=(5, 1.0),
        min=(3, 1.0),
        max=(2, 3.0),
        non_finite=2,
        first_non_finite=1,
    )


def test_a_summary_without_a_finite_value() -> None:
    assert summarize(series("loss", (7, nan))) == MetricSummary(
        1, None, None, None, None, non_finite=1, first_non_finite=7
    )
    assert summarize(series("loss")).count == 0


def test_values_at_the_best_step() -> None:
    selected = select_values(
        [
            series("valid/wer", (1, 9.0), (2, 4.0), (3, 6.0), (4, 4.0)),
            series("train/loss", (1, 0.5), (2, 0.4), (3, 0.3)),
            series("lr", (1, 0.1)),
            series("test/wer", (None, 5.0)),
            series("valid/cer", (1, 3.0), (3, 2.0)),
            series("late", (3, 1.0), (4, 1.0)),
        ],
        "valid/wer",
        "min",
    )
    assert selected is not None
    assert (selected.by, selected.goal, selected.step) == ("valid/wer", "min", 2)
    assert selected.values == {
        "valid/wer": (2, 4.0),
        "train/loss": (2, 0.4),
        "lr": (1, 0.1),
        "test/wer": (None, 5.0),
        "valid/cer": (1, 3.0),
    }


def test_of_several_values_at_a_step_the_last_counts() -> None:
    twice = series("acc", (1, 0.9), (2, 0.5), (1, 0.1))
    selected = select_values([twice], "acc", "max")
    assert selected is not None
    assert selected.values["acc"] == (2, 0.5)


def test_what_is_not_finite_is_never_best_but_told_where_it_is_selected() -> None:
    selected = select_values(
        [series("acc", (1, inf), (2, 0.5), (3, nan)), series("loss", (2, nan), (3, 1.0))],
        "acc",
        "max",
    )
    assert selected is not None
    assert selected.step == 2
    assert isnan(selected.values["loss"][1])


@pytest.mark.parametrize("known", [[], [series("wer", (1, nan))], [series("wer")]])
def test_nothing_to_select_by(known: list[Series]) -> None:
    assert select_values(known, "wer", "min") is None


def test_a_single_value_selects_single_values_only() -> None:
    selected = select_values(
        [series("test", (None, 1.0)), series("one", (4, 2.0)), series("many", (1, 1.0), (2, 2.0))],
        "test",
        "min",
    )
    assert selected is not None
    assert selected.step is None
    assert selected.values == {"test": (None, 1.0), "one": (4, 2.0)}
