"""Heatmaps and tables of plotly's JSON."""

from collections.abc import Sequence
from itertools import pairwise
from math import isfinite, nan

from labbook.formats.figures.plotly.document import (
    Object,
    Value,
    label,
    mapping,
    number,
    places,
    rows,
    values,
    word,
)
from labbook.formats.figures.plotly.refusal import NotDrawn
from labbook.formats.figures.plotly.traces import Grid, Table

MOST_ROWS, MOST_COLUMNS = 50, 12
MOST_CELL = 60


def read_grid(trace: Object) -> Grid:
    """A heatmap, or a surface seen from above; short rows are filled up with NaN."""
    cells = rows(trace.get("z"))
    width = max(map(len, cells), default=0)
    if not width:
        raise NotDrawn("a matrix without cells")
    if width * len(cells) > 4_000_000:
        raise NotDrawn("a matrix of rows that are too unequal")
    cells = [row + [nan] * (width - len(row)) for row in cells]
    if trace.get("transpose") is True:
        cells = [list(column) for column in zip(*cells, strict=True)]
    return Grid(
        x=_names(trace, "x", len(cells[0])),
        y=_names(trace, "y", len(cells)),
        cells=cells,
        from_above=word(trace, "type") == "surface",
    )


def read_table(trace: Object) -> Table:
    """The first rows and columns of a table; a column that is one value is one of one cell."""
    header = _list(mapping(trace, "header").get("values"))
    cells = mapping(trace, "cells").get("values")
    found = (rows(cells) or values(cells)) if isinstance(cells, dict) else _list(cells)
    columns = [_list(column) for column in found]
    if not any(columns):
        raise NotDrawn("a table without cells")
    width = max(len(header), len(columns))
    shown = [
        [label(cell, MOST_CELL) for cell in column[:MOST_ROWS]] for column in columns[:MOST_COLUMNS]
    ]
    names = [label(name, MOST_CELL) for name in header[:MOST_COLUMNS]]
    drawn = min(width, MOST_COLUMNS)
    return Table(
        header=names + [""] * (drawn - len(names)),
        columns=shown + [[] for _ in range(drawn - len(shown))],
        height=max(map(len, columns)),
        width=width,
    )


def _names(trace: Object, axis: str, count: int) -> Sequence[Value]:
    """What stands at each row or column, none where that is its number; edges become middles."""
    names = values(trace.get(axis))
    if not names and (f"{axis}0" in trace or f"d{axis}" in trace):
        return places(trace, axis, count)
    if len(names) == count + 1:
        edges = [number(name) for name in names]
        return [(a + b) / 2 for a, b in pairwise(edges)] if all(map(isfinite, edges)) else names
    return names


def _list(raw: object) -> Sequence[object]:
    if isinstance(raw, dict):
        return values(raw)
    return raw if isinstance(raw, list) else [raw] if raw is not None else []
