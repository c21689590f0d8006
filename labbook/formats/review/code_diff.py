"""What changed in files, in few lines."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import unified_diff
from itertools import islice

MAX_LINES = 40
MAX_WIDTH = 160
MAX_COMPARED = 2_000
"""Lines of a file beyond which no lines are compared: that takes time by their square."""

_LINE = re.compile("[^\n]*\n|[^\n]+")


@dataclass(frozen=True)
class FileChange:
    """A covered file that differs; None where it was not there, or no longer is."""

    name: str
    before: bytes | None
    after: bytes | None


def code_diff(changes: Sequence[FileChange], limit: int = MAX_LINES) -> list[str]:
    """Each file with its changed lines; at most `limit` lines of these, all files together.

    What is not shown is said: a line that is cut and lines that are left out by an ellipsis.
    """
    said = []
    for change in changes:
        said.append(f"{change.name}: {_what(change)}")
        lines = list(islice(_lines(change), limit + 1))
        said += [f"  {_cut(line)}" for line in lines[:limit]]
        if len(lines) > limit:
            said.append("  …")
        limit = max(0, limit - len(lines))
    return said


def _what(change: FileChange) -> str:
    if change.after is None:
        return "removed"
    if change.before == change.after:
        return "its mode changed"
    what = "added" if change.before is None else "changed"
    why = next(filter(None, map(_uncompared, (change.before, change.after))), None)
    return f"{what}, not compared: {why}" if why else what


def _uncompared(content: bytes | None) -> str | None:
    """Why the lines of a file are not compared."""
    lines = _text(content or b"")
    if lines is None:
        return "no text"
    return f"{len(lines)} lines" if len(lines) > MAX_COMPARED else None


def _lines(change: FileChange) -> Iterator[str]:
    """The lines of a unified diff, or none where they are not compared."""
    if change.after is None or _uncompared(change.before) or _uncompared(change.after):
        return
    before, after = _text(change.before or b""), _text(change.after)
    lines = unified_diff(before or [], after or [], n=1)
    yield from (line.removesuffix("\n") for line in islice(lines, 2, None))


def _text(content: bytes) -> list[str] | None:
    """Lines with their line feeds; what else ends a line for Python would hide a change of it."""
    try:
        text = content.decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else _LINE.findall(text)


def _cut(line: str) -> str:
    return line if len(line) <= MAX_WIDTH else f"{line[: MAX_WIDTH - 1]}…"
