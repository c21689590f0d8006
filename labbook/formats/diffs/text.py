"""A difference as plain text: what was changed first, then what follows from it."""

from collections.abc import Iterable
from textwrap import wrap

from labbook.formats.diffs.difference import Difference
from labbook.formats.diffs.rows import (
    Row,
    cause_rows,
    consequence_rows,
    manifest_rows,
    no_differences,
)
from labbook.formats.shortened import shorten, shorten_pair, visible

WIDTH = 100
_MAX_KEY = 60
_MAX_KEY_COLUMN = 42
_MAX_END = 44
_LEAST_ROOM = 32


def render_text(difference: Difference, width: int = WIDTH) -> str:
    """Lines for a terminal of `width` characters; nothing in them steers it.

    `+` stands before what was added, `-` before what was removed.
    """
    heading = f"{visible(difference.before)} → {visible(difference.after)}"
    warnings = [line for said in difference.warnings for line in _wrapped(said, width, 2)]
    blocks = [
        [heading],
        [] if difference.changed else [no_differences(difference)],
        _block("config", cause_rows(difference), width),
        _block("what follows", consequence_rows(difference), width),
        _block("manifest", manifest_rows(difference.manifest), width),
        ["warnings", *warnings] if warnings else [],
        [line for note in difference.notes for line in _wrapped(note, width, 0)],
    ]
    return "\n\n".join("\n".join(block) for block in blocks if block)


def _block(title: str, rows: Iterable[Row], width: int) -> list[str]:
    found = list(rows)
    keys = min(_MAX_KEY_COLUMN, max((len(_key(row)) for row in found), default=0))
    ends = min(_MAX_END, max((len(_end(row)) for row in found), default=0))
    room = max(_LEAST_ROOM, width - keys - ends - 6)
    values = [_values(row, room) for row in found]
    column = min(room, max(map(len, values), default=0))
    lines = []
    for row, value in zip(found, values, strict=True):
        line = f"{_sign(row)} {_key(row):{keys}}  {value:{column}}  {_end(row)}"
        lines += [line.rstrip(), *_wrapped(row.remark, width, 6)]
    return [title, *lines] if lines else []


def _end(row: Row) -> str:
    return shorten(f"follows {row.follows}" if row.follows else row.place, _MAX_END)


def _key(row: Row) -> str:
    return ("  " if row.owner else "") + shorten(row.key, _MAX_KEY)


def _sign(row: Row) -> str:
    if row.before is None:
        return "+"
    return "-" if row.after is None else " "


def _values(row: Row, room: int) -> str:
    if row.before is None or row.after is None:
        return shorten(row.before or row.after or "", room)
    return " → ".join(shorten_pair(row.before, row.after, room - 3))


def _wrapped(text: str, width: int, indent: int) -> list[str]:
    margin = " " * indent
    return wrap(visible(text), width, initial_indent=margin, subsequent_indent=margin)
