"""Dotted keys taken apart."""

import re
from collections.abc import Iterator

_DOTS = re.compile(r'"(?:[^"\\]|\\.)*"|\.')


def prefixes(key: str) -> Iterator[str]:
    """Keys of what holds the value, outermost first: `a`, `a.b` of `a.b.c`."""
    for match in _DOTS.finditer(key):
        if match.group() == ".":
            yield key[: match.start()]


def joined(*parts: str) -> str:
    """Parts that are dotted keys themselves; empty ones count for nothing."""
    return ".".join(part for part in parts if part)
