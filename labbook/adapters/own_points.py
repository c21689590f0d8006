"""The points that a run wrote down itself, beside those that its tracker has of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf, isfinite

from labbook.model.metric import Point, Series
from labbook.model.run import Missing

Step = int | None


@dataclass(frozen=True)
class JoinedPoints:
    """The series of both; `alone` counts finite points, by metric, that the tracker lacks."""

    series: tuple[Series, ...]
    alone: Mapping[str, int]
    disagreements: tuple[Missing, ...]


def join_points(tracker: Sequence[Series], own: Sequence[Series]) -> JoinedPoints:
    """Put the points that the tracker lacks where the run has them, or where their steps belong.

    A value that isn't finite replaces the tracker's, which can't hold one; where finite values
    differ, the tracker's stays and the difference is said.
    """
    by_metric = {one.metric: one for one in own}
    known = {one.metric for one in tracker}
    new = [one for one in own if one.metric not in known]
    alone = {one.metric: sum(map(isfinite, one.values)) for one in new}
    series: list[Series] = []
    disagreements: list[Missing] = []
    for one in tracker:
        other = by_metric.get(one.metric)
        if other is None or _same(one, other):
            series.append(one)
            continue
        told, added = _values(one), _values(other)
        series.append(_joined(one, told, added))
        alone[one.metric] = sum(isfinite(v[-1]) for step, v in added.items() if step not in told)
        disagreements += _disagreement(one.metric, told, added)
    return JoinedPoints((*series, *new), {m: n for m, n in alone.items() if n}, (*disagreements,))


def _same(one: Series, other: Series) -> bool:
    return list(one.values) == list(other.values) and list(one.steps) == list(other.steps)


def _values(series: Series) -> dict[Step, list[float]]:
    found: dict[Step, list[float]] = {}
    for step, value in series.points():
        found.setdefault(step, []).append(value)
    return found


def _joined(
    series: Series, told: Mapping[Step, list[float]], own: Mapping[Step, list[float]]
) -> Series:
    broken = {step: values[-1] for step, values in own.items() if not isfinite(values[-1])}
    points = [(step, broken.get(step, value)) for step, value in series.points()]
    ordered = all(_place(a) <= _place(b) for a, b in pairwise(points))
    points += [(step, values[-1]) for step, values in own.items() if step not in told]
    if told.keys() <= own.keys():
        order = {step: place for place, step in enumerate(own)}
        points.sort(key=lambda point: order[point[0]])
    elif ordered:
        points.sort(key=_place)
    return Series(series.metric, [step for step, _ in points], [value for _, value in points])


def _place(point: Point) -> float:
    return inf if point[0] is None else point[0]


def _disagreement(
    metric: str, told: Mapping[Step, list[float]], own: Mapping[Step, list[float]]
) -> list[Missing]:
    differing = [
        (step, told[step][-1], values[-1])
        for step, values in own.items()
        if step in told and isfinite(values[-1]) and not set(values) & set(told[step])
    ]
    if not differing:
        return []
    step, theirs, ours = differing[0]
    where = "" if step is None else f" at step {step}"
    more = f", and at {len(differing) - 1} more steps" if differing[1:] else ""
    why = f"the tracker says {theirs}{where}, metrics.jsonl {ours}{more}"
    return [Missing(f"agreement on {metric}", why)]
