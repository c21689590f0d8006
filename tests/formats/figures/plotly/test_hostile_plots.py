"""Plots made to break what draws them: each ends in a sound drawing or in a refusal."""

import json
import time
from base64 import b64encode
from collections.abc import Callable
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from labbook.adapters.clearml_events import MOST_PLOT
from labbook.formats.figures.plotly.picture import embedded_picture
from labbook.formats.figures.plotly.plot import plot_svg
from labbook.formats.figures.plotly.refusal import NotDrawn
from labbook.model.settings import Language
from labbook.model.tracked import Plot

from .reading import sound

LANGUAGES: tuple[Language, ...] = get_args(Language)
EDGES = [1e250, -1e250, 9e249, 1e-250, 2e-250, -1e-250, 1e-100, 2e-100, 1e22, 1e16, 1e308, 5e-324]
NUMBERS = st.floats() | st.integers(-(10**20), 10**20) | st.sampled_from([*EDGES, 10**400])
WORDS = st.text(max_size=20) | st.sampled_from(
    [
        *(
            "2026-01-01",
            "2026-13-41 25:61",
            "0001-01-01",
            "9999-12-31 23:59:59",
            "1e5",
            "nan",
            "1_0",
        ),
        *(
            "<script>alert(1)</script>",
            "</svg>",
            "&#0;",
            "\x00\x1b[31m",
            "\ud800",
            "<br>" * 9,
            "\u202e",
        ),
        *(
            "javascript:alert(1)",
            '" onload="x',
            "log",
            "date",
            "category",
            "h",
            "reversed",
            "stack",
        ),
    ]
)
SCALARS = NUMBERS | WORDS | st.booleans() | st.none()
TYPED = st.builds(
    lambda dtype, data, shape: {"dtype": dtype, "bdata": data, "shape": shape},
    st.sampled_from(["f8", "i1", "u4", "f4", "x9"]),
    st.binary(max_size=64).map(lambda data: b64encode(data).decode()) | st.text(max_size=9),
    st.sampled_from(["2, 2", "4", "-1, 3", None, 7]),
)
COLUMNS = (
    st.lists(NUMBERS, min_size=1, max_size=30)
    | st.lists(st.sampled_from(EDGES), min_size=1, max_size=4)
    | st.lists(st.integers(-9, 9), min_size=1, max_size=30)
    | st.lists(SCALARS, min_size=1, max_size=12)
)
LISTS = COLUMNS | COLUMNS | COLUMNS | TYPED | SCALARS
GRIDS = st.lists(COLUMNS, min_size=1, max_size=6) | LISTS
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=6,
)
SHAPES = st.sampled_from(["linear", "spline", "hv", "vh", "hvh", "vhv"])
COMMON = {
    "name": SCALARS,
    "visible": st.just(True) | ANYTHING,
    "marker": st.fixed_dictionaries({}, optional={"color": LISTS, "size": LISTS}) | ANYTHING,
    "orientation": st.sampled_from(["h", "v"]),
}


def some(**optional: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=optional)


def trace(
    kinds: list[str],
    required: dict[str, st.SearchStrategy[Any]],
    optional: dict[str, st.SearchStrategy[Any]],
) -> st.SearchStrategy[dict[str, Any]]:
    kind = {"type": st.sampled_from(kinds)}
    return st.fixed_dictionaries({**kind, **required}, optional={**COMMON, **optional})


