"""A dense curve as the mean of each few points and the range around it.

A line through thousands of noisy points is a smear, and one through some of them shows waves
that aren't there; the mean with its range shows trend and noise both.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import ceil, isfinite
from statistics import fmean

StepPoint = tuple[int, float]


@dataclass(frozen=True)
class Condensed:
    """Means, least and greatest values at the same steps; each of `size` points, 1 if of none.

    A point that isn't finite stands for a stretch of them.
    """

    points: Sequence[StepPoint]
    low: Sequence[StepPoint]
    high: Sequence[StepPoint]
    size: int


def condense(points: Sequence[StepPoint], most: int) -> Condensed:
    """About `most` points instead of more; a stretch of non-finite values is never bridged.

    Where there are more such stretches than `most` allows, only the first of them is kept.
    """
    if len(points) <= most:
        return Condensed(points, points, points, 1)
    stretches = _stretches(points)
    if len(stretches) > most // 2:
        first = next((point for point in points if not isfinite(point[1])), None)
        stretches = _stretches([p for p in points if isfinite(p[1]) or p is first])
    size = ceil(len(points) / max(most, 1))
    means: list[StepPoint] = []
    low: list[StepPoint] = []
    high: list[StepPoint] = []
    for stretch in stretches:
        for bucket in _buckets(stretch, size):
            step, values = bucket[len(bucket) // 2][0], [value for _, value in bucket]
            means.append((step, fmean(values)))
            low.append((step, min(values)))
            high.append((step, max(values)))
    return Condensed(means, low, high, size)


def _stretches(points: Sequence[StepPoint]) -> list[list[StepPoint]]:
    return [list(group) for _, group in groupby(points, key=lambda point: isfinite(point[1]))]


def _buckets(stretch: list[StepPoint], size: int) -> Iterator[list[StepPoint]]:
    if not isfinite(stretch[0][1]):
        yield stretch[:1]
        return
    count = ceil(len(stretch) / size)
    for number in range(count):
        yield stretch[number * len(stretch) // count : (number + 1) * len(stretch) // count]
