"""A value that became another kind of value, which is easily missed in a review."""

import unicodedata
from datetime import date

from labbook.formats.config.model import Leaf
from labbook.formats.config.shown import shown
from labbook.formats.shortened import shorten

_KINDS = {
    str: "text",
    bool: "truth value",
    int: "whole number",
    float: "float",
    date: "date",
    type(None): "nothing",
    list: "list",
    dict: "mapping",
}
_NUMBERS = {"whole number", "float"}
_PLAIN = {"text", "truth value", *_NUMBERS}
_TAG = ("!", "<", "tag:")
_LIKE_NOTHING = {"", "~", "null", "none"}


def kind_warning(before: Leaf | None, after: Leaf | None) -> str | None:
    """What to look at twice, None where the change tells enough itself.

    Told are a text, a number or a truth value that became another of these, a whole number that
    became a float without a fraction, a date, a tuple or an object that became the same text, a
    text that reads like nothing and became nothing; each the other way round too; and texts that
    look alike (Unicode's NFKC makes them equal).
    """
    if before is None or after is None:
        return None
    if _looks_alike(before, after):
        return "these texts look alike, their characters differ"
    one, other = _kind(before), _kind(after)
    if one == other or not _is_telling(before, after, {one, other}):
        return None
    return f"{_named(one, before, other)} became {_named(other, after, one)}"


def _kind(leaf: Leaf) -> str:
    if leaf.symbolic:
        return "object" if str(leaf.value).startswith(_TAG) else "tuple"
    return _KINDS[type(leaf.value)]


def _is_telling(before: Leaf, after: Leaf, kinds: set[str]) -> bool:
    if kinds == _NUMBERS:
        return any(isinstance(v, float) and v.is_integer() for v in (before.value, after.value))
    if kinds == {"text", "nothing"}:
        return {str(before.value).lower(), str(after.value).lower()} <= _LIKE_NOTHING
    if kinds in ({"text", "date"}, {"text", "tuple"}, {"text", "object"}):
        return str(before.value) == str(after.value)
    return kinds <= _PLAIN


def _looks_alike(before: Leaf, after: Leaf) -> bool:
    one, other = before.value, after.value
    if not isinstance(one, str) or not isinstance(other, str) or one == other:
        return False
    return unicodedata.normalize("NFKC", one) == unicodedata.normalize("NFKC", other)


def _named(kind: str, leaf: Leaf, against: str) -> str:
    if kind == "nothing":
        return kind
    if kind == "text":
        return f"the text '{shorten(str(leaf.value))}'"
    word = "number" if kind in _NUMBERS and against not in _NUMBERS else kind
    return f"the {word} {shorten(shown(leaf))}"