SCATTER = trace(
    ["scatter", "scattergl"],
    {"y": LISTS},
    {
        "x": LISTS,
        "mode": st.sampled_from(["lines", "markers", "lines+markers", "markers+text", "none"]),
        "text": LISTS,
        "line": some(color=SCALARS, dash=WORDS, width=SCALARS, shape=SHAPES) | ANYTHING,
        "fill": st.sampled_from(["tozeroy", "tonexty", "toself", "none"]),
        "error_y": some(
            array=LISTS,
            arrayminus=LISTS,
            value=SCALARS,
            valueminus=SCALARS,
            type=st.sampled_from(["data", "percent", "constant"]),
        ),
        "x0": SCALARS,
        "dx": SCALARS,
        "stackgroup": WORDS,
        "yaxis": st.sampled_from(["y", "y1", "y2", "x"]),
    },
)
BARS = trace(["bar"], {"y": LISTS}, {"x": LISTS})
HISTOGRAM = trace(
    ["histogram"],
    {"x": LISTS},
    {
        "nbinsx": SCALARS,
        "xbins": some(start=NUMBERS | SCALARS, end=SCALARS, size=NUMBERS | SCALARS),
        "histnorm": st.sampled_from(["", "percent", "density", "probability density", "x"]),
    },
)
MATRIX = trace(
    ["heatmap", "surface"],
    {"z": GRIDS},
    {"x": LISTS, "y": LISTS, "x0": SCALARS, "dy": SCALARS, "transpose": st.booleans()},
)
TABLE = trace(["table"], {"cells": some(values=GRIDS)}, {"header": some(values=GRIDS) | ANYTHING})
TRACES = (
    st.lists(SCATTER | BARS, min_size=1, max_size=4)
    | st.lists(HISTOGRAM, min_size=1, max_size=3)
    | st.lists(MATRIX, min_size=1, max_size=1)
    | st.lists(TABLE, min_size=1, max_size=1)
    | st.lists(SCATTER | BARS | HISTOGRAM | MATRIX | TABLE, max_size=3)
)
AXES = st.fixed_dictionaries(
    {},
    optional={
        "title": ANYTHING,
        "type": st.sampled_from(["linear", "log", "date", "category", "-", "multicategory"]),
        "range": LISTS,
        "autorange": st.sampled_from(["reversed", True, False]),
        "tickvals": LISTS,
        "ticktext": LISTS,
    },
)
LAYOUTS = st.fixed_dictionaries(
    {},
    optional={
        "title": ANYTHING,
        "xaxis": AXES,
        "yaxis": AXES,
        "barmode": st.sampled_from(["group", "stack", "relative", "overlay"]),
        "barnorm": st.sampled_from(["", "percent"]),
        "bargap": SCALARS,
        "showlegend": st.booleans(),
        "images": ANYTHING,
        "annotations": ANYTHING,
    },
)


def sound_or_refused(text: str, title: str = "title", language: Language = "en") -> None:
    plot = Plot(title, title, 1, text)
    embedded_picture(plot)
    refusal, svg = None, ""
    try:
        svg = plot_svg(plot, language)
    except NotDrawn as error:
        refusal = error
    if refusal is None:
        sound(svg)
    else:
        assert 0 < len(refusal.why) < 60
        assert "<" not in refusal.why


@settings(max_examples=250, suppress_health_check=[HealthCheck.too_slow], deadline=1000)
@given(TRACES, LAYOUTS, st.text(max_size=9), st.sampled_from(LANGUAGES))
def test_whatever_a_figure_holds_its_drawing_is_sound(
    traces: list[dict[str, Any]], layout: dict[str, Any], title: str, language: Language
) -> None:
    sound_or_refused(json.dumps({"data": traces, "layout": layout}), title, language)


@settings(max_examples=80)
@given(ANYTHING, st.text(max_size=40))
def test_whatever_the_json_is_it_is_drawn_or_refused(value: Any, title: str) -> None:
    sound_or_refused(json.dumps(value), title)
    sound_or_refused(json.dumps({"data": value, "layout": value}), title)
    sound_or_refused(
        json.dumps(
            {
                "data": [{"type": "scatter", "x": value, "y": value, "line": value, "name": value}],
                "layout": {"xaxis": value},
            }
        ),
        title,
    )


@settings(max_examples=50)
@given(st.text())
def test_whatever_the_text_is_it_is_refused_or_drawn(text: str) -> None:
    sound_or_refused(text)


