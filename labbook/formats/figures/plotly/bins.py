"""Histograms: plotly's JSON holds the samples, the browser would count them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from math import ceil, floor, isfinite, log2, log10

from labbook.formats.figures.figure_words import say
from labbook.formats.figures.plotly.axis import name_of, read_axis
from labbook.formats.figures.plotly.refusal import NotDrawn
from labbook.formats.figures.plotly.traces import Bars, Figure, Samples
from labbook.formats.figures.scale import round_step, round_steps, short

MOST_BINS = 60
NO_GAP = 0.03
_NEARLY = 1e-6
_NORMS = frozenset({"", "percent", "probability", "density", "probability density"})


def count_samples(figure: Figure) -> Figure:
    """The figure with its histograms as bars; all of them share their bins, as in plotly."""
    samples = [trace for trace in figure.traces if isinstance(trace, Samples)]
    if not samples:
        return figure
    if len({trace.lying for trace in samples}) > 1 or any(t.norm not in _NORMS for t in samples):
        raise NotDrawn("histograms in two directions or of an unknown norm")
    lying, language = samples[0].lying, figure.language
    axis = figure.y if lying else figure.x
    reading = read_axis(axis, [trace.values for trace in samples])
    if reading.kind == "category":
        bars = [_categories(trace) for trace in samples]
        notes, gap = [], figure.bar_gap
    elif reading.kind == "linear":
        columns = [[v for v in reading.numbers(t.values) if isfinite(v)] for t in samples]
        inside = [[v for v in column if _is_inside(v, samples[0])] for column in columns]
        outside = sum(map(len, columns)) - sum(map(len, inside))
        low, width, count, rule = _bins(inside, samples[0])
        bars = [
            _binned(trace, column, low, width, count)
            for trace, column in zip(samples, inside, strict=True)
        ]
        notes, gap = [say(language, f"bins {{width}} wide{rule}", width=short(width))], NO_GAP
        if outside:
            notes.append(say(language, "{count} values outside of the bins", count=f"{outside:,}"))
    else:
        raise NotDrawn(f"a histogram on a {reading.kind} axis")
    counted = iter(bars)
    traces = [next(counted) if isinstance(t, Samples) else t for t in figure.traces]
    heights = figure.x if lying else figure.y
    titled = replace(heights, title=heights.title or say(language, samples[0].norm or "count"))
    return replace(
        figure,
        traces=tuple(traces),
        x=titled if lying else figure.x,
        y=figure.y if lying else titled,
        bar_gap=gap,
        notes=(*notes, *figure.notes),
    )


def _bins(columns: Sequence[Sequence[float]], wish: Samples) -> tuple[float, float, int, str]:
    """Lower edge, width and number of the bins, and the rule to name.

    The figure's own where they can be drawn. Else whole numbers get a bin each where these are
    few, and the width is 2 IQR / n^(1/3) (Freedman and Diaconis, On the histogram as a density
    estimator, 1981), Sturges' rule where the IQR is zero, made 1, 2 or 5 times a power of ten.
    """
    values = sorted(value for column in columns for value in column)
    if not values:
        raise NotDrawn("a histogram without values")
    low, high = values[0], values[-1]
    span, largest = high - low, max(abs(low), abs(high))
    if span <= largest * 1e-9:
        span = largest or 1.0
    if wish.size is not None and wish.size > span / (MOST_BINS * 4):
        low -= 0.0 if wish.start is None else _into_bin(low, wish.start, wish.size)
        return low, wish.size, _count(low, high, wish.size), ""
    if wish.bins is None and span <= MOST_BINS and all(value == int(value) for value in values):
        return low - 0.5, 1.0, int(high - low) + 1, ""
    if wish.bins is not None:
        width, rule = round_step(span / wish.bins), ""
    else:
        spread = values[len(values) * 3 // 4] - values[len(values) // 4]
        width, rule = 2 * spread / len(values) ** (1 / 3), " (Freedman–Diaconis)"
        if width <= 0:
            width, rule = span / ceil(log2(len(values)) + 1), " (Sturges)"
        ratio = width
        width = min(round_steps(ratio), key=lambda step: abs(log10(step / ratio)))
    width = max(width, round_step(span / MOST_BINS))
    low = floor(low / width) * width
    return low, width, _count(low, high, width), rule


def _is_inside(value: float, wish: Samples) -> bool:
    """Whether the bin that it falls into begins at the figure's start or later, before its end."""
    start, end, size = wish.start, wish.end, wish.size
    if start is not None and value < start:
        return False
    if end is None or start is None or size is None:
        return end is None or value < end
    return value - _into_bin(value, start, size) < end - size * _NEARLY


def _into_bin(value: float, start: float, size: float) -> float:
    """How far the value lies from the lower edge of its bin."""
    rest = (value - start) % size
    return rest if rest < size * (1 - _NEARLY) else 0.0


def _count(low: float, high: float, width: float) -> int:
    return max(floor((high - low) / width + 1e-9) + 1, 1)


def _binned(trace: Samples, column: Sequence[float], low: float, width: float, count: int) -> Bars:
    heights = Counter(min(max(int((value - low) / width + 1e-9), 0), count - 1) for value in column)
    factor = _factor(trace.norm, len(column), width)
    return Bars(
        name=trace.name,
        positions=[low + (i + 0.5) * width for i in range(count)],
        values=[heights[i] * factor for i in range(count)],
        lying=trace.lying,
        colour_key=trace.colour_key,
    )


def _categories(trace: Samples) -> Bars:
    heights = Counter(name_of(value) for value in trace.values if value is not None)
    factor = _factor(trace.norm, heights.total(), 1.0)
    return Bars(
        name=trace.name,
        positions=list(heights),
        values=[count * factor for count in heights.values()],
        lying=trace.lying,
        colour_key=trace.colour_key,
    )


def _factor(norm: str, count: int, width: float) -> float:
    part = {"percent": 100.0, "probability": 1.0, "probability density": 1.0}.get(norm)
    return (part / max(count, 1) if part else 1.0) / (width if "density" in norm else 1.0)
