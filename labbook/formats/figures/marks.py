"""What is drawn between the axes: bands, curves, gaps, marked points."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import isfinite, isnan
from xml.etree.ElementTree import Element

from labbook.formats.figures.condense import Condensed, StepPoint
from labbook.formats.figures.figure_words import say
from labbook.formats.figures.scale import Scale, short
from labbook.formats.figures.svg import add, coordinate, plain
from labbook.model.settings import Language

INK = "#7c828d"
MEAN = "#2f81d6"
BASELINE = "#c8702a"
ALARM = "#d94f70"
PALETTE = (MEAN, "#1f9a72", "#b565c7", "#998a1c", "#808690", ALARM)


@dataclass(frozen=True)
class Curve:
    """A line by step and how it looks; `drawn` is what of its points gets onto the page.

    With `envelope` the range of condensed points is shaded; only `labelled` curves are named.
    """

    label: str
    points: Sequence[StepPoint]
    drawn: Condensed
    colour: str
    width: float
    opacity: float = 1.0
    dashes: str | None = None
    labelled: bool = True
    envelope: bool = False

    @property
    def finite(self) -> list[StepPoint]:
        return [point for point in self.points if isfinite(point[1])]

    @property
    def extent(self) -> list[float]:
        """The finite values that the page must have room for."""
        points = self.points if self.envelope else self.drawn.points
        return [value for _, value in points if isfinite(value)]


@dataclass(frozen=True)
class Plane:
    """The two scales of a figure."""

    x: Scale
    y: Scale

    def at(self, point: StepPoint) -> tuple[float, float]:
        return self.x.place(point[0]), self.y.place(point[1])


def draw_area(
    figure: Element, label: str, low: Sequence[StepPoint], high: Sequence[StepPoint], plane: Plane
) -> Element:
    """The area between two edges that have the same steps and the same gaps."""
    group = add(figure, "g", fill_opacity="0.18")
    add(group, "title", plain(label, 80))
    for below, above in zip(_stretches(low), _stretches(high), strict=True):
        add(group, "path", d=_path([*above, *reversed(below)], plane) + "Z")
    return group


def draw_curve(figure: Element, curve: Curve, plane: Plane) -> None:
    """The curve with a gap where it isn't finite; a point that stands alone is a dot."""
    group = add(figure, "g", stroke=curve.colour, fill="none", stroke_width=curve.width)
    group.set("stroke-linejoin", "round")
    group.set("stroke-linecap", "round" if not curve.dashes else "butt")
    if curve.opacity < 1:
        group.set("opacity", f"{curve.opacity:g}")
    if curve.dashes:
        group.set("stroke-dasharray", curve.dashes)
    add(group, "title", plain(curve.label, 80))
    stretches = list(_stretches(curve.drawn.points))
    lines = "".join(_path(stretch, plane) for stretch in stretches if len(stretch) > 1)
    if lines:
        add(group, "path", d=lines)
    for stretch in stretches:
        if len(stretch) == 1:
            x, y = plane.at(stretch[0])
            dot = add(group, "circle", cx=x, cy=y, r=curve.width + 1, fill=curve.colour)
            dot.set("stroke", "none")


def draw_gaps(
    figure: Element, curve: Curve, plane: Plane, bottom: float, language: Language
) -> None:
    """A cross where each stretch of NaN or infinity begins, the first one in words."""
    group = add(figure, "g", stroke=ALARM, stroke_width=2.0, fill="none")
    crosses, y, inside = "", bottom, False
    for step, value in curve.drawn.points:
        if isfinite(value):
            y, inside = plane.y.place(value), False
            continue
        if not inside:
            x = plane.x.place(step)
            if not crosses:
                word = "NaN" if isnan(value) else f"{value}"
                text = say(language, "{value} at step {step}", value=word, step=step)
                _say_gap(figure, text, (x, y), plane)
            crosses += f"M{coordinate(x - 4)} {coordinate(y - 4)}l8 8m-8 0l8-8"
        inside = True
    if crosses:
        add(group, "path", d=crosses)
    else:
        figure.remove(group)


def draw_point(
    figure: Element, point: StepPoint, text: str, colour: str, plane: Plane, *, below: bool
) -> None:
    """A marked point with its label below or above it."""
    x, y = plane.at(point)
    add(figure, "circle", cx=x, cy=y, r=8.0, fill=colour, opacity="0.25")
    add(figure, "circle", cx=x, cy=y, r=4.0, fill=colour)
    label = add(figure, "text", text, x=x, y=y + 22 if below else y - 14, fill=colour)
    label.set("font-weight", "600")
    label.set("text-anchor", _anchor(x, plane))


def value_text(value: float, unit: str) -> str:
    """A value with its unit as one reads it: `12.3 %` in a sentence, `12.3%` on a figure."""
    return f"{short(value)}{unit}" if unit in {"%", "°"} else f"{short(value)} {unit}".rstrip()


def _say_gap(figure: Element, text: str, place: tuple[float, float], plane: Plane) -> None:
    x, y = place
    above = y - 10 > plane.y.end
    label = add(figure, "text", text, x=x, y=y - 10 if above else y + 20)
    label.set("fill", ALARM)
    label.set("text-anchor", "end" if plane.x.end - x < 110 else "start")


def _anchor(x: float, plane: Plane) -> str:
    if x - plane.x.start < 70:
        return "start"
    return "end" if plane.x.end - x < 70 else "middle"


def _stretches(points: Sequence[StepPoint]) -> Iterator[list[StepPoint]]:
    stretch: list[StepPoint] = []
    for point in points:
        if isfinite(point[1]):
            stretch.append(point)
        elif stretch:
            yield stretch
            stretch = []
    if stretch:
        yield stretch


def _path(points: Sequence[StepPoint], plane: Plane) -> str:
    places = (plane.at(point) for point in points)
    return "M" + "L".join(f"{coordinate(x)} {coordinate(y)}" for x, y in places)