BIG = {
    "a name of 10 MB": {"data": [{"y": [1, 2], "name": "<br>" * 2_500_000}]},
    "a category of 10 MB": {"data": [{"type": "bar", "x": ["x" * 10_000_000, "b"], "y": [1, 2]}]},
    "a title of tags": {
        "data": [{"y": [1]}],
        "layout": {"title": "<b" * 1_000_000 + "<sup>" * 100_000},
    },
    "many traces": {"data": [{"y": [i]} for i in range(30_000)]},
    "many short rows": {"data": [{"type": "heatmap", "z": [[1]] * 60_000}]},
    "unequal rows": {"data": [{"type": "heatmap", "z": [[1]] * 20_000 + [[2] * 20_000]}]},
    "many columns": {"data": [{"type": "table", "cells": {"values": [["a"]] * 100_000}}]},
    "many categories": {
        "data": [{"type": "bar", "x": [f"c{i}" for i in range(100_000)], "y": [1] * 100_000}]
    },
    "many gaps": {"data": [{"mode": "lines", "y": [1, None] * 40_000}]},
    "many dates": {
        "data": [
            {
                "x": [f"{y:04}-0{m}-11" for y in range(1, 9999, 3) for m in range(1, 9)],
                "y": [1, 2] * 13_333,
            }
        ]
    },
    "many bins": {"data": [{"type": "histogram", "x": [0, 1e9], "xbins": {"size": 1e-9}}]},
    "deep": {"data": [{"y": [1], "name": []}]},
}


@pytest.mark.parametrize("name", list(BIG))
def test_what_is_huge_ends_within_seconds(name: str) -> None:
    text = json.dumps(BIG[name])
    start = time.monotonic()
    sound_or_refused(text)
    assert time.monotonic() - start < 5


FAR = [
    {"x": [0, 1], "xbins": {"start": -1e30, "size": 0.7}},
    {"x": [0, 1], "xbins": {"start": 1e28, "size": 0.3}},
    {"x": [1e-100, 2e-100], "xbins": {"start": 1e250, "size": 1e-100}},
    {"x": [1e-100, 2e-100], "xbins": {"start": -1e250, "end": 1e250, "size": 1e-250}},
    {"x": [1e16, 1e16 + 2], "xbins": {"size": 1e-3}},
]


@pytest.mark.parametrize("histogram", FAR)
def test_bins_far_from_what_they_hold_are_few(histogram: dict[str, Any]) -> None:
    sound_or_refused(json.dumps({"data": [{"type": "histogram", **histogram}]}))


def _longest(trace: Callable[[int], dict[str, Any]]) -> str:
    """A plot of that kind in as much JSON as is read of one."""
    step = len(json.dumps(trace(2000), separators=(",", ":"))) / 2000
    count = min(int(MOST_PLOT / step * 0.95), 990_000)
    return json.dumps({"data": [trace(count)]}, separators=(",", ":"))


LONGEST: dict[str, Callable[[int], dict[str, Any]]] = {
    "marks": lambda n: {"mode": "markers", "y": [i * i % 1009 for i in range(n)]},
    "marks in the plane": lambda n: {
        "mode": "markers",
        "x": [i * i % 100_003 for i in range(n)],
        "y": [i * 7919 % 100_019 for i in range(n)],
    },
    "a line": lambda n: {"mode": "lines", "y": [i * i % 1009 for i in range(n)]},
    "a line of gaps": lambda n: {"mode": "lines+markers", "y": [1, None] * (n // 2)},
    "dates": lambda n: {"x": [f"2026-01-{i % 28 + 1:02}" for i in range(n)], "y": [1] * n},
    "bars": lambda n: {"type": "bar", "y": [i % 10 for i in range(n)]},
    "categories": lambda n: {"type": "bar", "x": [f"c{i}" for i in range(n)], "y": [1] * n},
    "samples": lambda n: {"type": "histogram", "x": [i * i % 1009 for i in range(n)]},
    "a matrix": lambda n: {"type": "heatmap", "z": [[i % 7 for i in range(999)]] * (n // 999 + 1)},
    "a table": lambda n: {"type": "table", "cells": {"values": [[i % 7 for i in range(n)]] * 2}},
}


@pytest.mark.parametrize("name", list(LONGEST))
def test_the_longest_plots_are_drawn_within_seconds(name: str) -> None:
    text = _longest(LONGEST[name])
    start = time.process_time()
    sound(plot_svg(Plot("title", "series", 1, text), "en"))
    assert time.process_time() - start < 15


def test_what_is_deep_is_refused() -> None:
    for deep in (
        "[" * 300_000,
        '{"data":' * 300_000,
        '{"data": [{"y": ' + "[" * 900 + "]" * 900 + "}]}",
    ):
        sound_or_refused(deep)
