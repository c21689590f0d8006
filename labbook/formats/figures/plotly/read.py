"""From plotly's JSON to what labbook draws of it."""

import re
from collections.abc import Sequence
from math import isfinite, isnan
from typing import get_args

from labbook.formats.figures.plotly.document import (
    MOST_VALUES,
    Document,
    Object,
    Value,
    label,
    mapping,
    number,
    numbers,
    read_document,
    titled,
    values,
    word,
)
from labbook.formats.figures.plotly.read_grid import read_grid, read_table
from labbook.formats.figures.plotly.refusal import NotDrawn
from labbook.formats.figures.plotly.traces import (
    Axis,
    AxisKind,
    BarMode,
    Bars,
    Figure,
    Fill,
    Samples,
    Scatter,
    Trace,
)

MOST_TRACES = 24
MOST_NAME = 60
FEW_POINTS = 20
UNDRAWN = frozenset(
    {
        *(
            "box",
            "violin",
            "pie",
            "sunburst",
            "treemap",
            "funnel",
            "waterfall",
            "sankey",
            "indicator",
        ),
        *(
            "scatter3d",
            "mesh3d",
            "isosurface",
            "volume",
            "cone",
            "streamtube",
            "contour",
            "candlestick",
        ),
        *(
            "histogram2d",
            "histogram2dcontour",
            "ohlc",
            "parcoords",
            "parcats",
            "scatterpolar",
            "splom",
        ),
        *(
            "scattergeo",
            "scattermapbox",
            "choropleth",
            "scatterternary",
            "barpolar",
            "image",
            "icicle",
        ),
    }
)
_FILLS: dict[str, Fill] = {"tozeroy": "zero", "tonexty": "previous"}
_OTHER_FILLS = frozenset({"tozerox", "tonextx", "toself", "tonext"})
_CHANNELS = re.compile(r"\s*rgba?\s*\(\s*(\d{1,3})\s*,\s*(\d{1,3})\s*,\s*(\d{1,3})\s*[,)].*")


def read_figure(text: str) -> Figure:
    """What is to be drawn. Raises NotDrawn where a figure would tell something else."""
    document = read_document(text)
    layout = document.layout
    shown = [t for t in document.traces if t.get("visible", True) not in (False, "legendonly")]
    if not shown:
        raise NotDrawn("a picture" if layout.get("images") else "no data")
    _refuse_panels(shown)
    traces = [_trace(trace) for trace in shown[:MOST_TRACES]]
    if sum(_size(trace) for trace in traces) > MOST_VALUES:
        raise NotDrawn("more than a million values")
    above = shown[0].get("type") == "surface"
    axes = mapping(layout, "scene") if above else layout
    gap = number(layout.get("bargap"))
    return Figure(
        title=titled(layout, 90),
        traces=tuple(traces),
        x=_axis(mapping(axes, "xaxis")),
        y=_axis(mapping(axes, "yaxis")),
        bar_mode=_bar_mode(layout),
        bar_gap=min(max(gap, 0.0), 0.9) if isfinite(gap) else None,
        legend=_legend(shown, layout),
        notes=tuple(_notes(document, shown)),
    )


def _refuse_panels(traces: Sequence[Object]) -> None:
    for axis in ("xaxis", "yaxis"):
        names = {str(trace.get(axis) or axis[0])[:20].rstrip("1") for trace in traces}
        if len(names) > 1:
            raise NotDrawn("several panels or axes")


def _trace(trace: Object) -> Trace:
    kind = word(trace, "type") or "scatter"
    if kind in {"scatter", "scattergl"}:
        return _scatter(trace)
    if kind == "bar":
        return _bars(trace)
    if kind == "histogram":
        return _samples(trace)
    if kind in {"heatmap", "heatmapgl", "surface"}:
        return read_grid(trace)
    if kind == "table":
        return read_table(trace)
    raise NotDrawn(f"plotly's {kind}" if kind in UNDRAWN else "an unknown kind of plot")


def _scatter(trace: Object) -> Scatter:
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
        texts=[label(t, 24) for t in texts[:100]] if isinstance(texts, list) else (),
        errors=_errors(mapping(trace, "error_y"), [number(value) for value in y]),
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


