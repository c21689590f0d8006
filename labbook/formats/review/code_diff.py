"""What changed in files, in few lines."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import unified_diff
from itertools import islice

MAX_LINES = 40
MAX_WIDTH = 160
MAX_COMPARED = 2_000
"""Lines of a file beyond which no lines are compared: that takes time by their square."""


@dataclass(frozen=True)
class FileChange:
    """A covered file that differs; None where it was not there, or no longer is."""

    name: str
    before: bytes | None
    after: bytes | None


def code_diff(changes: Sequence[FileChange], limit: int = MAX_LINES) -> list[str]:
    """Each file with its changed lines; at most `limit` lines of these, all files together."""
    said = []
    for change in changes:
        said.append(f"{change.name}: {_what(change)}")
        lines = list(islice(_lines(change), limit + 1))
        said += [f"  {line[:MAX_WIDTH]}" for line in lines[:limit]]
        if len(lines) > limit:
            said.append("  …")
        limit = max(0, limit - len(lines))
    return said


def _what(change: FileChange) -> str:
    if change.before is None:
        return "added"
    if change.after is None:
        return "removed"
    return "its mode changed" if change.before == change.after else "changed"


def _lines(change: FileChange) -> Iterator[str]:
    """The lines of a unified diff, or none where it's no text, or too much of it."""
    before, after = _text(change.before), _text(change.after)
    if before is None or after is None or change.after is None:
        return
    lines = unified_diff(before, after, n=1, lineterm="")
    yield from islice(lines, 2, None)


def _text(content: bytes | None) -> list[str] | None:
    try:
        lines = (content or b"").decode("utf-8").splitlines()
    except UnicodeDecodeError:
        return None
    return lines if len(lines) <= MAX_COMPARED and b"\0" not in (content or b"") else None
