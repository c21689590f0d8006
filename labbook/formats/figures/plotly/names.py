"""The names of traces: at the ends of lines, or in a column with their marks."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from xml.etree.ElementTree import Element

from labbook.formats.figures.figure_words import say
from labbook.formats.figures.frame import BOTTOM, TOP, WIDTH
from labbook.formats.figures.labels import Label, place_labels, text_width
from labbook.formats.figures.marks import INK
from labbook.formats.figures.plotly.content import Content
from labbook.formats.figures.plotly.points import draw_marks
from labbook.formats.figures.plotly.shapes import Look, Points, finite
from labbook.formats.figures.scale import Scale
from labbook.formats.figures.svg import add, plain
from labbook.model.settings import Language

MOST_NAMES = 14
MOST_TEXT = 24
_HIDDEN = "_"
_NEAR = 40.0
_COLUMN = 34.0


@dataclass(frozen=True)
class Name:
    """A trace's name; `end` is where its line ends, to be named there."""

    text: str
    look: Look | None
    line: bool = False
    end: float | None = None


def names_of(content: Content, x: Scale, y: Scale, language: Language) -> list[Name]:
    """The names in the order of the traces, at most 14 and how many there are more.

    matplotlib's names for lines without one begin with an underscore.
    """
    names: dict[tuple[str, Look], Name] = {}
    for shape in content.shapes:
        text = plain(shape.trace.name, MOST_TEXT)
        points = shape if isinstance(shape, Points) else None
        if text and not text.startswith(_HIDDEN) and not (points and points.trace.hidden):
            line = points is not None and not points.trace.marks
            end = _end(points, x, y) if points else None
            names.setdefault((text, shape.look), Name(text, shape.look, line, end))
    found = list(names.values())
    if len(found) > MOST_NAMES:
        found = [
            *found[: MOST_NAMES - 1],
            Name(say(language, "and {count} more", count=len(found) - MOST_NAMES + 1), None),
        ]
    if any(name.end is None for name in found):
        found = [replace(name, end=None) for name in found]
    return found


def right_of(names: Sequence[Name]) -> float:
    """Where the plot ends, left of the names."""
    widest = max((text_width(name.text, 13) for name in names), default=0.0)
    column = _COLUMN - 10 if any(name.end is None for name in names) else 0
    return WIDTH - 22 - (widest + column + 4 if names else 0)


def draw_names(figure: Element, names: Sequence[Name], right: float) -> None:
    """The names right of the plot, which ends at `right`."""
    texts = add(figure, "g", font_size="13")
    if all(name.end is not None for name in names):
        labels = [Label(name.text, name.look.colour, name.end or 0) for name in names if name.look]
        for label in place_labels(labels, TOP, BOTTOM):
            add(texts, "text", label.text, x=right + 10, y=label.y + 4, fill=label.colour)
        return
    for i, name in enumerate(names):
        y = TOP + 4 + i * 19
        _draw_mark(texts, name, right + 20, y)
        colour = name.look.colour if name.look else INK
        add(texts, "text", name.text, x=right + _COLUMN, y=y + 4.5, fill=colour)


def _draw_mark(texts: Element, name: Name, x: float, y: float) -> None:
    if name.look is None:
        return
    group = add(texts, "g", stroke=name.look.colour, stroke_width=2.0, fill="none")
    if name.line:
        path = add(group, "path", d=f"M{x - 9:.1f} {y:.1f}h18")
        if name.look.dashes:
            path.set("stroke-dasharray", name.look.dashes)
    else:
        draw_marks(group, [(x, y)], name.look.mark, 9.0)


def _end(points: Points, x: Scale, y: Scale) -> float | None:
    """Where a line from left to right ends, if that is near the right side."""
    if not points.ends_right or abs(x.end - x.place(finite(points.x)[-1])) > _NEAR:
        return None
    found = finite(points.y)
    return y.place(found[-1]) if found else None
