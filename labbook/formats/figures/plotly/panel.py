"""The frame of a plot: room for labels, grid, axes with their titles, the names of traces."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal
from xml.etree.ElementTree import Element

from labbook.formats.figures.labels import Label, place_labels, text_width
from labbook.formats.figures.marks import INK
from labbook.formats.figures.plotly.axis import Tick, every
from labbook.formats.figures.scale import Scale
from labbook.formats.figures.svg import add, coordinate, plain

WIDTH, TOP, BOTTOM = 760.0, 66.0, 332.0
MOST_TICK_TEXT = 22
MOST_NAMES = 16
MOST_NAME_TEXT = 24
_TURN = 35


@dataclass(frozen=True)
class Side:
    """An axis as it is drawn."""

    title: str
    ticks: Sequence[Tick]


@dataclass(frozen=True)
class Name:
    """A trace's name; where a line ends, it is written there in the line's colour."""

    text: str
    colour: str
    end: float | None = None


@dataclass(frozen=True)
class Panel:
    """The plot's rectangle on the page and what stands around it."""

    left: float
    right: float
    x: Side
    y: Side
    bottom: float = BOTTOM

    @property
    def turned(self) -> bool:
        """Whether the texts of the x axis would touch each other."""
        return any(
            abs(b - a) < (text_width(one, 12) + text_width(other, 12)) / 2 + 6
            for (a, one), (b, other) in pairwise(self.x.ticks)
        )

    @property
    def depth(self) -> float:
        """How far the texts of the x axis reach below it."""
        widest = max((text_width(text, 12) for _, text in self.x.ticks), default=0.0)
        return (14 + widest * 0.58) if self.turned else 19.0

    @property
    def height(self) -> float:
        return self.bottom + self.depth + (18 if self.x.title else 0) + 11


def left_of(ticks: Sequence[Tick], title: str) -> float:
    """Where the plot begins, right of its y axis's texts."""
    widest = max((text_width(cut(text), 12) for _, text in ticks), default=0.0)
    return 24 + widest + (20 if title else 0)


def right_of(names: Sequence[Name]) -> float:
    """Where the plot ends, left of the traces' names."""
    widest = max((text_width(cut_name(name.text), 13) for name in names), default=0.0)
    swatch = 18 if any(name.end is None for name in names) else 0
    return WIDTH - 22 - (widest + swatch + 6 if names else 0)


def placed(ticks: Sequence[Tick], scale: Scale, least: float) -> list[Tick]:
    """The ticks by their places on the page, at least `least` apart, their texts cut."""
    found = [(scale.place(value), cut(text)) for value, text in ticks]
    if len(found) > 1:
        span = abs(found[-1][0] - found[0][0])
        found = every(found, max(int(span / least) + 1, 2))
    return found


def cut(text: str) -> str:
    """A tick's text, not too long."""
    return plain(text, MOST_TICK_TEXT)


def cut_name(text: str) -> str:
    """A trace's name, not too long."""
    return plain(text, MOST_NAME_TEXT)


def draw_panel(figure: Element, panel: Panel, lines: Literal["y", "x", "none"]) -> None:
    """Grid lines of one axis or none, the x axis, the texts and titles of both axes."""
    grid = add(figure, "g", stroke=INK, stroke_opacity="0.25")
    texts = add(figure, "g", fill=INK, font_size="12")
    for place, text in panel.y.ticks:
        if lines == "y":
            start = f"M{coordinate(panel.left)} {coordinate(place)}"
            add(grid, "path", d=f"{start}H{coordinate(panel.right)}")
        add(texts, "text", text, x=panel.left - 8, y=place + 4, text_anchor="end")
    for place, _ in panel.x.ticks if lines == "x" else ():
        start = f"M{coordinate(place)} {coordinate(panel.bottom)}"
        add(grid, "path", d=f"{start}V{coordinate(TOP)}")
    _draw_x(figure, texts, panel, axis=lines != "none")
    if panel.y.title:
        title = add(texts, "text", panel.y.title, text_anchor="end")
        title.set("transform", f"translate(22 {coordinate(TOP)})rotate(-90)")


def _draw_x(figure: Element, texts: Element, panel: Panel, *, axis: bool) -> None:
    bottom = panel.bottom
    if axis:
        path = f"M{coordinate(panel.left)} {coordinate(bottom)}H{coordinate(panel.right)}"
        path += "".join(f"M{coordinate(at)} {coordinate(bottom)}v5" for at, _ in panel.x.ticks)
        add(figure, "path", d=path, stroke=INK, fill="none")
    for place, text in panel.x.ticks:
        if panel.turned:
            label = add(texts, "text", text, text_anchor="end")
            at = f"translate({coordinate(place + 4)} {coordinate(bottom + 16)})"
            label.set("transform", f"{at}rotate(-{_TURN})")
        else:
            add(texts, "text", text, x=place, y=bottom + 19, text_anchor="middle")
    if panel.x.title:
        below = bottom + panel.depth + 17
        add(texts, "text", panel.x.title, x=panel.right, y=below, text_anchor="end")


def draw_names(figure: Element, names: Sequence[Name], panel: Panel) -> None:
    """The traces' names: at their lines' ends where all of them have one, else in a column."""
    shown = list(names[:MOST_NAMES])
    if len(names) > len(shown):
        shown[-1] = Name(f"and {len(names) - len(shown) + 1} more", INK)
    texts = add(figure, "g", font_size="13")
    if all(name.end is not None for name in shown):
        labels = [Label(cut_name(name.text), name.colour, name.end or 0) for name in shown]
        for label in place_labels(labels, TOP, panel.bottom):
            add(texts, "text", label.text, x=panel.right + 10, y=label.y + 4, fill=label.colour)
        return
    for i, name in enumerate(shown):
        y = TOP + 4 + i * 18
        add(texts, "circle", cx=panel.right + 17, cy=y, r=4.5, fill=name.colour)
        add(texts, "text", cut_name(name.text), x=panel.right + 28, y=y + 4.5, fill=name.colour)


def without_ends(names: Sequence[Name]) -> list[Name]:
    """The names for a column beside the plot."""
    return [replace(name, end=None) for name in names]
