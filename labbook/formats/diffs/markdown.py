"""A difference as Markdown that reads well in a merge request."""

from collections.abc import Iterable

from labbook.formats.config.shown import visible
from labbook.formats.diffs.difference import Difference
from labbook.formats.diffs.rows import (
    Row,
    cause_rows,
    consequence_rows,
    manifest_rows,
    no_differences,
)
from labbook.formats.report.markdown import code, details, plain, table
from labbook.formats.shortened import shorten, shorten_pair

_ROOM = 160
_OPEN = 5
"""Consequences that are shown without being folded."""
_MAX_ROWS = 500


def render_markdown(difference: Difference) -> str:
    """Markdown for GitLab and GitHub: a heading, tables, many consequences folded."""
    parts = [f"### {code(visible(difference.before))} → {code(visible(difference.after))}"]
    if not difference.changed:
        parts.append(plain(no_differences(difference)))
    parts += [
        _table("parameter", cause_rows(difference), "place"),
        _consequences(list(consequence_rows(difference))),
        _table("manifest", manifest_rows(difference.manifest), "follows"),
        "\n".join(f"- ⚠ {plain(warning)}" for warning in difference.warnings),
        "\n".join(f"*{plain(note)}*" for note in difference.notes),
    ]
    return "\n\n".join(part for part in parts if part)


def _consequences(rows: list[Row]) -> str:
    content = _table("parameter", rows, "follows")
    if len(rows) <= _OPEN:
        return content
    return details(f"{len(rows)} values follow from this", content)


def _table(title: str, rows: Iterable[Row], last: str) -> str:
    found = list(rows)
    cells = [_cells(row, last) for row in found[:_MAX_ROWS]]
    if len(found) > _MAX_ROWS:
        cells.append([f"… {len(found) - _MAX_ROWS} more", "", "", ""])
    filled = any(line[3] for line in cells)
    return table([title, "before", "after", last if filled else ""], cells) if cells else ""


def _cells(row: Row, last: str) -> list[str]:
    before, after = row.before, row.after
    if before is not None and after is not None:
        before, after = shorten_pair(before, after, _ROOM)
    values = ["–" if value is None else code(shorten(value, _ROOM)) for value in (before, after)]
    end = row.follows if last == "follows" else row.place
    said = [code(end)] if end else []
    said += [plain(row.remark)] if row.remark else []
    key = f"↳ {code(row.key)}" if row.owner else code(row.key)
    return [key, *values, "<br>".join(said)]
