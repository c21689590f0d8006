"""Dotted keys: put together and taken apart."""

import json
import re
from collections.abc import Iterator

_DOTS = re.compile(r'"(?:[^"\\]|\\.)*"|\{[^}]*\}|\.')


def text_part(text: str) -> str:
    """A mapping's key as a part of a dotted key, in quotes where it would be read as more or
    as an item's number.

    >>> [text_part(text) for text in ("lr", "a.b", "0")]
    ['lr', '"a.b"', '"0"']
    """
    if text and not text.isdecimal() and set(text).isdisjoint('."{'):
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def key_part(key: object) -> str:
    """As `text_part`; what is no text stands in braces.

    >>> [key_part(key) for key in ("1", 1, True)]
    ['"1"', '{1}', '{true}']
    """
    if isinstance(key, str):
        return text_part(key)
    return f"{{{json.dumps(key) if key is None or isinstance(key, bool) else key}}}"


def first_part(key: str) -> str:
    """The part before the first dot, as it is written."""
    return next(prefixes(key), key)


def prefixes(key: str) -> Iterator[str]:
    """Keys of what holds the value, outermost first: `a`, `a.b` of `a.b.c`."""
    for match in _DOTS.finditer(key):
        if match.group() == ".":
            yield key[: match.start()]


def joined(*parts: str) -> str:
    """Parts that are dotted keys themselves; empty ones count for nothing."""
    return ".".join(part for part in parts if part)
