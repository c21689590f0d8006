"""Fewer points that still look and read like all of them.

Min-max aggregation: each bucket of consecutive points keeps its least and greatest value, so
no peak vanishes (Jugel, Jerzak, Hackenbroich, Markl: M4, a visualization-oriented time series
data aggregation, VLDB 2014).
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from math import isfinite

from labbook.formats.names import few
from labbook.formats.record.cut import NO_ROOM
from labbook.formats.series import write_series
from labbook.model.metric import Series
from labbook.model.run import Missing

MOST_POINTS = 1000
FEWEST_POINTS = 8
MONITORING = ":monitor:"


def thin(series: Series, points: int, *, steps: Collection[int] = ()) -> Series:
    """At most about `points` (at least 8) of the series' points, in their order.

    First, last, least and greatest value stay, so do the first and the last point at each of
    `steps` and every non-finite one; where those alone fill half of `points`, the ends of each
    non-finite stretch stay, the earliest ones first.
    """
    points = max(points, FEWEST_POINTS)
    if len(series.values) <= points:
        return series
    kept = _landmarks(series, points, steps)
    free = [i for i, value in enumerate(series.values) if i not in kept and isfinite(value)]
    kept.update(_extremes_of_buckets(free, series.values, (points - len(kept)) // 2))
    chosen = sorted(kept)
    return replace(
        series,
        steps=[series.steps[i] for i in chosen],
        values=[series.values[i] for i in chosen],
    )


def _landmarks(series: Series, points: int, steps: Collection[int]) -> set[int]:
    values = series.values
    finite = [i for i, value in enumerate(values) if isfinite(value)]
    kept = {0, len(values) - 1}
    if finite:
        kept |= {finite[0], finite[-1]}
        kept |= {min(finite, key=values.__getitem__), max(finite, key=values.__getitem__)}
    kept.update(_non_finite(values, points // 2))
    at = {step: i for i, step in enumerate(series.steps)}
    first = {step: i for i, step in reversed([*enumerate(series.steps)])}
    kept.update(places[step] for step in steps if step in at for places in (first, at))
    return kept


def _non_finite(values: Sequence[float], most: int) -> list[int]:
    found = [i for i, value in enumerate(values) if not isfinite(value)]
    if len(found) <= most:
        return found
    starts = found[:1] + [b for a, b in pairwise(found) if b != a + 1]
    ends = [a for a, b in pairwise(found) if b != a + 1] + found[-1:]
    return sorted({*starts, *ends})[:most]


def _extremes_of_buckets(
    indices: Sequence[int], values: Sequence[float], buckets: int
) -> Iterable[int]:
    for number in range(max(buckets, 0)):
        start = number * len(indices) // buckets
        bucket = indices[start : (number + 1) * len(indices) // buckets]
        if bucket:
            yield min(bucket, key=values.__getitem__)
            yield max(bucket, key=values.__getitem__)


def thin_to_budget(
    series: Sequence[Series],
    promised: Collection[str],
    budget_bytes: int,
    *,
    steps: Collection[int] = (),
) -> tuple[list[Series], list[Missing]]:
    """Series whose CSV fits into `budget_bytes`, and what was thinned or left out.

    `promised` metrics get up to 1,000 points each, the others share what remains. Machine
    monitoring is left out. Points at one of `steps` stay.
    """
    machine = [s for s in series if s.metric.startswith(MONITORING)]
    wanted = [s for s in series if not s.metric.startswith(MONITORING)]
    kept: dict[str, Series] = {}
    missing: list[Missing] = []
    for group in (
        [s for s in wanted if s.metric in promised],
        [s for s in wanted if s.metric not in promised],
    ):
        fewer, used = _share(group, budget_bytes, steps)
        budget_bytes -= used
        kept |= {s.metric: s for s in fewer}
        missing += [*_thinned(group, kept), *_left_out(group, kept)]
    if machine:
        why = "left out of the series: it belongs to the summary of resources"
        missing.append(Missing(f"machine monitoring ({len(machine)} series)", why))
    return [kept[s.metric] for s in wanted if s.metric in kept], missing


def _share(
    series: Sequence[Series], budget: int, steps: Collection[int]
) -> tuple[list[Series], int]:
    """The series with as many points each as fit, those that fit where even few do not."""
    points = MOST_POINTS
    most = [thin(one, points, steps=steps) for one in series]
    series, sizes = most, [_size(one) for one in most]
    while sum(sizes) > budget and points > FEWEST_POINTS:
        points = max(FEWEST_POINTS, min(points - 1, points * max(budget, 0) // sum(sizes)))
        series = [thin(one, points, steps=steps) for one in most]
        sizes = [_size(one) for one in series]
    kept, used = [], 0
    for one, size in zip(series, sizes, strict=True):
        if used + size <= budget:
            kept.append(one)
            used += size
    return kept, used


def _size(series: Series) -> int:
    header = len(write_series([]))
    return len(write_series([series]).encode("utf-8", "replace")) - header


def _thinned(series: Sequence[Series], kept: dict[str, Series]) -> Iterable[Missing]:
    fewer = [s for s in series if s.metric in kept and len(kept[s.metric].values) < len(s.values)]
    if fewer:
        most = max(len(kept[s.metric].values) for s in fewer)
        why = f"thinned to at most {most} points each; extremes are kept, summaries are exact"
        yield Missing(f"points of {_named(fewer)}", why)


def _left_out(series: Sequence[Series], kept: dict[str, Series]) -> Iterable[Missing]:
    lost = [s for s in series if s.metric not in kept]
    if lost:
        yield Missing(f"series of {_named(lost)}", NO_ROOM)


def _named(series: Sequence[Series]) -> str:
    return few([one.metric[:80] for one in series], 5)
