"""A scale of colours for a matrix, readable on a white page and on a dark one.

The cells are opaque: only so does the number in a cell stand out whatever the page's colour is.
"""

from dataclasses import dataclass
from itertools import pairwise

_Rgb = tuple[int, int, int]
_RISING: tuple[_Rgb, ...] = ((207, 216, 228), (122, 168, 220), (47, 111, 186), (16, 52, 102))
_FALLING: tuple[_Rgb, ...] = ((207, 216, 228), (226, 166, 118), (186, 96, 34), (102, 44, 10))
LEVELS = 24
DARK, LIGHT = "#10233d", "#ffffff"


@dataclass(frozen=True)
class Colours:
    """Colours between two values; below `middle`, where there is one, in another hue."""

    low: float
    high: float
    middle: float | None

    def level(self, value: float) -> int:
        """The colour's number, 0 in the middle or at the low end; negative ones fall."""
        if self.middle is None:
            span = self.high - self.low
            return round((value - self.low) / span * LEVELS) if span > 0 else LEVELS // 3
        span = max(self.high - self.middle, self.middle - self.low)
        return round((value - self.middle) / span * LEVELS)


def colours_of(low: float, high: float) -> Colours:
    """Two hues from zero on where there are values on both of its sides."""
    return Colours(low, high, 0.0 if low < 0 < high else None)


def fill(level: int) -> str:
    """The colour of a level as `#rrggbb`."""
    return "#{:02x}{:02x}{:02x}".format(*_mixed(level))


def ink(level: int) -> str:
    """The colour of a text on that level, the one of more contrast.

    Both are equal where the relative luminance (WCAG 2, with a gamma of 2.2) is 0.215.
    """
    red, green, blue = ((channel / 255) ** 2.2 for channel in _mixed(level))
    return DARK if 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.215 else LIGHT


def _mixed(level: int) -> _Rgb:
    stops = _RISING if level >= 0 else _FALLING
    place = min(abs(level) / LEVELS, 1.0) * (len(stops) - 1)
    first = min(int(place), len(stops) - 2)
    one, other = list(pairwise(stops))[first]
    part = place - first
    red, green, blue = (round(a + (b - a) * part) for a, b in zip(one, other, strict=True))
    return red, green, blue
