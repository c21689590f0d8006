"""A matrix as coloured cells, with its values in them while there is room."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import ceil, isfinite, nan
from statistics import fmean
from xml.etree.ElementTree import Element

from labbook.formats.figures.figure_words import say
from labbook.formats.figures.frame import TOP, WIDTH, draw_heading
from labbook.formats.figures.labels import text_width
from labbook.formats.figures.marks import INK
from labbook.formats.figures.plotly.axis import Tick, name_of
from labbook.formats.figures.plotly.colours import LEVELS, Colours, colours_of, fill, ink
from labbook.formats.figures.plotly.document import Value, label
from labbook.formats.figures.plotly.heading import Heading
from labbook.formats.figures.plotly.panel import Panel, draw_panel, left_of, side_of
from labbook.formats.figures.plotly.refusal import NotDrawn
from labbook.formats.figures.plotly.traces import Figure, Grid
from labbook.formats.figures.scale import Scale, short
from labbook.formats.figures.svg import add, coordinate, new_figure, serialise

MOST_WIDE, MOST_HIGH = 64.0, 34.0
TALLEST = 460.0
BAR_ROOM = 92.0
MOST_NUMBERS = 400
FEW = 30
_FONT = 11.5
_Rows = Sequence[Sequence[float]]


@dataclass(frozen=True)
class Cells:
    """What is drawn of a grid: its rows from top to bottom, each cell a block of values."""

    rows: _Rows
    x: Scale
    y: Scale
    size: tuple[float, float]

    @property
    def texts(self) -> list[list[str]]:
        """The values as texts, none where they don't fit."""
        wide, high = self.size
        if len(self.rows) * len(self.rows[0]) > MOST_NUMBERS or high < 15:
            return []
        texts = [[short(v) if isfinite(v) else "" for v in row] for row in self.rows]
        widest = max(text_width(text, _FONT) for row in texts for text in row)
        return texts if widest + 4 <= wide else []


def heatmap_svg(figure: Figure, grid: Grid, heading: Heading, most: int) -> str:
    """The matrix in at most `most` by `most` cells."""
    rows, down, across = _condensed(grid, most)
    if not (values := [value for row in rows for value in row if isfinite(value)]):
        raise NotDrawn("no finite value")
    height, width = len(grid.cells), len(grid.cells[0])
    y_ticks, x_ticks = _ticks(grid.y, height, down), _ticks(grid.x, width, across)
    left = left_of(y_ticks, figure.y.title)
    for _ in range(2):
        cells = _placed(figure, rows, left)
        right = left + cells.size[0] * len(rows[0])
        x_side = side_of(figure.x.title, x_ticks, cells.x, across=True)
        y_side = side_of(figure.y.title, y_ticks, cells.y)
        panel = Panel(left, right, x_side, y_side, TOP + cells.size[1] * len(rows))
        left += max(panel.overhang, 0.0)
    svg = new_figure(WIDTH, panel.height, heading.title, "")
    colours = colours_of(min(values), max(values))
    draw_panel(svg, panel, "none")
    _draw_cells(svg, cells, colours, panel.left)
    _draw_numbers(svg, cells, colours)
    _draw_bar(svg, colours, panel.right + 20, panel.bottom)
    notes = [say(figure.language, "surface seen from above")] if grid.from_above else []
    if (down, across) != (1, 1):
        text = "{height} × {width} values, each cell: mean of {down} × {across}"
        size = {"height": f"{height:,}", "width": f"{width:,}"}
        notes.append(say(figure.language, text, **size, down=down, across=across))
    notes += figure.notes
    draw_heading(svg, heading.title, heading.subtitle(notes))
    svg[1].text = heading.description(notes, list(_words(figure, grid, values)))
    return serialise(svg)


def _placed(figure: Figure, rows: _Rows, left: float) -> Cells:
    """Rows go from bottom to top, as in plotly, unless the figure reverses its y axis."""
    count, length = len(rows), len(rows[0])
    high = min(MOST_HIGH, TALLEST / count)
    wide = min((WIDTH - BAR_ROOM - left) / length, MOST_WIDE)
    across, down = (left, left + wide * length), (TOP, TOP + high * count)
    if figure.x.reversed:
        rows, across = [row[::-1] for row in rows], across[::-1]
    if not figure.y.reversed:
        rows, down = rows[::-1], down[::-1]
    x, y = Scale(-0.5, length - 0.5, *across), Scale(-0.5, count - 0.5, *down)
    return Cells(rows, x, y, (wide, high))


