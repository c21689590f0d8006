"""Where a report's front matter lies, and its YAML."""

import re
from dataclasses import dataclass

from labbook.errors import LabbookError
from labbook.formats.structured import Structured, read_structured

_BEGIN = re.compile(r"\ufeff?---[ \t]*(?:\r\n|\r|\n)")
_END = re.compile(r"(?:(?<=\r)|(?<=\n))---[ \t]*(?=\r|\n|\Z)")
_CONFLICT = re.compile(r"^<{7}(?=\s)", re.MULTILINE)


@dataclass(frozen=True)
class Head:
    """Where the front matter's YAML lies in a report: offsets of its text and of the body."""

    start: int
    end: int
    body: int


def find_head(text: str) -> Head | None:
    """The front matter between its `---` lines; None where there is none."""
    begin = _BEGIN.match(text)
    if begin is None:
        return None
    end = _END.search(text, begin.end())
    if end is None:
        return None
    body = end.end() + (2 if text.startswith("\r\n", end.end()) else 1)
    return Head(begin.end(), end.start(), min(body, len(text)))


def read_head(text: str, name: str) -> Structured:
    """The front matter's value. Raises LabbookError, with the line, for what can't be read."""
    head = find_head(text)
    if head is None:
        raise LabbookError(
            "the report has no front matter",
            path=name,
            line=1,
            hint="begin the file with a '---' line, 'title: …' and another '---' line",
        )
    yaml = text[head.start : head.end]
    if (conflict := _CONFLICT.search(yaml)) is not None:
        raise LabbookError(
            "a git conflict in the front matter is not resolved",
            path=name,
            line=2 + len(yaml[: conflict.start()].splitlines()),
            hint="keep one of its sides, and drop the lines <<<<<<<, ======= and >>>>>>>",
        )
    return read_structured(yaml, name=name, first_line=2)
