"""Elements of an SVG, serialised rather than pasted."""

import re
from xml.etree.ElementTree import Element, SubElement, tostring

FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', sans-serif"
_UNPRINTABLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]+"
)


def new_figure(width: float, height: float, title: str, description: str) -> Element:
    """An empty figure, named for those who can't see it."""
    figure = Element("svg", xmlns="http://www.w3.org/2000/svg", role="img")
    figure.set("viewBox", f"0 0 {coordinate(width)} {coordinate(height)}")
    figure.set("width", coordinate(width))
    figure.set("height", coordinate(height))
    figure.set("aria-labelledby", "t d")
    figure.set("font-family", FONT)
    SubElement(figure, "title", id="t").text = title
    SubElement(figure, "desc", id="d").text = description
    return figure


def add(parent: Element, tag: str, text: str | None = None, **attributes: str | float) -> Element:
    """Append an element; an underscore in an attribute's name stands for a hyphen."""
    element = SubElement(parent, tag)
    for name, value in attributes.items():
        written = value if isinstance(value, str) else coordinate(value)
        element.set(name.rstrip("_").replace("_", "-"), written)
    element.text = text
    return element


def serialise(figure: Element) -> str:
    """The figure as text that ends with a newline."""
    return tostring(figure, encoding="unicode") + "\n"


def coordinate(value: float) -> str:
    """A length in at most one decimal.

    >>> coordinate(12.0), coordinate(0.25), coordinate(-0.01)
    ('12', '0.2', '0')
    """
    written = f"{value:.1f}".removesuffix(".0")
    return "0" if written == "-0" else written


def plain(text: str, most: int) -> str:
    """The text on one line without characters that XML or a reader can't show, cut to `most`."""
    line = _UNPRINTABLE.sub(" ", text[: 4 * most]).strip()
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"
