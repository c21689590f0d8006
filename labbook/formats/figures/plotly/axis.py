"""From values of any kind to places on an axis."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from math import ceil, floor, isfinite, log10, nan

from labbook.formats.figures.plotly.dates import date_ticks, is_date, seconds
from labbook.formats.figures.plotly.document import Value, label, number
from labbook.formats.figures.plotly.traces import Axis, AxisKind
from labbook.formats.figures.scale import Scale, step_scale

Tick = tuple[float, str]
Span = tuple[float, float]
"""A beginning and an end."""
SAMPLE = 2000


@dataclass(frozen=True)
class Reading:
    """How the values of an axis are read; `categories` have places 0, 1, 2 …"""

    kind: AxisKind
    categories: Sequence[str] = ()

    def numbers(self, values: Iterable[Value]) -> list[float]:
        """The values as numbers on this axis, NaN for those that have no place on it."""
        if self.kind == "category":
            places = {name: float(i) for i, name in enumerate(self.categories)}
            return [places.get(name_of(value), nan) for value in values]
        if self.kind == "date":
            return [seconds(value) for value in values]
        found = [value if isinstance(value, float) else number(value) for value in values]
        return [v if v > 0 else nan for v in found] if self.kind == "log" else found


def read_axis(axis: Axis, columns: Sequence[Sequence[Value]]) -> Reading:
    """The kind that the figure names; else by the values, with plotly's rule for categories.

    An axis is one of categories where more than two thirds of its values are no numbers.
    """
    kind = axis.kind or _kind(columns)
    if kind != "category":
        return Reading(kind)
    names = {name_of(value): None for column in columns for value in column if value is not None}
    return Reading(kind, tuple(names))


def name_of(value: Value) -> str:
    """A category's name, the same for equal values."""
    return value if isinstance(value, str) else "" if value is None else label(value, 40)


def scale_of(
    axis: Axis, reading: Reading, values: Iterable[float], place: Span, air: Span = (0.04, 0.04)
) -> Scale:
    """A scale with room for all finite values and for the range that the figure asks for.

    `place` is where it begins and ends on the page; a reversed axis runs backwards. `air` is the
    room below and above the values, in parts of their span.
    """
    start, end = reversed(place) if axis.reversed else place
    if reading.kind == "category":
        return Scale(-0.5, max(len(reading.categories), 1) - 0.5, start, end)
    kept = [value for value in values if isfinite(value)]
    if reading.kind == "log":
        powers = [*map(log10, kept), *(min(max(v, -200.0), 200.0) for v in axis.range or ())]
        low, high = min(powers), max(powers)
        if high - low < 1:
            low, high = floor(low), max(ceil(high), floor(low) + 1)
        span = high - low
        return Scale(
            10 ** (low - span * air[0]), 10 ** (high + span * air[1]), start, end, log=True
        )
    if axis.range and reading.kind == "linear":
        kept, air = [*kept, *axis.range], (0.0, 0.0)
    fit = step_scale(kept, start, end)
    span = fit.high - fit.low
    return Scale(fit.low - span * air[0], fit.high + span * air[1], start, end)


def ticks_of(axis: Axis, reading: Reading, scale: Scale, count: int) -> list[Tick]:
    """About `count` ticks: the figure's own where it has some, else categories or round values."""
    if axis.ticks and reading.kind == "linear":
        places = reading.numbers(value for value, _ in axis.ticks)
        own = zip(places, (text for _, text in axis.ticks), strict=True)
        shown = [(v, text) for v, text in own if scale.low <= v <= scale.high]
        return every(shown, count * 4)
    if reading.kind == "category":
        names = [(float(i), label(name, 40)) for i, name in enumerate(reading.categories)]
        return every(names, count * 4)
    return date_ticks(scale, count) if reading.kind == "date" else scale.ticks(count)


def every(ticks: Sequence[Tick], most: int) -> list[Tick]:
    """Each second, third … of the ticks, so that there are at most `most`."""
    return list(ticks[:: max(ceil(len(ticks) / most), 1)])


def _kind(columns: Sequence[Sequence[Value]]) -> AxisKind:
    sample = [v for column in columns for v in islice(column, SAMPLE) if v is not None]
    plain = sum(isfinite(number(value)) for value in sample)
    words = [value for value in sample if isinstance(value, str) and not isfinite(number(value))]
    dates = sum(is_date(value) for value in words)
    if dates > 2 * plain and dates > len(words) / 2:
        return "date"
    return "category" if len(words) > 2 * plain else "linear"
