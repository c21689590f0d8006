"""Labels at the ends of lines, moved apart."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from unicodedata import east_asian_width

LINE_HEIGHT = 16.0


@dataclass(frozen=True)
class Label:
    text: str
    colour: str
    y: float
    bold: bool = False


def place_labels(labels: Sequence[Label], top: float, bottom: float) -> list[Label]:
    """The labels in their order from top to bottom, none over another while there is room."""
    placed: list[Label] = []
    for label in sorted(labels, key=lambda label: label.y):
        above = placed[-1].y + LINE_HEIGHT if placed else top
        placed.append(replace(label, y=max(label.y, above)))
    limit = bottom
    for i in reversed(range(len(placed))):
        placed[i] = replace(placed[i], y=min(placed[i].y, limit))
        limit = placed[i].y - LINE_HEIGHT
    return placed


def text_width(text: str, size: float) -> float:
    """About how wide the text is in a sans-serif of that size; fonts differ by some percent."""
    ems = sum(1.0 if east_asian_width(c) in "WF" else 0.58 for c in text)
    return ems * size
