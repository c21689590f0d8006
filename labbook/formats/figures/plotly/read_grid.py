"""Heatmaps and tables of plotly's JSON."""

from math import nan

from labbook.formats.figures.plotly.document import Object, label, mapping, rows, values, word
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
        x=values(trace.get("x")),
        y=values(trace.get("y")),
        cells=cells,
        from_above=word(trace, "type") == "surface",
    )


def read_table(trace: Object) -> Table:
    """The first rows and columns of a table; a column that is one value is one of one cell."""
    header = _list(mapping(trace, "header").get("values"))
    columns = [_list(column) for column in _list(mapping(trace, "cells").get("values"))]
    if not any(columns):
        raise NotDrawn("a table without cells")
    width = max(len(header), len(columns))
    cells = [
        [label(cell, MOST_CELL) for cell in column[:MOST_ROWS]] for column in columns[:MOST_COLUMNS]
    ]
    names = [label(name, MOST_CELL) for name in header[:MOST_COLUMNS]]
    drawn = min(width, MOST_COLUMNS)
    return Table(
        header=names + [""] * (drawn - len(names)),
        columns=cells + [[] for _ in range(drawn - len(cells))],
        height=max(map(len, columns)),
        width=width,
    )


def _list(raw: object) -> list[object]:
    return raw if isinstance(raw, list) else [raw] if raw is not None else []
