"""Lists of plain values, whose items make one change."""

from collections.abc import Sequence
from dataclasses import replace

from labbook.formats.config.changes import Change
from labbook.formats.config.following import Side, is_reference
from labbook.formats.config.model import Leaf
from labbook.formats.config.recorded import UNKNOWN


def merge_lists(changes: Sequence[Change], old: Side, new: Side) -> list[Change]:
    """Changes of a list's items as one change of the list, in the place of the first.

    That is done where the key is, before and after, a list of plain values, a single value or
    not there. The list is a consequence only if all of its changed items are.
    """
    lists = {key for key in {_list_of(c.key) for c in changes} if _is_list_in(key, old, new)}
    merged: dict[str | int, list[Change]] = {}
    for number, change in enumerate(changes):
        key = _list_of(change.key)
        merged.setdefault(key if key in lists else number, []).append(change)
    return [
        _merged(key, items, old, new) if isinstance(key, str) else items[0]
        for key, items in merged.items()
    ]


def _list_of(key: str) -> str:
    parent, _, last = key.rpartition(".")
    return parent if parent and last.isdecimal() else key


def _is_list_in(key: str, old: Side, new: Side) -> bool:
    lists = [_items(key, side) for side in (old, new)]
    return any(lists) and None not in lists


def _items(key: str, side: Side) -> list[Leaf] | None:
    """The items of a list of plain values; none for a single value, None for anything else."""
    leaves = side.within.get(key, [])
    if [leaf.key for leaf in leaves] in ([], [key]):
        return []
    is_list = all(leaf.key == f"{key}.{number}" for number, leaf in enumerate(leaves))
    return leaves if is_list and not any(leaf.symbolic for leaf in leaves) else None


def _merged(key: str, items: Sequence[Change], old: Side, new: Side) -> Change:
    follows = [item.follows for item in items]
    warnings = (
        f"item {item.key[len(key) + 1 :]}: {item.warning}" for item in items if item.warning
    )
    return Change(
        key,
        _whole(key, old),
        _whole(key, new),
        None if None in follows else ", ".join(dict.fromkeys(filter(None, follows))),
        next(warnings, None),
    )


def _whole(key: str, side: Side) -> Leaf | None:
    """One leaf for the list: its place is that of the first item."""
    leaves, items = side.within.get(key, []), _items(key, side)
    if not items:
        return leaves[0] if leaves else None
    texts = [item.raw for item in items]
    raw = f"[{', '.join(texts)}]"
    if UNKNOWN in texts or (is_reference(items[0]) and len(set(texts)) == 1):
        raw = texts[0]
    return replace(items[0], key=key, raw=raw, value=[item.value for item in items])
