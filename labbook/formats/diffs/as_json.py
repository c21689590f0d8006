"""A difference as JSON."""

from dataclasses import asdict
from typing import Any

from labbook.formats.config.changes import Change
from labbook.formats.config.model import Leaf
from labbook.formats.config.recorded import written
from labbook.formats.config.shown import plain
from labbook.formats.diffs.difference import Difference

SCHEMA = 1


def difference_as_json(difference: Difference) -> dict[str, Any]:
    """An object that strict JSON can hold: dates and floats that are no numbers are texts."""
    return {
        "schema": SCHEMA,
        "from": difference.before,
        "to": difference.after,
        "changed": difference.changed,
        "causes": [_change(change, difference) for change in difference.config.causes],
        "consequences": [_change(change, difference) for change in difference.config.consequences],
        "manifest": [asdict(change) for change in difference.manifest],
        "respelled": list(difference.config.respelled),
        "notes": list(difference.notes),
    }


def _change(change: Change, difference: Difference) -> dict[str, Any]:
    before, after, leaf = change.before, change.after, change.leaf
    place = leaf if leaf is not None and written(leaf) is not None else None
    return {
        "key": change.key,
        "kind": "added" if before is None else "removed" if after is None else "changed",
        "before": _value(before),
        "after": _value(after),
        "before_raw": _raw(before),
        "after_raw": _raw(after),
        "path": place and place.path,
        "line": place and place.line,
        "column": place and place.column,
        "follows": change.follows,
        "warning": change.warning,
        "unusual": difference.unusual.get(change.key),
        "parts": [_change(part, difference) for part in change.parts],
    }


def _value(leaf: Leaf | None) -> Any:
    return None if leaf is None else plain(leaf.value)


def _raw(leaf: Leaf | None) -> str | None:
    return None if leaf is None else written(leaf)
