"""Points, lines and bars on one pair of axes."""

from collections.abc import Iterator, Sequence
from xml.etree.ElementTree import Element

from labbook.formats.figures.frame import BOTTOM, TOP, WIDTH, draw_heading
from labbook.formats.figures.plotly.areas import draw_areas
from labbook.formats.figures.plotly.axis import Span, scale_of, ticks_of
from labbook.formats.figures.plotly.bars import draw_blocks, draw_numbers
from labbook.formats.figures.plotly.content import Content
from labbook.formats.figures.plotly.heading import Heading
from labbook.formats.figures.plotly.names import Name, draw_names, names_of, right_of
from labbook.formats.figures.plotly.panel import Panel, draw_panel, left_of, side_of
from labbook.formats.figures.plotly.points import draw_points
from labbook.formats.figures.plotly.refusal import NotDrawn
from labbook.formats.figures.plotly.shapes import finite
from labbook.formats.figures.plotly.traces import Figure
from labbook.formats.figures.scale import Scale, short
from labbook.formats.figures.svg import new_figure, serialise


def plane_svg(figure: Figure, content: Content, heading: Heading, places: int) -> str:
    """The figure, its points thinned to about `places`."""
    xs, ys = content.extents()
    if not xs or not ys:
        raise NotDrawn("no finite value")
    y = scale_of(figure.y, content.y, ys, (BOTTOM, TOP), _y_air(content, ys))
    x, panel, names = _placed(figure, content, xs, y)
    svg = new_figure(WIDTH, panel.height, heading.title, "")
    draw_panel(svg, panel, "x" if content.lying else "y")
    notes = [*_draw(svg, content, x, y, places), *content.notes, *figure.notes]
    draw_names(svg, names, panel.right)
    draw_heading(svg, heading.title, heading.subtitle(notes))
    svg[1].text = heading.description(notes, list(_words(figure, content)))
    return serialise(svg)


def _placed(
    figure: Figure, content: Content, xs: Sequence[float], y: Scale
) -> tuple[Scale, Panel, list[Name]]:
    """The x axis between the y axis's texts and the names, moved where its texts need room."""
    y_side = side_of(figure.y.title, ticks_of(figure.y, content.y, y, 6), y)
    left, names = left_of(y_side.ticks, figure.y.title), list[Name]()
    for _ in range(3):
        right = right_of(names)
        x = scale_of(figure.x, content.x, xs, (left, right), _x_air(content, xs))
        x_side = side_of(figure.x.title, ticks_of(figure.x, content.x, x, 7), x, across=True)
        panel = Panel(left, right, x_side, y_side)
        left += max(panel.overhang, 0.0)
        names = names_of(content, x, y) if figure.legend else []
    return x, panel, names


def _x_air(content: Content, xs: Sequence[float]) -> Span:
    if content.lying:
        return _bar_air(xs, log=content.x.kind == "log")
    return (0.03, 0.03) if any(one.trace.marks for one in content.points) else (0.01, 0.01)


def _y_air(content: Content, ys: Sequence[float]) -> Span:
    if content.blocks and not content.lying:
        return _bar_air(ys, log=content.y.kind == "log")
    return 0.04, 0.06


def _bar_air(values: Sequence[float], *, log: bool) -> Span:
    """Bars stand on the axis; by logarithm even the lowest one is to be seen."""
    below = 0.12 if min(values) < 0 else 0.08 if log else 0.0
    return below, (0.0 if max(values) <= 0 else 0.08)


def _draw(svg: Element, content: Content, x: Scale, y: Scale, places: int) -> list[str]:
    """Bars below lines below dots; the notes on what is thinned."""
    across, along = (y, x) if content.lying else (x, y)
    for blocks in content.blocks:
        draw_blocks(svg, blocks, across, along)
    if content.blocks and not content.points:
        draw_numbers(svg, content.blocks, across, along)
    draw_areas(svg, content.points, x, y)
    most = max(places // max(len(content.points), 1), 20)
    counts = [draw_points(svg, points, x, y, most) for points in content.points]
    drawn, total = sum(count for count, _ in counts), sum(count for _, count in counts)
    return [f"{drawn:,} of {total:,} points drawn"] if drawn < total else []


def _words(figure: Figure, content: Content) -> Iterator[str]:
    """The traces and their axes in words."""
    for blocks in content.blocks[:8]:
        tops = finite([box[3] for box in blocks.boxes])
        span = f" up to {short(max(tops))}" if tops else ""
        yield f"{blocks.trace.name or 'bars'}: {len(blocks.boxes)} bars{span}"
    for points in content.points[:8]:
        found = finite(points.y)
        span = f" from {short(min(found))} to {short(max(found))}" if found else ""
        yield f"{points.trace.name or 'points'}: {points.count:,} points{span}"
    for name, axis, reading in (("x", figure.x, content.x), ("y", figure.y, content.y)):
        kind = "" if reading.kind == "linear" else f" ({reading.kind})"
        if axis.title or kind:
            yield f"{name} axis{kind}: {axis.title or 'untitled'}"