def _condensed(grid: Grid, most: int) -> tuple[_Rows, int, int]:
    """The rows, each cell the mean of a block where there are too many; the block's size."""
    height, width = len(grid.cells), len(grid.cells[0])
    down, across = ceil(height / most), ceil(width / most)
    if (down, across) == (1, 1):
        return grid.cells, 1, 1
    rows = [
        [
            _mean([v for row in block for v in row[j : j + across] if isfinite(v)])
            for j in range(0, width, across)
        ]
        for block in (grid.cells[i : i + down] for i in range(0, height, down))
    ]
    return rows, down, across


def _mean(values: Sequence[float]) -> float:
    return fmean(values) if values else nan


def _ticks(names: Sequence[Value], count: int, size: int) -> list[Tick]:
    """A name for each cell, that of its first row or column; else round indices."""
    if len(names) >= count:
        found = [label(name_of(value), 40) for value in names[:count:size]]
        return [(float(i), name) for i, name in enumerate(found)]
    if count <= FEW:
        return [(float(i), str(i)) for i in range(count)]
    indices = Scale(0, count - 1, 0, 1).ticks(12)
    return [((index + 0.5) / size - 0.5, text) for index, text in indices]


def _draw_cells(svg: Element, cells: Cells, colours: Colours, left: float) -> None:
    """A path for each colour, of strokes as thick as a cell, in units of cells.

    Neighbours of one colour are one stroke, unless the cells stand apart to show their values.
    """
    wide, high = cells.size
    apart = bool(cells.texts)
    paths: dict[int, str] = {}
    for i, row in enumerate(cells.rows):
        for level, start, length in _runs(row, colours, 1 if apart else len(row)):
            end = f"{length - 0.03:g}" if apart else f"{length}"
            paths[level] = paths.get(level, "") + f"M{start} {i}h{end}"
    group = add(svg, "g", fill="none")
    group.set("stroke-width", "0.96" if apart else "1")
    group.set("shape-rendering", "crispEdges")
    corner = f"translate({coordinate(left)} {coordinate(TOP + high / 2)})"
    group.set("transform", f"{corner}scale({wide:.3f} {high:.3f})")
    for level in sorted(paths):
        add(group, "path", d=paths[level], stroke=fill(level))


def _runs(row: Sequence[float], colours: Colours, most: int) -> Iterator[tuple[int, int, int]]:
    levels = [colours.level(value) if isfinite(value) else None for value in row]
    for level, run in groupby(range(len(row)), key=lambda j: levels[j]):
        found = list(run)
        if level is not None:
            for part in range(0, len(found), most):
                yield level, found[part], len(found[part : part + most])


def _draw_numbers(svg: Element, cells: Cells, colours: Colours) -> None:
    left, (wide, high) = min(cells.x.start, cells.x.end), cells.size
    for i, (row, texts) in enumerate(zip(cells.rows, cells.texts, strict=False)):
        shown = [(j, v, text) for (j, v), text in zip(enumerate(row), texts, strict=True) if text]
        for colour, part in groupby(shown, key=lambda one: ink(colours.level(one[1]))):
            y = TOP + (i + 0.5) * high + 4
            line = add(svg, "text", y=y, fill=colour, font_size=f"{_FONT:g}", text_anchor="middle")
            for j, _, text in part:
                add(line, "tspan", text, x=left + (j + 0.5) * wide)


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
    ticks = (
        scale.ticks(max(int((bottom - TOP) / 32), 2))
        if colours.high > colours.low
        else [(colours.low, short(colours.low))]
    )
    for value, text in ticks:
        place = scale.place(value) if colours.high > colours.low else (bottom + TOP) / 2
        add(texts, "text", text, x=x + 18, y=place + 4)


def _words(figure: Figure, grid: Grid, values: Sequence[float]) -> Iterator[str]:
    height, width = len(grid.cells), len(grid.cells[0])
    text = "matrix of {height} rows and {width} columns"
    yield say(figure.language, text, height=height, width=width)
    low, high = short(min(values)), short(max(values))
    yield say(figure.language, "values from {low} to {high}", low=low, high=high)
    for text, axis in (("columns: {title}", figure.x), ("rows: {title}", figure.y)):
        if axis.title:
            yield say(figure.language, text, title=axis.title)
