"""A matrix as coloured cells, with its values in them while there is room."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from math import ceil, isfinite, nan
from statistics import fmean
from xml.etree.ElementTree import Element

from labbook.formats.figures.frame import draw_heading
from labbook.formats.figures.labels import text_width
from labbook.formats.figures.marks import INK
from labbook.formats.figures.plotly.axis import Tick, name_of
from labbook.formats.figures.plotly.colours import LEVELS, Colours, colours_of, fill, ink
from labbook.formats.figures.plotly.document import Value
from labbook.formats.figures.plotly.heading import Heading
from labbook.formats.figures.plotly.panel import (
    TOP,
    WIDTH,
    Panel,
    Side,
    draw_panel,
    left_of,
    placed,
)
from labbook.formats.figures.plotly.refusal import NotDrawn
from labbook.formats.figures.plotly.traces import Figure, Grid
from labbook.formats.figures.scale import Scale, short
from labbook.formats.figures.svg import add, coordinate, new_figure, serialise

MOST_WIDE, MOST_HIGH = 64.0, 34.0
TALLEST = 460.0
BAR_ROOM = 92.0
MOST_NUMBERS = 400
_Rows = Sequence[Sequence[float]]


def heatmap_svg(figure: Figure, grid: Grid, heading: Heading, most: int) -> str:
    """The matrix in at most `most` by `most` cells."""
    cells, x_names, y_names, notes = _condensed(grid, most)
    if not (values := [value for row in cells for value in row if isfinite(value)]):
        raise NotDrawn("no finite value")
    if not figure.y.reversed:
        cells, y_names = cells[::-1], y_names[::-1]
    if figure.x.reversed:
        cells, x_names = [row[::-1] for row in cells], x_names[::-1]
    high = min(MOST_HIGH, TALLEST / len(cells))
    bottom = TOP + high * len(cells)
    y = Scale(-0.5, len(cells) - 0.5, TOP, bottom)
    y_ticks = placed(y_names, y, 14)
    left = left_of(y_names, figure.y.title)
    wide = min((WIDTH - BAR_ROOM - left) / len(cells[0]), MOST_WIDE)
    right = left + wide * len(cells[0])
    x = Scale(-0.5, len(cells[0]) - 0.5, left, right)
    panel = Panel(
        left,
        right,
        Side(figure.x.title, placed(x_names, x, 15)),
        Side(figure.y.title, y_ticks),
        bottom,
    )
    svg = new_figure(WIDTH, panel.height, heading.title, "")
    colours = colours_of(min(values), max(values))
    draw_panel(svg, panel, "none")
    numbers = _numbers(cells, wide, high)
    _draw_cells(svg, cells, colours, (left, TOP, wide, high), apart=bool(numbers))
    _draw_numbers(svg, cells, numbers, colours, x, y)
    _draw_bar(svg, colours, right + 20, bottom)
    notes = [*notes, *figure.notes]
    draw_heading(svg, heading.title, heading.subtitle(notes))
    svg[1].text = heading.description(notes, list(_words(figure, grid, values)))
    return serialise(svg)


def _condensed(grid: Grid, most: int) -> tuple[_Rows, list[Tick], list[Tick], list[str]]:
    """The cells, each the mean of a block where there are too many, and their names."""
    notes = ["surface seen from above"] if grid.from_above else []
    height, width = len(grid.cells), len(grid.cells[0])
    down, across = ceil(height / most), ceil(width / most)
    cells: _Rows = grid.cells
    if down > 1 or across > 1:
        notes.append(f"{height} × {width} values, each cell: mean of {down} × {across}")
        cells = [
            [
                _mean([v for row in block for v in row[j : j + across] if isfinite(v)])
                for j in range(0, width, across)
            ]
            for block in (grid.cells[i : i + down] for i in range(0, height, down))
        ]
    return cells, _ticks(grid.x, width, across), _ticks(grid.y, height, down), notes


def _mean(values: Sequence[float]) -> float:
    return fmean(values) if values else nan


def _ticks(names: Sequence[Value], count: int, size: int) -> list[Tick]:
    """The name of each cell, of its first row or column; a number where it has none."""
    found = [name_of(value) for value in names[:count:size]] if len(names) >= count else []
    found = found or [str(i) for i in range(0, count, size)]
    return [(float(i), name) for i, name in enumerate(found)]


def _numbers(cells: _Rows, wide: float, high: float) -> list[list[str]]:
    """The cells' values as texts, none where they don't fit."""
    if len(cells) * len(cells[0]) > MOST_NUMBERS or high < 15:
        return []
    texts = [[short(value) if isfinite(value) else "" for value in row] for row in cells]
    widest = max(text_width(text, 12) for row in texts for text in row)
    return texts if widest + 6 <= wide else []


def _draw_cells(
    svg: Element, cells: _Rows, colours: Colours, place: tuple[float, ...], *, apart: bool
) -> None:
    """A path for each colour, of strokes as thick as a cell, in units of cells.

    Neighbours of one colour are one stroke, unless cells are to stand `apart`.
    """
    left, top, wide, high = place
    paths: dict[int, str] = {}
    for i, row in enumerate(cells):
        for level, start, length in _runs(row, colours, 1 if apart else len(row)):
            end = f"{length - 0.03:g}" if apart else f"{length}"
            paths[level] = paths.get(level, "") + f"M{start} {i}h{end}"
    group = add(svg, "g", fill="none")
    group.set("stroke-width", "0.95" if apart else "1")
    group.set("shape-rendering", "crispEdges")
    middle = f"translate({coordinate(left)} {coordinate(top + high / 2)})"
    group.set("transform", f"{middle}scale({wide:.3f} {high:.3f})")
    for level in sorted(paths):
        add(group, "path", d=paths[level], stroke=fill(level))


def _runs(row: Sequence[float], colours: Colours, most: int) -> Iterator[tuple[int, int, int]]:
    levels = [colours.level(value) if isfinite(value) else None for value in row]
    for level, run in groupby(range(len(row)), key=lambda j: levels[j]):
        found = list(run)
        if level is not None:
            for part in range(0, len(found), most):
                yield level, found[part], len(found[part : part + most])


def _draw_numbers(
    svg: Element,
    cells: _Rows,
    numbers: Sequence[Sequence[str]],
    colours: Colours,
    x: Scale,
    y: Scale,
) -> None:
    for i, (row, texts) in enumerate(zip(cells, numbers, strict=False)):
        shown = [(j, v, text) for (j, v), text in zip(enumerate(row), texts, strict=True) if text]
        for colour, part in groupby(shown, key=lambda one: ink(colours.level(one[1]))):
            line = add(svg, "text", y=y.place(i) + 4, fill=colour, font_size="12")
            line.set("text-anchor", "middle")
            for j, _, text in part:
                add(line, "tspan", text, x=x.place(j))


def _draw_bar(svg: Element, colours: Colours, x: float, bottom: float) -> None:
    """The scale of colours beside the cells, with its values."""
    scale = Scale(colours.low, colours.high, bottom, TOP)
    steps = [colours.low + (colours.high - colours.low) * (i + 0.5) / LEVELS for i in range(LEVELS)]
    high = (bottom - TOP) / LEVELS
    group = add(svg, "g", shape_rendering="crispEdges")
    for i, value in enumerate(steps):
        y = bottom - (i + 1) * high
        add(group, "rect", x=x, y=y, width=12.0, height=high + 0.1, fill=fill(colours.level(value)))
    texts = add(svg, "g", fill=INK, font_size="12")
    ticks = scale.ticks(4) if colours.high > colours.low else [(colours.low, short(colours.low))]
    for value, text in ticks:
        place = scale.place(value) if colours.high > colours.low else (bottom + TOP) / 2
        add(texts, "text", text, x=x + 18, y=place + 4)


def _words(figure: Figure, grid: Grid, values: Sequence[float]) -> Iterator[str]:
    yield f"matrix of {len(grid.cells)} rows and {len(grid.cells[0])} columns"
    yield f"values from {short(min(values))} to {short(max(values))}"
    for name, axis in (("columns", figure.x), ("rows", figure.y)):
        if axis.title:
            yield f"{name}: {axis.title}"
