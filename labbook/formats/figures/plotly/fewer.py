"""A long trace in so few points that drawing it takes no time, and looks the same."""

from collections.abc import Iterator, Sequence
from math import ceil, isfinite, log10

MOST_POINTS = 20_000
_CELLS = 100


def stretches(x: Sequence[float], y: Sequence[float]) -> Iterator[range]:
    """Where the points between two gaps lie."""
    start = 0
    for i, (a, b) in enumerate(zip(x, y, strict=True)):
        if not (isfinite(a) and isfinite(b)):
            if start < i:
                yield range(start, i)
            start = i + 1
    if start < len(x):
        yield range(start, len(x))


def fewer(
    x: Sequence[float], y: Sequence[float], *, lines: bool, log: tuple[bool, bool]
) -> Sequence[int]:
    """The indices of about 20,000 of the points or fewer, and of the gaps between them.

    Of lines peaks and gaps stay, of marks alone what lies apart. `log` is for the axes.
    """
    if len(x) <= MOST_POINTS:
        return range(len(x))
    found = list(stretches(x, y))
    if not found:
        return []
    if lines:
        return _of_lines(found, y)
    return _of_marks([i for stretch in found for i in stretch], _axis(x, log[0]), _axis(y, log[1]))


def extremes(stretch: Sequence[int], heights: Sequence[float], size: int) -> list[int]:
    """Of each `size` neighbours the first, highest, lowest and last in their order (M4).

    Jugel, Jerzak, Hackenbroich, Markl, VLDB 2014.
    """
    if size <= 4:
        return list(stretch)
    kept = []
    for start in range(0, len(stretch), size):
        bucket = stretch[start : start + size]
        low, high = min(bucket, key=heights.__getitem__), max(bucket, key=heights.__getitem__)
        kept += sorted({bucket[0], low, high, bucket[-1]})
    return kept


def _of_lines(found: Sequence[range], y: Sequence[float]) -> list[int]:
    points = [i for stretch in found for i in stretch]
    size = ceil(4 * len(points) / MOST_POINTS)
    peaks = min(points, key=y.__getitem__), max(points, key=y.__getitem__)
    every = ceil(4 * len(found) / MOST_POINTS)
    kept: list[int] = []
    for number, stretch in enumerate(found):
        if number % every == 0 or any(peak in stretch for peak in peaks):
            kept += extremes(stretch, y, size)
            kept += [stretch.stop] if stretch.stop < len(y) else []
    return kept


def _of_marks(points: Sequence[int], x: Sequence[float], y: Sequence[float]) -> list[int]:
    """One of each cell of a grid, and each n-th."""
    kept = set(points[:: ceil(2 * len(points) / MOST_POINTS)])
    columns, rows = _cells(points, x), _cells(points, y)
    kept.update(dict(zip(zip(columns, rows, strict=True), points, strict=True)).values())
    for values in (x, y):
        kept |= {min(points, key=values.__getitem__), max(points, key=values.__getitem__)}
    return sorted(kept)


def _cells(points: Sequence[int], values: Sequence[float]) -> list[int]:
    found = [values[i] for i in points]
    low, high = min(found), max(found)
    size = (high - low) / _CELLS or 1.0
    return [int((value - low) / size) for value in found]


def _axis(values: Sequence[float], log: bool) -> Sequence[float]:
    return [log10(value) if value > 0 else value for value in values] if log else values
