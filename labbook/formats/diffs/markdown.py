"""A difference as Markdown that reads well in a merge request."""

import re
from collections.abc import Sequence

from labbook.formats.diffs.difference import Difference
from labbook.formats.diffs.rows import (
    NOTHING,
    Row,
    cause_rows,
    consequence_rows,
    manifest_rows,
    no_differences,
)
from labbook.formats.report.markdown import clean, details, plain, table
from labbook.formats.shortened import shorten, shorten_pair, visible

_ROOM = 160
_OPEN = 5
"""Consequences that are shown without being folded."""
_MAX_ROWS = 500
_LINKING = re.compile(r"(\S*(?:[@#!~&^$/\\[]|%\w|www\.)\S*)", re.IGNORECASE)
"""What a forge could take for a mention, a reference or an address."""


def render_markdown(difference: Difference) -> str:
    """Markdown for GitLab and GitHub: a heading, tables, many consequences folded."""
    parts = [f"### {_code(visible(difference.before))} → {_code(visible(difference.after))}"]
    if not difference.changed:
        parts.append(_prose(no_differences(difference)))
    causes = list(cause_rows(difference))
    parts += [
        _table("parameter", causes, "place"),
        _remarks(causes),
        _consequences(list(consequence_rows(difference))),
        _table("manifest", list(manifest_rows(difference.manifest)), "follows"),
        "\n".join(f"- ⚠ {_prose(warning)}" for warning in difference.warnings),
        *(f"*{_prose(note)}*" for note in difference.notes),
    ]
    return "\n\n".join(part for part in parts if part)


def _remarks(rows: Sequence[Row]) -> str:
    """What is to be said of values, below their table: a sentence makes a tall row."""
    said = [row for row in rows[:_MAX_ROWS] if row.remark]
    return "\n".join(f"- {_prose(row.remark)}" for row in said)


def _consequences(rows: Sequence[Row]) -> str:
    content = _table("parameter", rows, "follows")
    if len(rows) <= _OPEN:
        return content
    return details(f"{len(rows)} values follow from this", content)


def _table(title: str, rows: Sequence[Row], last: str) -> str:
    cells = [_cells(row, last) for row in rows[:_MAX_ROWS]]
    if len(rows) > _MAX_ROWS:
        cells.append([f"… {len(rows) - _MAX_ROWS} more", "", "", ""])
    filled = any(line[3] for line in cells)
    return table([title, "before", "after", last if filled else ""], cells) if cells else ""


def _cells(row: Row, last: str) -> list[str]:
    before, after = row.before, row.after
    if before is not None and after is not None:
        before, after = shorten_pair(before, after, _ROOM)
    end = row.follows if last == "follows" else row.place
    key = f"↳ {_code(row.key)}" if row.owner else _code(row.key)
    cells = [key, _value(before), _value(after), _code(end) if end else ""]
    return [cell.replace("|", "\\|") for cell in cells]


def _value(value: str | None) -> str:
    return NOTHING if value is None or value == NOTHING else _code(shorten(value, _ROOM))


def _prose(text: str) -> str:
    """A sentence about values; what could link to something stands as code."""
    pieces = _LINKING.split(clean(text))
    shown = [_code(piece) if odd % 2 else plain(piece) for odd, piece in enumerate(pieces)]
    return " ".join(piece for piece in shown if piece)


def _code(text: str) -> str:
    """A code span, whatever the text is.

    >>> _code("a"), _code("`a`")
    ('`a`', '`` `a` ``')
    """
    line = clean(text)
    longest = max(map(len, re.findall("`+", line)), default=0)
    ticks, space = "`" * (longest + 1), " " * bool(longest)
    return f"{ticks}{space}{line}{space}{ticks}" if line else NOTHING
