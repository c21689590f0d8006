"""The frame of a plot: room for its texts, grid, axes with their titles."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import cos, radians, sin
from typing import Literal
from xml.etree.ElementTree import Element

from labbook.formats.figures.frame import BOTTOM, TOP
from labbook.formats.figures.labels import text_width
from labbook.formats.figures.marks import INK
from labbook.formats.figures.plotly.axis import Tick, every
from labbook.formats.figures.scale import Scale
from labbook.formats.figures.svg import add, coordinate, plain

MOST_TICK_TEXT = 22
_TURN = 35
_APART, _TURNED_APART = 14.0, 22.0


@dataclass(frozen=True)
class Side:
    """An axis as it is drawn; its ticks have places on the page instead of values."""

    title: str
    ticks: Sequence[Tick]


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
        return _touch(self.x.ticks)

    @property
    def depth(self) -> float:
        """How far the texts of the x axis reach below it."""
        return 14 + _widest(self.x.ticks) * sin(radians(_TURN)) if self.turned else 19.0

    @property
    def height(self) -> float:
        return self.bottom + self.depth + (20 if self.x.title else 0) + 11

    @property
    def overhang(self) -> float:
        """How far turned texts would reach beyond the page's left side."""
        if not self.turned:
            return 0.0
        slope = cos(radians(_TURN))
        return max(12 + text_width(text, 12) * slope - place for place, text in self.x.ticks)


def left_of(ticks: Sequence[Tick], title: str) -> float:
    """Where the plot begins, right of its y axis's texts."""
    widest = _widest([(place, _cut(text)) for place, text in ticks])
    return 26 + widest * 1.05 + (18 if title else 0)


def side_of(title: str, ticks: Sequence[Tick], scale: Scale, *, across: bool = False) -> Side:
    """The axis on the page with as many of its ticks as have room; `across` for x."""
    found = [(scale.place(value), _cut(text)) for value, text in ticks]
    if not found:
        return Side(title, [])
    span = abs(found[-1][0] - found[0][0])
    least = _TURNED_APART if across and _touch(found) else _APART
    return Side(title, every(found, int(span / least) + 1))


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
        below = bottom + panel.depth + 19
        add(texts, "text", panel.x.title, x=panel.right, y=below, text_anchor="end")


def _touch(ticks: Sequence[Tick]) -> bool:
    return any(
        abs(b - a) < (text_width(one, 12) + text_width(other, 12)) / 2 + 6
        for (a, one), (b, other) in pairwise(ticks)
    )


def _widest(ticks: Sequence[Tick]) -> float:
    return max((text_width(text, 12) for _, text in ticks), default=0.0)


def _cut(text: str) -> str:
    return plain(text, MOST_TICK_TEXT)
