"""Points, lines and bars on one pair of axes."""

from collections.abc import Iterator, Sequence
from xml.etree.ElementTree import Element

from labbook.formats.figures.frame import draw_heading
from labbook.formats.figures.plotly.axis import Place, scale_of, ticks_of
from labbook.formats.figures.plotly.bars import draw_blocks, draw_numbers
from labbook.formats.figures.plotly.content import Content
from labbook.formats.figures.plotly.heading import Heading
from labbook.formats.figures.plotly.panel import (
    BOTTOM,
    TOP,
    WIDTH,
    Name,
    Panel,
    Side,
    draw_names,
    draw_panel,
    left_of,
    placed,
    right_of,
    without_ends,
)
from labbook.formats.figures.plotly.points import draw_points
from labbook.formats.figures.plotly.refusal import NotDrawn
from labbook.formats.figures.plotly.shapes import Points, finite
from labbook.formats.figures.plotly.traces import Figure
from labbook.formats.figures.scale import Scale, short
from labbook.formats.figures.svg import new_figure, serialise

_HIDDEN = "_"
_NEAR = 40.0


def plane_svg(figure: Figure, content: Content, heading: Heading, places: int) -> str:
    """The figure, its points thinned to about `places`."""
    xs, ys = content.extents()
    if not xs or not ys:
        raise NotDrawn("no finite value")
    bars, lying = bool(content.blocks), content.lying
    y = scale_of(figure.y, content.y, ys, (BOTTOM, TOP), _air(ys, bars=bars and not lying))
    y_ticks = ticks_of(figure.y, content.y, y, 5)
    left = left_of(y_ticks, figure.y.title)
    air = _air(xs, bars=lying) if bars else (0.02, 0.02)
    names = _names(figure, content, y)
    x = scale_of(figure.x, content.x, xs, (left, right_of(names)), air)
    if not all(_reaches(points, x) for points in content.points):
        names = without_ends(names)
        x = scale_of(figure.x, content.x, xs, (left, right_of(names)), air)
    panel = Panel(
        left,
        right_of(names),
        Side(figure.x.title, placed(ticks_of(figure.x, content.x, x, 7), x, 15)),
        Side(figure.y.title, placed(y_ticks, y, 15)),
    )
    svg = new_figure(WIDTH, panel.height, heading.title, "")
    draw_panel(svg, panel, "x" if lying else "y")
    notes = [*figure.notes, *content.notes, *_draw(svg, content, x, y, places)]
    draw_names(svg, names, panel)
    draw_heading(svg, heading.title, heading.subtitle(notes))
    svg[1].text = heading.description(notes, list(_words(figure, content)))
    return serialise(svg)


def _air(values: Sequence[float], *, bars: bool) -> Place:
    """Bars stand on the axis."""
    if not bars:
        return 0.04, 0.06
    return (0.0 if min(values) >= 0 else 0.08), (0.0 if max(values) <= 0 else 0.08)


def _draw(svg: Element, content: Content, x: Scale, y: Scale, places: int) -> list[str]:
    """Bars below lines below dots; the notes on what is thinned."""
    across, along = (y, x) if content.lying else (x, y)
    for blocks in content.blocks:
        draw_blocks(svg, blocks, across, along)
    if content.blocks and not content.points:
        draw_numbers(svg, content.blocks, across, along)
    most = max(places // max(len(content.points), 1), 20)
    counts = [draw_points(svg, points, x, y, most) for points in content.points]
    drawn, total = sum(count for count, _ in counts), sum(count for _, count in counts)
    return [f"{drawn} of {total} points drawn"] if drawn < total else []


def _names(figure: Figure, content: Content, y: Scale) -> list[Name]:
    """Names for the legend; matplotlib's own for unnamed lines begin with an underscore."""
    if not figure.legend:
        return []
    named = [
        Name(points.trace.name, points.look.colour, _end(points, y) if points.ends_right else None)
        for points in content.points
    ]
    named += [Name(blocks.trace.name, blocks.look.colour) for blocks in content.blocks]
    shown = [name for name in named if name.text and not name.text.startswith(_HIDDEN)]
    unique = list({(name.text, name.colour): name for name in shown}.values())
    return unique if all(name.end is not None for name in unique) else without_ends(unique)


def _end(points: Points, y: Scale) -> float | None:
    found = finite(points.y)
    return y.place(found[-1]) if found else None


def _reaches(points: Points, x: Scale) -> bool:
    found = finite(points.x)
    return bool(found) and abs(x.end - x.place(found[-1])) < _NEAR


def _words(figure: Figure, content: Content) -> Iterator[str]:
    """The traces and their axes in words."""
    for blocks in content.blocks[:8]:
        tops = finite([box[3] for box in blocks.boxes])
        span = f" up to {short(max(tops))}" if tops else ""
        yield f"{blocks.trace.name or 'bars'}: {len(blocks.boxes)} bars{span}"
    for points in content.points[:8]:
        found = finite(points.y)
        span = f" from {short(min(found))} to {short(max(found))}" if found else ""
        yield f"{points.trace.name or 'points'}: {len(points.y)} points{span}"
    for name, axis, reading in (("x", figure.x, content.x), ("y", figure.y, content.y)):
        kind = "" if reading.kind == "linear" else f" ({reading.kind})"
        if axis.title or kind:
            yield f"{name} axis{kind}: {axis.title or 'untitled'}"
