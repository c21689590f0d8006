"""A config's leaves as lines for a terminal."""

from collections.abc import Sequence

from labbook.formats.config.model import Leaf
from labbook.formats.config.recorded import written
from labbook.formats.config.shown import shown
from labbook.formats.shortened import shorten, visible

WIDTH = 120
_HEAD = ("line", "key", "value", "written as")
_LEAST_ROOM = 40
_MAX_VALUE = 20
"""Values are aligned up to here, so that a class's name doesn't push all else aside."""


def config_lines(leaves: Sequence[Leaf], name: str, width: int = WIDTH) -> list[str]:
    """A line each, and a heading: place in the file `name`, key, value, and where it differs the
    text as written. What is too long is cut in the middle.
    """
    rows = [_HEAD, *(_row(leaf, name) for leaf in leaves)]
    places = max(len(place) for place, *_ in rows)
    keys = min(max(len(key) for _, key, *_ in rows), width // 2)
    values = min(max(len(value) for _, _, value, _ in rows), _MAX_VALUE)
    room = max(_LEAST_ROOM, width - places - keys - 4)
    return [
        f"{place:>{places}}  {shorten(key, keys):{keys}}  {_written(value, raw, values, room)}"
        for place, key, value, raw in rows
    ]


def _row(leaf: Leaf, name: str) -> tuple[str, str, str, str]:
    key, value, text = visible(leaf.key), shown(leaf), written(leaf)
    if text is None:
        return "", key, value, ""
    place = str(leaf.line) if leaf.path == name else f"{visible(leaf.path)}:{leaf.line}"
    raw = visible(text)
    # A quoted text is its own value, which is shown with quotes.
    return place, key, value, "" if raw == value or text == leaf.value else raw


def _written(value: str, raw: str, values: int, room: int) -> str:
    if not raw:
        return shorten(value, room)
    value = shorten(value, max(values, room // 2))
    return f"{value:{values}}  {shorten(raw, room - max(values, len(value)) - 2)}"
