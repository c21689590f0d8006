"""Texts fit to be shown: on one line, and cut to what there is room for."""

from collections.abc import Iterable
from itertools import takewhile

_LEAST = 4


def visible(text: str) -> str:
    """The text on one line, what can't be seen or steers a terminal as its escape."""
    spaced = text.replace("  ", r" \x20")
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in spaced)


def shorten(text: str, room: int = 60) -> str:
    """As `visible`, of at most `room` characters: the beginning and the end.

    >>> shorten("experiments/2026-11-23-keywords", 20)
    'experiments/2…ywords'
    """
    if len(text) > room:
        end = room // 3
        text = f"{text[: room - end - 1]}…{text[len(text) - end :]}"
    return visible(text)


def shorten_pair(before: str, after: str, room: int) -> tuple[str, str]:
    """Two texts that differ, cut to about `room` characters together, so that one sees where.

    What both have in common at the beginning and at the end goes first.
    """
    if len(before) + len(after) <= room:
        return before, after
    start = _shared(zip(before, after, strict=False))
    end = _shared(zip(reversed(before[start:]), reversed(after[start:]), strict=False))
    spare = room - len(before) - len(after) + 2 * (start + end) - 4
    kept = max(_LEAST, spare // 4)
    one, other = (_around(text, start - kept, len(text) - end + kept) for text in (before, after))
    half = room // 2
    return _first(one, max(half, room - len(other))), _first(other, max(half, room - len(one)))


def _shared(pairs: Iterable[tuple[str, str]]) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _around(text: str, start: int, end: int) -> str:
    head = "…" if start > 1 else text[: max(0, start)]
    return f"{head}{text[max(0, start) : end]}{'…' if end < len(text) else ''}"


def _first(text: str, room: int) -> str:
    return text if len(text) <= room else f"{text[: room - 1]}…"
