"""Recorded plots, and what tests read from their drawings."""

import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from labbook.formats.figures.plotly.plot import plot_svg
from labbook.model.settings import Language
from labbook.model.tracked import Plot

RECORDED = Path(__file__).parent / "recorded"
SVG = "{http://www.w3.org/2000/svg}"
ELEMENTS = {"svg", "title", "desc", "g", "path", "text", "tspan", "circle", "rect"}
ATTRIBUTES = re.compile(
    r"xmlns|role|viewBox|aria-labelledby|id|[xydr]|c[xy]|(?!on)[a-z]+(-[a-z]+)*"
)


def recorded(name: str, title: str = "title", series: str = "series") -> Plot:
    return Plot(title, series, 3, (RECORDED / f"{name}.json").read_text())


def plot(
    *traces: dict[str, Any], title: str = "title", series: str = "series", **layout: Any
) -> Plot:
    return Plot(title, series, 3, json.dumps({"data": traces, "layout": layout}))


def drawn(plot: Plot, language: Language = "en") -> ET.Element:
    """The drawing, after a look at what every drawing must be."""
    return sound(plot_svg(plot, language))


def sound(svg: str) -> ET.Element:
    root = ET.fromstring(svg)
    assert root.tag == f"{SVG}svg"
    assert root.findtext(f"{SVG}title")
    assert root.findtext(f"{SVG}desc")
    assert len(svg.encode()) <= 24_576
    for element in root.iter():
        assert element.tag.removeprefix(SVG) in ELEMENTS
        for name, value in element.attrib.items():
            assert ATTRIBUTES.fullmatch(name)
            assert "url(" not in value
        numbers = " ".join(
            element.get(name, "")
            for name in ("d", "x", "y", "cx", "cy", "r", "width", "height", "transform", "viewBox")
        )
        assert "nan" not in numbers
        assert "inf" not in numbers
        assert all(abs(float(n)) < 5000 for n in re.findall(r"-?\d+\.?\d*", numbers))
    return root


def texts(root: ET.Element) -> list[str]:
    found = [e.text for tag in ("text", "tspan") for e in root.iter(f"{SVG}{tag}")]
    return [text for text in found if text]


def description(root: ET.Element) -> str:
    return root.findtext(f"{SVG}desc") or ""


def paths(root: ET.Element, group: str) -> str:
    """All that is drawn of the trace of that name."""
    return "".join(
        path.get("d", "")
        for g in root.iter(f"{SVG}g")
        if g.findtext(f"{SVG}title") == group
        for path in g.iter(f"{SVG}path")
    )
