"""TOML with the line numbers that the standard library doesn't give."""

import re
import tomllib
from typing import Any

from labbook.errors import JournalError

MAX_CHARACTERS = 1_000_000
_WHERE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")
_PART = r"""[A-Za-z0-9_-]+|"[^"\n]*"|'[^'\n]*'"""
_NAME = rf"(?:{_PART})(?:\s*\.\s*(?:{_PART}))*"
_HEADER = re.compile(rf"\s*\[\[?\s*({_NAME})\s*\]")
_KEY = re.compile(rf"\s*({_NAME})\s*=")


def parse_toml(text: str, *, name: str) -> dict[str, Any]:
    """The document as a dict. Raises JournalError with `name` and the line where it is broken."""
    if len(text) > MAX_CHARACTERS:
        raise JournalError(f"too large, over {MAX_CHARACTERS:,} characters", path=name)
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _broken(str(error), text, name) from None
    except (RecursionError, ValueError) as error:
        # ValueError: an integer with more digits than Python converts.
        reason = "nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise JournalError(f"is not valid TOML: {reason}", path=name) from None


def _broken(message: str, text: str, name: str) -> JournalError:
    where = _WHERE.search(message)
    reason = _WHERE.sub("", message)
    line = int(where[1]) if where and where[1] else text.count("\n") + 1
    hint = 'texts stand in quotes: language = "en"' if reason == "Invalid value" else None
    return JournalError(f"is not valid TOML: {reason}", path=name, line=line, hint=hint)


def line_of(text: str, *path: str) -> int | None:
    """The line, from 1, of the key or table that is reached by `path`; None where it isn't seen.

    A key inside of an inline table is found at the line where that table begins.
    """
    table: tuple[str, ...] = ()
    header_line = None
    for number, line in enumerate(text.splitlines(), start=1):
        if header := _HEADER.match(line):
            table = _split(header[1])
            if table[: len(path)] == path:
                header_line = header_line or number
        elif key := _KEY.match(line):
            here = (*table, *_split(key[1]))
            if here[: len(path)] == path or (len(here) > len(table) and path[: len(here)] == here):
                return header_line or number
    return header_line


def _split(name: str) -> tuple[str, ...]:
    return tuple(part.strip("\"'") for part in re.findall(_PART, name))
