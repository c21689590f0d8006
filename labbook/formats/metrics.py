"""A series in a few numbers."""

from collections.abc import Iterable, Sequence
from math import isfinite

from labbook.model.experiment import Goal
from labbook.model.metric import MetricSummary, Point, Series
from labbook.model.run import Selected

LARGEST = 1e150
"""What exceeds it is treated as infinite, so that squares and sums stay finite."""


def summarize(series: Series) -> MetricSummary:
    """First, last, least and greatest finite value with their steps, from all points.

    Of equal values the one reported first counts.
    """
    points = series.points()
    finite = [point for point in points if isfinite(point[1])]
    broken = [step for step, value in points if not isfinite(value)]
    return MetricSummary(
        count=len(points),
        first=finite[0] if finite else None,
        last=finite[-1] if finite else None,
        min=min(finite, key=_value, default=None),
        max=max(finite, key=_value, default=None),
        non_finite=len(broken),
        first_non_finite=broken[0] if broken else None,
    )


def select_values(series: Sequence[Series], by: str, goal: Goal) -> Selected | None:
    """Values of all metrics at the step at which `by` is best; None where `by` has no value.

    A metric without a value at that step gives its only value, else its latest one before
    the step; one that has neither is left out. Of several values at one step the last counts,
    of several best steps the first.
    """
    judge = next((s for s in series if s.metric == by), None)
    best = best_point(_last_of_each_step(judge), goal) if judge else None
    if best is None:
        return None
    step = best[0]
    values = {s.metric: point for s in series if (point := value_at(s, step)) is not None}
    return Selected(by=by, goal=goal, step=step, values={**values, by: best})


def best_point(points: Iterable[Point], goal: Goal) -> Point | None:
    """The finite point with the best value, the first of equals."""
    finite = (point for point in points if isfinite(point[1]))
    pick = min if goal == "min" else max
    return pick(finite, key=_value, default=None)


def value_at(series: Series, step: int | None) -> Point | None:
    """What `select_values` takes of a metric at a step; None where it has nothing by then."""
    points = _last_of_each_step(series)
    if len(points) == 1:
        return points[0]
    if step is None:
        return None
    before = [point for point in points if point[0] is not None and point[0] <= step]
    return max(before, key=_step, default=None)


def _last_of_each_step(series: Series) -> list[Point]:
    return list(dict(series.points()).items())


def _value(point: Point) -> float:
    return point[1]


def _step(point: Point) -> int:
    return point[0] if point[0] is not None else 0
