"""A table as text in columns."""

import re
from collections.abc import Sequence
from xml.etree.ElementTree import Element

from labbook.formats.figures.figure_words import say
from labbook.formats.figures.frame import WIDTH, draw_heading
from labbook.formats.figures.labels import text_width
from labbook.formats.figures.marks import INK
from labbook.formats.figures.plotly.heading import Heading
from labbook.formats.figures.plotly.traces import Figure, Table
from labbook.formats.figures.svg import add, coordinate, new_figure, plain, serialise
from labbook.model.settings import Language

LINE = 22.0
_SIZE = 13.0
_BETWEEN = 18.0
_LENGTHS = (60, 40, 30, 24, 18, 14, 10)
_NUMBER = re.compile(r"[-+]?[\d.,  ]+(e[-+]?\d+)?\s?%?|nan|-?inf|[-–—]?", re.IGNORECASE)


def table_svg(figure: Figure, table: Table, heading: Heading, most_rows: int) -> str:
    """The first rows of the table; numbers are aligned at the right."""
    named = zip(table.header, table.columns, strict=True)
    columns, widths = _fitting([[name, *column[:most_rows]] for name, column in named])
    rows = max(map(len, columns)) - 1
    notes = [*_cut(table, rows, figure.language), *figure.notes]
    width = max(WIDTH, sum(widths) + _BETWEEN * (len(widths) - 1) + 32)
    subtitle = heading.subtitle(notes)
    top = 66.0 if subtitle else 42.0
    svg = new_figure(width, top + LINE * (rows + 1) + 8, heading.title, "")
    draw_heading(svg, heading.title, subtitle)
    right = 16 + sum(widths) + _BETWEEN * (len(widths) - 1)
    lines = "".join(
        f"M16 {coordinate(top + LINE * i)}H{coordinate(right)}" for i in range(2, rows + 1)
    )
    if lines:
        add(svg, "path", d=lines, stroke=INK, stroke_opacity="0.25")
    add(svg, "path", d=f"M16 {coordinate(top + LINE)}H{coordinate(right)}", stroke=INK)
    texts = add(svg, "g", fill=INK, font_size=f"{_SIZE:g}")
    left = 16.0
    for column, wide in zip(columns, widths, strict=True):
        _draw_column(texts, column, (left, top), wide)
        left += wide + _BETWEEN
    words = say(
        figure.language,
        "table of {height} rows and {width} columns: {names}",
        height=table.height,
        width=table.width,
        names=", ".join(table.header),
    )
    svg[1].text = heading.description(notes, [words])
    return serialise(svg)


def _fitting(columns: Sequence[Sequence[str]]) -> tuple[list[list[str]], list[float]]:
    """Cells cut so far that the table fits the page, and the columns' widths."""
    for most in _LENGTHS:
        cut = [[plain(cell, most) for cell in column] for column in columns]
        widths = [
            max(text_width(cell, _SIZE) for cell in [*column, f"{column[0]}m"]) for column in cut
        ]
        if sum(widths) + _BETWEEN * (len(widths) - 1) + 32 <= WIDTH:
            break
    return cut, widths


def _draw_column(
    texts: Element, column: Sequence[str], at: tuple[float, float], wide: float
) -> None:
    left, top = at
    numeric = all(_NUMBER.fullmatch(cell) for cell in column[1:])
    group = add(texts, "g", text_anchor="end" if numeric else "start")
    for i, cell in enumerate(column):
        if cell:
            x = left + wide if numeric else left
            text = add(group, "text", cell, x=x, y=top + LINE * i + 16)
            if i == 0:
                text.set("font-weight", "700")


def _cut(table: Table, rows: int, language: Language) -> list[str]:
    notes = []
    if rows < table.height:
        text = "first {drawn} of {count} rows"
        notes.append(say(language, text, drawn=rows, count=table.height))
    if len(table.columns) < table.width:
        text = "first {drawn} of {count} columns"
        notes.append(say(language, text, drawn=len(table.columns), count=table.width))
    return notes
