"""What stands around the curves: heading, grid, axes, labels at the lines' ends."""

from collections.abc import Sequence
from xml.etree.ElementTree import Element

from labbook.formats.figures.figure_words import say
from labbook.formats.figures.labels import Label
from labbook.formats.figures.marks import INK, Plane
from labbook.formats.figures.scale import Scale, short
from labbook.formats.figures.svg import add
from labbook.model.settings import Language

WIDTH, HEIGHT = 760.0, 380.0
TOP, BOTTOM = 66.0, 332.0
"""The page, and where on it the plot begins and ends."""


def draw_heading(figure: Element, title: str, subtitle: str) -> None:
    """The metric's name and, below it, how to read the figure."""
    add(figure, "text", title, x=16.0, y=27.0, fill=INK, font_size="16", font_weight="700")
    add(figure, "text", subtitle, x=16.0, y=47.0, fill=INK, font_size="13")


def draw_axes(figure: Element, plane: Plane, language: Language) -> None:
    """Horizontal grid lines with their values, the axis of steps with its ticks."""
    x, y = plane.x, plane.y
    grid = add(figure, "g", stroke=INK, stroke_opacity="0.25")
    texts = add(figure, "g", fill=INK, font_size="12")
    for value, text in y.ticks(5):
        place = y.place(value)
        add(grid, "path", d=f"M{x.start:.0f} {place:.1f}H{x.end:.0f}")
        add(texts, "text", text, x=x.start - 8, y=place + 4, text_anchor="end")
    add(figure, "path", d=f"M{x.start:.0f} {y.start:.0f}H{x.end:.0f}", stroke=INK)
    for value, text in whole_ticks(x):
        place = x.place(value)
        add(texts, "path", d=f"M{place:.1f} {y.start:.0f}v5", stroke=INK)
        add(texts, "text", text, x=place, y=y.start + 19, text_anchor="middle")
    add(texts, "text", say(language, "step"), x=x.end, y=y.start + 36, text_anchor="end")


def whole_ticks(scale: Scale) -> list[tuple[float, str]]:
    """Ticks at whole steps only."""
    whole = [value for value, _ in scale.ticks(7) if abs(value - round(value)) < 1e-6]
    return [(value, f"{value:.0f}" if value < 1e4 else short(value)) for value in whole]


def draw_selection(figure: Element, step: int, plane: Plane, language: Language) -> None:
    """A rule at the step at which all values are read."""
    x = plane.x.place(step)
    path = f"M{x:.1f} {plane.y.start:.0f}V{plane.y.end:.0f}"
    add(figure, "path", d=path, stroke=INK, stroke_dasharray="2 3")
    near_end = plane.x.end - x < 90
    text = say(language, "step {step}", step=step)
    label = add(figure, "text", text, x=x - 6 if near_end else x + 6, y=plane.y.end + 8)
    label.set("text-anchor", "end" if near_end else "start")
    label.set("fill", INK)
    label.set("font-size", "12")


def draw_labels(figure: Element, labels: Sequence[Label], x: float) -> None:
    """The lines' names beside their ends."""
    texts = add(figure, "g", font_size="13")
    for label in labels:
        text = add(texts, "text", label.text, x=x, y=label.y + 4, fill=label.colour)
        if label.bold:
            text.set("font-weight", "700")
