"""Points and lines on the page, fewer of them where there are too many."""

from collections.abc import Sequence
from math import ceil, isfinite
from xml.etree.ElementTree import Element

from labbook.formats.figures.figure_words import say
from labbook.formats.figures.labels import text_width
from labbook.formats.figures.marks import INK
from labbook.formats.figures.plotly.fewer import extremes, stretches
from labbook.formats.figures.plotly.shapes import Mark, Place, Points
from labbook.formats.figures.plotly.steps import stepped
from labbook.formats.figures.scale import Scale
from labbook.formats.figures.svg import add, coordinate, plain
from labbook.model.settings import Language

FEW_MARKS = 100
MOST_TEXTS = 40
MOST_ERRORS = 150


def draw_points(
    figure: Element, points: Points, x: Scale, y: Scale, most: int, language: Language
) -> tuple[int, int]:
    """Draw the trace by at most about `most` points; how many of how many these are."""
    if not points.trace.lines and not points.trace.marks:
        return 0, 0
    group = add(figure, "g", stroke=points.look.colour, fill="none", stroke_width=2.0)
    group.set("stroke-linejoin", "round")
    add(group, "title", plain(points.trace.name or say(language, "points"), 80))
    found = list(stretches(points.x, points.y))
    total = drawn = points.count
    if points.trace.lines:
        size = ceil(4 * sum(map(len, found)) / most)
        every = ceil(len(found) / most) or 1
        kept = [extremes(stretch, points.y, size) for stretch in found[::every]]
        drawn = sum(map(len, kept))
        _draw_lines(group, points, [points.places(one, x, y) for one in kept])
    if points.trace.marks:
        places = points.places([i for stretch in found for i in stretch], x, y)
        marks = _spread(places, most)
        drawn = len(marks) if not points.trace.lines else min(drawn, len(marks))
        draw_marks(group, marks, points.look.mark, 7.0 if total <= FEW_MARKS else 4.5)
    if 0 < len(points.errors) <= MOST_ERRORS:
        _draw_errors(group, points, x, y)
    if points.trace.texts and total <= MOST_TEXTS:
        _draw_texts(figure, points, x, y)
    return drawn, total


def _spread(places: Sequence[Place], most: int) -> list[Place]:
    """Some of the places: one of each cell of a grid, so outliers stay, then each n-th."""
    if len(places) <= most:
        return list(places)
    cell = 4.0
    while True:
        first = {(int(a / cell), int(b / cell)): i for i, (a, b) in reversed([*enumerate(places)])}
        if len(first) <= most // 2:
            break
        cell *= 1.5
    kept = set(first.values())
    kept.update(range(0, len(places), ceil(len(places) / (most - len(kept)))))
    return [places[i] for i in sorted(kept)]


def _draw_lines(group: Element, points: Points, lines: Sequence[Sequence[Place]]) -> None:
    shape = points.trace.shape
    d = "".join(_path(stepped(line, shape)) for line in lines if len(line) > 1)
    if d:
        path = add(group, "path", d=d)
        if points.look.dashes:
            path.set("stroke-dasharray", points.look.dashes)
    alone = [line[0] for line in lines if len(line) == 1]
    if alone and not points.trace.marks:
        draw_marks(group, alone, points.look.mark, 6.0)


def draw_marks(group: Element, places: Sequence[Place], mark: Mark, size: float) -> None:
    """Dots and squares as lines of no length with ends: a quarter of the bytes of circles."""
    half, whole = coordinate(size * 0.4), coordinate(size * 0.8)
    stroke = {
        "dot": "h0",
        "square": "h0",
        "cross": f"m-{half}-{half}l{whole} {whole}m0-{whole}l-{whole} {whole}",
        "plus": f"m-{half} 0h{whole}m-{half}-{half}v{whole}",
    }[mark]
    d = "".join(f"M{coordinate(x)} {coordinate(y)}{stroke}" for x, y in places)
    if d:
        path = add(group, "path", d=d, stroke_opacity="0.8")
        path.set("stroke-linecap", "square" if mark == "square" else "round")
        width = {"dot": size, "square": size * 0.85}.get(mark, 1.6)
        path.set("stroke-width", f"{width:g}")


def _draw_errors(group: Element, points: Points, x: Scale, y: Scale) -> None:
    d = ""
    for a, (low, high) in zip(points.x, points.errors, strict=False):
        if isfinite(a) and isfinite(low) and isfinite(high):
            at, top, bottom = x.place(a), y.place(high), y.place(low)
            d += f"M{coordinate(at)} {coordinate(bottom)}V{coordinate(top)}"
            d += "".join(f"M{coordinate(at - 3)} {coordinate(end)}h6" for end in (top, bottom))
    if d:
        add(group, "path", d=d, stroke_width="1.2")


def _draw_texts(figure: Element, points: Points, x: Scale, y: Scale) -> None:
    texts = add(figure, "g", fill=INK, font_size="12")
    for a, b, text in zip(points.x, points.y, points.trace.texts, strict=False):
        if text and isfinite(a) and isfinite(b):
            at, right = x.place(a), max(x.start, x.end)
            fits = at + 6 + text_width(text, 12) < right
            label = add(texts, "text", text, x=at + 6 if fits else at - 6, y=y.place(b) - 5)
            label.set("text-anchor", "start" if fits else "end")


def _path(line: Sequence[Place]) -> str:
    return "M" + "L".join(f"{coordinate(x)} {coordinate(y)}" for x, y in line)
