"""From plotly's JSON to what labbook draws of it."""

import re
from collections.abc import Sequence
from math import isfinite
from typing import get_args

from labbook.formats.figures.figure_words import say
from labbook.formats.figures.plotly.document import (
    MOST_VALUES,
    Document,
    Object,
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
from labbook.formats.figures.plotly.read_series import read_bars, read_samples, read_scatter
from labbook.formats.figures.plotly.refusal import NotDrawn
from labbook.formats.figures.plotly.traces import (
    Axis,
    AxisKind,
    BarMode,
    Bars,
    Figure,
    Samples,
    Scatter,
    Trace,
)
from labbook.model.settings import Language

MOST_TRACES = 24
_UNDRAWN = re.compile(
    "box|violin|pie|sunburst|treemap|icicle|funnel|waterfall|sankey|indicator|candlestick|ohlc|"
    "image|contour|histogram2d(contour)?|parcoords|parcats|splom|(scatter|bar)polar|scatterternary|"
    "scattergeo|scattermapbox|choropleth|scatter3d|mesh3d|isosurface|volume|cone|streamtube"
)
_OTHER_FILLS = frozenset({"tozerox", "tonextx", "toself", "tonext"})


def read_figure(text: str, language: Language) -> Figure:
    """What is to be drawn. Raises NotDrawn where a figure would tell something else."""
    document = read_document(text)
    layout = document.layout
    shown = [t for t in document.traces if t.get("visible", True) not in (False, "legendonly")]
    if not shown:
        raise NotDrawn("a picture" if layout.get("images") else "no data")
    x, y = (mapping(layout, _layout_axis(shown, axis)) for axis in "xy")
    traces = [_trace(trace) for trace in shown[:MOST_TRACES]]
    if word(layout, "barnorm") and any(isinstance(trace, Bars | Samples) for trace in traces):
        raise NotDrawn("bars as parts of their sum")
    if sum(_size(trace) for trace in traces) > MOST_VALUES:
        raise NotDrawn("more than a million values")
    above = shown[0].get("type") == "surface"
    if above:
        x, y = (mapping(mapping(layout, "scene"), f"{axis}axis") for axis in "xy")
    gap = number(layout.get("bargap"))
    return Figure(
        title=titled(layout, 90),
        traces=tuple(traces),
        x=_axis(x),
        y=_axis(y),
        bar_mode=_bar_mode(layout),
        bar_gap=min(max(gap, 0.0), 0.9) if isfinite(gap) else None,
        legend=_legend(shown, layout),
        language=language,
        notes=tuple(_notes(document, shown, traces, language)),
    )


def _layout_axis(traces: Sequence[Object], axis: str) -> str:
    """Where the layout tells of the one axis that all traces share: `xaxis`, `xaxis2`, …"""
    numbers = {word(trace, f"{axis}axis").removeprefix(axis) for trace in traces}
    names = {f"{axis}axis" + ("" if number == "1" else number) for number in numbers}
    if len(names) > 1:
        raise NotDrawn("several panels or axes")
    return names.pop()


def _trace(trace: Object) -> Trace:
    kind = word(trace, "type") or "scatter"
    if kind in {"scatter", "scattergl"}:
        return read_scatter(trace)
    if kind == "bar":
        return read_bars(trace)
    if kind == "histogram":
        return read_samples(trace)
    if kind in {"heatmap", "heatmapgl", "surface"}:
        return read_grid(trace)
    if kind == "table":
        return read_table(trace)
    raise NotDrawn(f"plotly's {kind}" if _UNDRAWN.fullmatch(kind) else "an unknown kind of plot")


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
    modes: dict[str, BarMode] = {mode: mode for mode in get_args(BarMode)}
    return modes.get(word(layout, "barmode"), "group")


def _legend(traces: Sequence[Object], layout: Object) -> bool:
    wanted = layout.get("showlegend")
    return len(traces) > 1 if not isinstance(wanted, bool) else wanted and len(traces) > 1


def _notes(
    document: Document, shown: Sequence[Object], traces: Sequence[Trace], language: Language
) -> list[str]:
    """What of the original isn't drawn."""
    lost = []
    if len(shown) > MOST_TRACES:
        lost.append("{drawn} of {count} traces drawn")
    markers = [mapping(trace, "marker") for trace in shown]
    if any(isinstance(marker.get("size"), list | dict) for marker in markers):
        lost.append("without the marks' sizes")
    if any(isinstance(marker.get("color"), list | dict) for marker in markers):
        lost.append("without the marks' colours")
    if any(word(trace, "fill") in _OTHER_FILLS for trace in shown):
        lost.append("without shaded areas")
    if any(mapping(trace, "error_x") for trace in shown):
        lost.append("without horizontal error bars")
    if any(_loses_errors(raw, trace) for raw, trace in zip(shown, traces, strict=False)):
        lost.append("without some error bars")
    if any(word(mapping(trace, "line"), "shape") == "spline" for trace in shown):
        lost.append("smooth lines drawn straight")
    if document.layout.get("shapes") or document.layout.get("annotations"):
        lost.append("without annotations")
    return [say(language, text, drawn=MOST_TRACES, count=len(shown)) for text in lost]


def _loses_errors(raw: Object, trace: Trace) -> bool:
    errors = mapping(raw, "error_y")
    kept = isinstance(trace, Scatter) and trace.errors
    return bool(errors) and errors.get("visible") is not False and not kept


def _size(trace: Trace) -> int:
    match trace:
        case Scatter():
            return len(trace.y)
        case Bars() | Samples():
            return len(trace.values)
        case _:
            return 0
