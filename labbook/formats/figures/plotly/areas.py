"""Shaded areas below a line or between two of them, the way bands are reported."""

from collections.abc import Sequence
from math import ceil
from xml.etree.ElementTree import Element

from labbook.formats.figures.figure_words import say
from labbook.formats.figures.plotly.fewer import stretches
from labbook.formats.figures.plotly.shapes import Place, Points
from labbook.formats.figures.plotly.steps import stepped
from labbook.formats.figures.scale import Scale
from labbook.formats.figures.svg import add, coordinate, plain
from labbook.model.settings import Language

MOST_POINTS = 120


def draw_areas(
    figure: Element, points: Sequence[Points], x: Scale, y: Scale, language: Language
) -> None:
    """The area of each trace that is filled to zero or to the trace before it.

    Long edges are thinned outwards, so that an area never looks narrower than it is.
    """
    for i, one in enumerate(points):
        if one.trace.fill == "previous" and i > 0:
            _draw(figure, one, _edge(one, x, y), _edge(points[i - 1], x, y), language)
        elif one.trace.fill in {"zero", "previous"} and (edge := _edge(one, x, y)):
            zero = min(max(y.place(0.0), min(y.start, y.end)), max(y.start, y.end))
            _draw(figure, one, edge, [(edge[0][0], zero), (edge[-1][0], zero)], language)


def _edge(points: Points, x: Scale, y: Scale) -> list[Place]:
    kept = (i for stretch in stretches(points.x, points.y) for i in stretch)
    return stepped(points.places(kept, x, y), points.trace.shape)


def _draw(
    figure: Element, points: Points, edge: list[Place], other: list[Place], language: Language
) -> None:
    if not edge or not other:
        return
    above = sum(place for _, place in edge) / len(edge) < sum(p for _, p in other) / len(other)
    outline = [*_outer(edge, up=above), *reversed(_outer(other, up=not above))]
    group = add(figure, "g", fill=points.look.colour, fill_opacity="0.18")
    add(group, "title", plain(points.trace.name or say(language, "area"), 80))
    d = "L".join(f"{coordinate(a)} {coordinate(b)}" for a, b in outline)
    add(group, "path", d=f"M{d}z")


def _outer(edge: list[Place], *, up: bool) -> list[Place]:
    """The edge in few points, each the highest of its neighbours, or the lowest."""
    size = ceil(len(edge) / MOST_POINTS)
    if size == 1:
        return edge
    outmost = min if up else max
    inner = [
        outmost(edge[i : i + size], key=lambda place: place[1]) for i in range(0, len(edge), size)
    ]
    return [edge[0], *inner, edge[-1]]
