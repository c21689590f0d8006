"""A difference as rows of text, as both renderings show them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from posixpath import basename
from typing import Any

from labbook.formats.config.changes import Change
from labbook.formats.config.recorded import written
from labbook.formats.config.shown import shown, shown_value
from labbook.formats.diffs.difference import Difference
from labbook.formats.launch.diff import SECONDS, ManifestChange
from labbook.formats.launch.duration import write_duration
from labbook.formats.names import few
from labbook.formats.shortened import visible

NOTHING = "–"
"""What stands for a value that isn't there."""


@dataclass(frozen=True)
class Row:
    """A value that differs. `before` is None where it was added, `after` where it was removed.

    `place` is where it stands, `follows` the expression of a consequence, `remark` what is to
    be said of it. `owner` is the key of the object whose argument it is; `key` begins there.
    """

    key: str
    before: str | None
    after: str | None
    place: str = ""
    follows: str = ""
    remark: str = ""
    owner: str = ""


def cause_rows(difference: Difference) -> Iterator[Row]:
    """What was changed in the config, arguments behind their object."""
    for cause in difference.config.causes:
        yield _row(cause, difference)
        for part in cause.parts:
            yield _row(part, difference, cause.key)


def consequence_rows(difference: Difference) -> Iterator[Row]:
    """What follows from it."""
    for change in difference.config.consequences:
        yield _row(change, difference)
        for part in change.parts:
            yield _row(part, difference, change.key)


def manifest_rows(changes: Iterable[ManifestChange]) -> Iterator[Row]:
    """What differs in the manifest."""
    for change in changes:
        before = _manifest_value(change.key, change.before) if change.kind != "added" else None
        after = _manifest_value(change.key, change.after) if change.kind != "removed" else None
        yield Row(visible(change.key), before, after, follows=change.follows or "")


def no_differences(difference: Difference) -> str:
    """The sentence for two states that mean the same."""
    keys = difference.config.respelled
    if not keys:
        return "no differences"
    return f"no differences but in spelling: {few([visible(key) for key in keys])}"


def _row(change: Change, difference: Difference, owner: str = "") -> Row:
    start = len(owner) + 1 if owner else 0
    return Row(
        visible(change.key[start:]),
        shown(change.before) if change.before else None,
        shown(change.after) if change.after else None,
        _place(change),
        visible(change.follows or ""),
        visible(difference.unusual.get(change.key, "")),
        owner,
    )


def _place(change: Change) -> str:
    leaf = change.leaf
    if leaf is None or written(leaf) is None:
        return ""
    return f"{visible(basename(leaf.path))}:{leaf.line}"


def _manifest_value(key: str, value: Any) -> str:
    if key in SECONDS and isinstance(value, int):
        return write_duration(timedelta(seconds=value))
    return NOTHING if value is None else shown_value(value)
