"""Points, lines and bars on one pair of axes."""

from collections.abc import Iterator, Sequence
from xml.etree.ElementTree import Element

from labbook.formats.figures.figure_words import say
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
from labbook.model.settings import Language


def plane_svg(figure: Figure, content: Content, heading: Heading, places: int) -> str:
    """The figure, its points thinned to about `places`."""
    xs, ys = content.extents()
    if not xs or not ys:
        raise NotDrawn("no finite value")
    y = scale_of(figure.y, content.y, ys, (BOTTOM, TOP), _y_air(content, ys))
    x, panel, names = _placed(figure, content, xs, y)
    svg = new_figure(WIDTH, panel.height, heading.title, "")
    draw_panel(svg, panel, "x" if content.lying else "y")
    notes = [*_draw(svg, content, (x, y), places, figure.language), *content.notes, *figure.notes]
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
        names = names_of(content, x, y, figure.language) if figure.legend else []
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


def _draw(
    svg: Element, content: Content, scales: tuple[Scale, Scale], places: int, language: Language
) -> list[str]:
    """Bars below lines below dots; the notes on what is thinned."""
    x, y = scales
    across, along = (y, x) if content.lying else (x, y)
    for blocks in content.blocks:
        draw_blocks(svg, blocks, across, along, language)
    if content.blocks and not content.points:
        draw_numbers(svg, content.blocks, across, along)
    draw_areas(svg, content.points, x, y, language)
    most = max(places // max(len(content.points), 1), 20)
    counts = [draw_points(svg, points, x, y, most, language) for points in content.points]
    drawn, total = sum(count for count, _ in counts), sum(count for _, count in counts)
    note = say(language, "{drawn} of {count} points drawn", drawn=f"{drawn:,}", count=f"{total:,}")
    return [note] if drawn < total else []


def _words(figure: Figure, content: Content) -> Iterator[str]:
    """The traces and their axes in words."""
    language = figure.language
    for blocks in content.blocks[:8]:
        tops = finite([box[3] for box in blocks.boxes])
        text = "{name}: {count} bars up to {top}" if tops else "{name}: {count} bars"
        name, top = blocks.trace.name or say(language, "bars"), short(max(tops, default=0.0))
        yield say(language, text, name=name, count=len(blocks.boxes), top=top)
    for points in content.points[:8]:
        found = finite(points.y) or [0.0]
        span = " from {low} to {high}" if points.count else ""
        yield say(
            language,
            f"{{name}}: {{count}} points{span}",
            name=points.trace.name or say(language, "points"),
            count=f"{points.count:,}",
            low=short(min(found)),
            high=short(max(found)),
        )
    for name, axis, reading in (("x", figure.x, content.x), ("y", figure.y, content.y)):
        if axis.title or reading.kind != "linear":
            title = axis.title or say(language, "untitled")
            yield say(
                language, f"{{axis}} axis ({reading.kind}): {{title}}", axis=name, title=title
            )