def _errors(raw: Object, y: Sequence[float]) -> list[tuple[float, float]]:
    """The lengths of error bars; none where they are hidden or given in another way."""
    if raw.get("visible") is False:
        return []
    if (above := numbers(raw.get("array"))) and word(raw, "type") in {"", "data"}:
        below = numbers(raw.get("arrayminus")) or above
        return [(abs(b), abs(a)) for b, a in zip(below, above, strict=False)]
    size = abs(number(raw.get("value")))
    if isnan(size) or word(raw, "type") not in {"percent", "constant"}:
        return []
    part = word(raw, "type") == "percent"
    return [(abs(v) * size / 100,) * 2 if part else (size, size) for v in y]


def _bars(trace: Object) -> Bars:
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


def _samples(trace: Object) -> Samples:
    if (word(trace, "histfunc") or "count") != "count":
        raise NotDrawn("a histogram of sums")
    if mapping(trace, "cumulative").get("enabled") is True:
        raise NotDrawn("a cumulative histogram")
    lying = word(trace, "orientation") == "h" or (trace.get("x") is None and "y" in trace)
    axis = "y" if lying else "x"
    bins = mapping(trace, f"{axis}bins")
    count, start, size = (
        number(v) for v in (trace.get(f"nbins{axis}"), bins.get("start"), bins.get("size"))
    )
    return Samples(
        name=_name(trace),
        values=values(trace.get(axis)),
        lying=lying,
        norm=word(trace, "histnorm"),
        bins=int(count) if 1 <= count <= 1000 else None,
        start=start if isfinite(start) else None,
        size=size if size > 0 else None,
        colour_key=_colour_key(trace),
    )


def _pair(trace: Object) -> tuple[Sequence[Value], Sequence[Value]]:
    """x and y of equal length; the one that is missing is the index."""
    x, y = values(trace.get("x")), values(trace.get("y"))
    if not x:
        x = _index(trace, "x", len(y))
    if not y and trace.get("y") is None:
        y = _index(trace, "y", len(x))
    length = min(len(x), len(y))
    return x[:length], y[:length]


def _index(trace: Object, axis: str, length: int) -> list[Value]:
    start, step = number(trace.get(f"{axis}0")), number(trace.get(f"d{axis}"))
    first, by = (start if isfinite(start) else 0.0), (step if isfinite(step) else 1.0)
    return [first + i * by for i in range(length)]


def _axis(raw: Object) -> Axis:
    kind = word(raw, "type")
    kinds: dict[str, AxisKind] = {name: name for name in get_args(AxisKind)}
    ends = numbers(raw.get("range"))[:2]
    ends = ends if len(ends) == 2 and all(map(isfinite, ends)) and ends[0] != ends[1] else []
    ticks = values(raw.get("tickvals")), raw.get("ticktext")
    texts = [label(text, 30) for text in ticks[1][:200]] if isinstance(ticks[1], list) else []
    return Axis(
        title=titled(raw, 60),
        kind=kinds.get(kind),
        reversed=raw.get("autorange") == "reversed" or (ends != [] and ends[0] > ends[1]),
        range=(min(ends), max(ends)) if ends else None,
        ticks=tuple(zip(ticks[0], texts, strict=False)),
    )


def _bar_mode(layout: Object) -> BarMode:
    modes: dict[str, BarMode] = {"stack": "stack", "relative": "stack", "overlay": "overlay"}
    return modes.get(word(layout, "barmode"), "group")


def _legend(traces: Sequence[Object], layout: Object) -> bool:
    wanted = layout.get("showlegend")
    return len(traces) > 1 if not isinstance(wanted, bool) else wanted and len(traces) > 1


def _notes(document: Document, traces: Sequence[Object]) -> list[str]:
    """What of the original isn't drawn."""
    lost = []
    if len(traces) > MOST_TRACES:
        lost.append(f"{MOST_TRACES} of {len(traces)} traces drawn")
    markers = [mapping(trace, "marker") for trace in traces]
    if any(isinstance(marker.get("size"), list | dict) for marker in markers):
        lost.append("without the marks' sizes")
    if any(isinstance(marker.get("color"), list | dict) for marker in markers):
        lost.append("without the marks' colours")
    if any(word(trace, "fill") in _OTHER_FILLS for trace in traces):
        lost.append("without shaded areas")
    if any(mapping(trace, "error_x") for trace in traces):
        lost.append("without horizontal error bars")
    if document.layout.get("shapes") or document.layout.get("annotations"):
        lost.append("without annotations")
    return lost


def _size(trace: Trace) -> int:
    match trace:
        case Scatter():
            return len(trace.y)
        case Bars() | Samples():
            return len(trace.values)
        case _:
            return 0
