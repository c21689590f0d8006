"""Scatter plots, bars and histograms of plotly's JSON."""

import re
from collections.abc import Sequence
from math import isfinite, isnan
from typing import get_args

from labbook.formats.figures.plotly.document import (
    Object,
    Value,
    label,
    mapping,
    number,
    numbers,
    places,
    values,
    word,
)
from labbook.formats.figures.plotly.refusal import NotDrawn
from labbook.formats.figures.plotly.traces import Bars, Fill, Samples, Scatter, Shape

MOST_NAME = 60
FEW_POINTS = 20
_FILLS: dict[str, Fill] = {"tozeroy": "zero", "tonexty": "previous"}
_SHAPES: dict[str, Shape] = {shape: shape for shape in get_args(Shape)}
_CHANNELS = re.compile(r"\s*rgba?\s*\(\s*(\d{1,3})\s*,\s*(\d{1,3})\s*,\s*(\d{1,3})\s*[,)].*")


def read_scatter(trace: Object) -> Scatter:
    """Points and lines."""
    if word(trace, "stackgroup"):
        raise NotDrawn("areas on each other")
    x, y = _pair(trace)
    mode = word(trace, "mode") or ("lines+markers" if len(y) < FEW_POINTS else "lines")
    line, fill = mapping(trace, "line"), _FILLS.get(word(trace, "fill"))
    lines = "lines" in mode and number(line.get("width")) != 0
    marks = "markers" in mode or not ("lines" in mode or fill)
    texts = trace.get("text") if "text" in mode else None
    return Scatter(
        name=_name(trace),
        x=x,
        y=y,
        lines=lines,
        marks=marks,
        fill=fill,
        colour_key=_colour_key(trace),
        dash=word(line, "dash"),
        shape=_SHAPES.get(word(line, "shape"), "straight"),
        texts=[label(t, 24) for t in texts[:100]] if isinstance(texts, list) else (),
        errors=_errors(mapping(trace, "error_y"), y),
    )


def _name(trace: Object) -> str:
    """The trace's name in the legend, empty where it isn't to be there."""
    return "" if trace.get("showlegend") is False else label(trace.get("name"), MOST_NAME)


def _colour_key(trace: Object) -> str:
    """A text that is equal for traces of one colour, whatever their opacity.

    >>> _colour_key({"line": {"color": "rgba(31, 119, 180, 0.2)"}})
    '31,119,180'
    """
    found = (
        word(mapping(trace, "line"), "color")
        or word(mapping(trace, "marker"), "color")
        or word(trace, "fillcolor")
    )
    channels = _CHANNELS.fullmatch(found)
    return ",".join(channels.groups()) if channels else found


def _errors(raw: Object, y: Sequence[Value]) -> list[tuple[float, float]]:
    """The lengths of error bars; none where they are hidden or given in another way."""
    if raw.get("visible") is False:
        return []
    above = numbers(raw.get("array"))
    kind = word(raw, "type") or ("data" if above else "percent")
    if kind == "data":
        below = numbers(raw.get("arrayminus")) or above
        return [(abs(b), abs(a)) for b, a in zip(below, above, strict=False)]
    up, down = abs(number(raw.get("value"))), abs(number(raw.get("valueminus")))
    down = up if isnan(down) else down
    if isnan(up) or kind not in {"percent", "constant"}:
        return []
    parts = [abs(number(value)) / 100 if kind == "percent" else 1.0 for value in y]
    return [(part * down, part * up) for part in parts]


def read_bars(trace: Object) -> Bars:
    """Bars that stand on zero."""
    if trace.get("base") is not None:
        raise NotDrawn("bars that begin above zero")
    lying = word(trace, "orientation") == "h"
    x, y = _pair(trace)
    return Bars(
        name=_name(trace),
        positions=y if lying else x,
        values=[number(value) for value in (x if lying else y)],
        lying=lying,
        colour_key=_colour_key(trace),
    )


def read_samples(trace: Object) -> Samples:
    """The samples of a histogram that counts."""
    if (word(trace, "histfunc") or "count") != "count":
        raise NotDrawn("a histogram of sums")
    if mapping(trace, "cumulative").get("enabled") is True:
        raise NotDrawn("a cumulative histogram")
    lying = word(trace, "orientation") == "h" or (trace.get("x") is None and "y" in trace)
    axis = "y" if lying else "x"
    bins = mapping(trace, f"{axis}bins")
    count, start, end, size = (
        number(value)
        for value in (
            trace.get(f"nbins{axis}"),
            bins.get("start"),
            bins.get("end"),
            bins.get("size"),
        )
    )
    return Samples(
        name=_name(trace),
        values=values(trace.get(axis)),
        lying=lying,
        norm=word(trace, "histnorm"),
        bins=int(count) if 1 <= count <= 1000 else None,
        start=start if isfinite(start) else None,
        end=end if isfinite(end) else None,
        size=size if size > 0 else None,
        colour_key=_colour_key(trace),
    )


def _pair(trace: Object) -> tuple[Sequence[Value], Sequence[Value]]:
    """x and y of equal length; the one that is missing is the index."""
    x, y = values(trace.get("x")), values(trace.get("y"))
    if not x:
        x = places(trace, "x", len(y))
    if not y and trace.get("y") is None:
        y = places(trace, "y", len(x))
    length = min(len(x), len(y))
    return x[:length], y[:length]
