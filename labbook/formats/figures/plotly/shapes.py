"""Traces in numbers, with their looks, ready to be placed on the page."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from math import isfinite
from typing import Literal

from labbook.formats.figures.marks import PALETTE
from labbook.formats.figures.plotly.traces import Bars, Scatter
from labbook.formats.figures.scale import Scale

Box = tuple[float, float, float, float]
Place = tuple[float, float]
"""A point on the page."""
Mark = Literal["dot", "square", "cross", "plus"]
MARKS: tuple[Mark, ...] = ("dot", "cross", "square", "plus")
DASHES = ("", "7 4", "2 3", "9 3 2 3")
_NAMED = {"dash": "7 4", "dot": "2 3", "dashdot": "9 3 2 3", "longdash": "11 5"}


@dataclass(frozen=True)
class Look:
    """A colour of labbook's own; other dashes and marks in each further round through them."""

    colour: str
    dashes: str = ""
    mark: Mark = "dot"


@dataclass(frozen=True)
class Points:
    """Points of one trace by index; NaN breaks a line. `errors` are y values below and above.

    `count` is of the points that have a place on the axes, also where fewer are kept.
    """

    trace: Scatter
    look: Look
    x: Sequence[float]
    y: Sequence[float]
    errors: Sequence[tuple[float, float]]
    count: int

    def places(self, kept: Iterable[int], x: Scale, y: Scale) -> list[Place]:
        return [(x.place(self.x[i]), y.place(self.y[i])) for i in kept]

    @property
    def ends_right(self) -> bool:
        """Whether it is a line from left to right, to be named where it ends."""
        x = [value for value in self.x if isfinite(value)]
        ascending = all(a <= b for a, b in zip(x, islice(x, 1, None), strict=False))
        return self.trace.lines and not self.trace.marks and len(x) > 1 and ascending


@dataclass(frozen=True)
class Blocks:
    """Bars of one trace as left, right, base and top."""

    trace: Bars
    look: Look
    boxes: Sequence[Box]
    opacity: float


def looks_of(traces: Sequence[Scatter | Bars]) -> list[Look]:
    """A look for each trace; those that share a colour in the original share one here.

    The original's colour decides that and nothing else: it never gets onto the page.
    """
    places: dict[str, int] = {}
    looks = []
    for i, trace in enumerate(traces):
        if isinstance(trace, Scatter) and trace.hidden:
            looks.append(Look(PALETTE[0]))
            continue
        place = places.setdefault(trace.colour_key or f"#{i}", len(places))
        lap = place // len(PALETTE) % len(DASHES)
        dashes = DASHES[lap]
        if isinstance(trace, Scatter):
            dashes = dashes or _NAMED.get(trace.dash, "")
        looks.append(Look(PALETTE[place % len(PALETTE)], dashes, MARKS[lap]))
    return looks


def finite(values: Iterable[float]) -> list[float]:
    """Those that are neither NaN nor infinite."""
    return [value for value in values if isfinite(value)]
