"""What can be read off a drawing is what was reported."""

import re
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from .reading import SVG, drawn, paths, plot, texts

NUMBERS = st.integers(-999, 999) | st.floats(-999, 999).map(lambda value: round(value, 3))
POSITIVE = st.floats(0.001, 999).map(lambda value: round(value, 3))
WORDS = st.text("abcdefghij", min_size=1, max_size=9)
MODES = ["group", "stack", "relative", "overlay"]
COLUMNS = st.integers(1, 9).flatmap(
    lambda count: st.lists(
        st.lists(NUMBERS, min_size=count, max_size=count), min_size=1, max_size=2
    )
)


def fitted(ticks: list[tuple[float, float]]) -> Callable[[float], float]:
    """From places on the page to values, by the first and the last tick."""
    (a, low), (b, high) = ticks[0], ticks[-1]
    return lambda place: low + (place - a) / (b - a) * (high - low)


def read_x(root: ET.Element) -> Callable[[float], float]:
    below = [e for e in root.iter(f"{SVG}text") if e.get("y") == "351"]
    return fitted([(float(e.get("x", 0)), float(e.text or 0)) for e in below])


def read_y(root: ET.Element) -> Callable[[float], float]:
    left = [e for e in root.iter(f"{SVG}text") if e.get("text-anchor") == "end"]
    return fitted([(float(e.get("y", 0)) - 4, float(e.text or 0)) for e in left if e.get("y")])


def near(values: list[float], *more: float) -> Any:
    """Equal but for a few tenths of a point on the page."""
    spanned = [*values, *more]
    return pytest.approx(values, abs=(max(spanned) - min(spanned)) / 200 + 1e-9)


def points(root: ET.Element, name: str) -> list[tuple[float, float]]:
    found = re.findall(r"(-?[\d.]+) (-?[\d.]+)", paths(root, name))
    return [(float(x), float(y)) for x, y in found]


@settings(max_examples=60)
@given(
    st.lists(st.tuples(NUMBERS, NUMBERS), min_size=2, max_size=20),
    st.sampled_from(["lines", "markers"]),
)
def test_points_stand_where_they_were_reported(pairs: list[tuple[float, float]], mode: str) -> None:
    x, y = [a for a, _ in pairs], [b for _, b in pairs]
    assume(max(x) - min(x) > 0.5)
    assume(max(y) - min(y) > 0.5)
    root = drawn(plot({"mode": mode, "x": x, "y": y, "name": "n"}, showlegend=False))
    places = points(root, "n")
    to_x, to_y = read_x(root), read_y(root)
    assert [to_x(a) for a, _ in places] == near(x)
    assert [to_y(b) for _, b in places] == near(y)


@settings(max_examples=30)
@given(st.lists(POSITIVE, min_size=2, max_size=20))
def test_points_on_a_log_axis_keep_their_order_and_ratio(y: list[float]) -> None:
    root = drawn(plot({"mode": "markers", "y": y, "name": "n"}, yaxis={"type": "log"}))
    places = [place for _, place in points(root, "n")]
    assert sorted(range(len(y)), key=lambda i: (y[i], i)) == sorted(
        range(len(y)), key=lambda i: (-places[i], y[i], i)
    )


@pytest.mark.parametrize("mode", MODES)
@settings(max_examples=25)
@given(columns=COLUMNS)
def test_bars_are_as_long_as_their_values(mode: str, columns: list[list[float]]) -> None:
    bars = [{"type": "bar", "y": y, "name": f"n{i}"} for i, y in enumerate(columns)]
    root = drawn(plot(*bars, barmode=mode, showlegend=False))
    to_y, heaps = read_y(root), [[0.0, 0.0] for _ in columns[0]]
    totals = [sum(values) for values in zip(*columns, strict=True)]
    for number, column in enumerate(columns):
        boxes = re.findall(r"M[-\d.]+ ([-\d.]+)V([-\d.]+)H", paths(root, f"n{number}"))
        lengths = [to_y(float(top)) - to_y(float(base)) for base, top in boxes]
        assert lengths == near(column, 0.0, *totals, *columns[0])
        bases = []
        for heap, value in zip(heaps, column, strict=True):
            side = mode == "relative" and value < 0
            bases.append(heap[side])
            heap[side] += value if mode in {"stack", "relative"} else 0.0
        assert [to_y(float(base)) for base, _ in boxes] == near(bases, *totals, *columns[0], 1.0)


@settings(max_examples=40)
@given(
    st.integers(1, 6).flatmap(
        lambda width: st.lists(
            st.lists(st.integers(-999, 999), min_size=width, max_size=width), min_size=1, max_size=6
        )
    )
)
def test_cells_of_a_matrix_show_their_values(cells: list[list[int]]) -> None:
    root = drawn(plot({"type": "heatmap", "z": cells}))
    found = [e.text for e in root.iter(f"{SVG}tspan")]
    assert found == [f"{value}" for row in reversed(cells) for value in row]


@settings(max_examples=40)
@given(
    st.integers(1, 9).flatmap(
        lambda height: st.lists(
            st.lists(st.integers(-9999, 9999) | WORDS, min_size=height, max_size=height),
            min_size=1,
            max_size=5,
        )
    )
)
def test_cells_of_a_table_show_their_values(columns: list[list[int | str]]) -> None:
    header = [f"h{i}" for i in range(len(columns))]
    root = drawn(
        plot({"type": "table", "header": {"values": header}, "cells": {"values": columns}})
    )
    shown = [
        str(cell) for name, column in zip(header, columns, strict=True) for cell in (name, *column)
    ]
    assert texts(root)[1:] == shown
