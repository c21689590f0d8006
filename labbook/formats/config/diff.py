"""What differs between two configs: what was changed, and what follows from it."""

from collections.abc import Iterator, Sequence, Set
from dataclasses import replace

from labbook.formats.config.changes import Change, ConfigDiff
from labbook.formats.config.following import Side, Slot, follows
from labbook.formats.config.keys import prefixes
from labbook.formats.config.kinds import kind_warning
from labbook.formats.config.lists import merge_lists
from labbook.formats.config.model import Config, Leaf
from labbook.formats.config.recorded import UNKNOWN


def diff_configs(before: Config, after: Config) -> ConfigDiff:
    """Compare what two configs mean.

    A cause is a value that was written anew, added or removed; a consequence one that comes
    through the same reference as before (`!ref`, `!copy`, an alias) to something that differs.
    A value that is written differently (`1e-3` and `0.001`), comments and order are no change;
    whatever changes the digest is one: a whole number that became a float, for example.
    """
    old, new = Side(before), Side(after)
    slots = _in_order(old, new)
    differing = [slot for slot in slots if not _is_same(old.leaves.get(slot), new.leaves.get(slot))]
    changed = {key for key, _ in differing}
    changed |= {prefix for key in changed for prefix in prefixes(key)}
    changes = merge_lists([_change(slot, old, new, changed) for slot in differing], old, new)
    return ConfigDiff(
        tuple(_with_parts([change for change in changes if change.follows is None])),
        tuple(_with_parts([change for change in changes if change.follows is not None])),
        tuple(slot[0] for slot in slots if _is_respelled(slot, old, new)),
    )


def _in_order(old: Side, new: Side) -> list[Slot]:
    """As written now, what was removed behind what it stood behind."""
    places = {slot: (index, 0) for index, slot in enumerate(new.leaves)}
    last = -1
    for index, slot in enumerate(old.leaves):
        if slot in new.leaves:
            last = places[slot][0]
        else:
            places[slot] = (last, index + 1)
    return sorted(places, key=places.__getitem__)


def _is_same(before: Leaf | None, after: Leaf | None) -> bool:
    """Whether both have the same value, as exactly as the digest takes it; NaN is NaN."""
    if before is None or after is None:
        return False
    kind = type(before.value) is type(after.value) and before.symbolic == after.symbolic
    return kind and repr(before.value) == repr(after.value)


def _is_respelled(slot: Slot, old: Side, new: Side) -> bool:
    before, after = old.leaves.get(slot), new.leaves.get(slot)
    if before is None or after is None or not _is_same(before, after):
        return False
    return before.raw != after.raw and UNKNOWN not in (before.raw, after.raw)


def _change(slot: Slot, old: Side, new: Side, changed: Set[str]) -> Change:
    before, after = old.leaves.get(slot), new.leaves.get(slot)
    mine, other = (old, new) if after is None else (new, old)
    follows_from = follows(slot, mine, other, changed)
    return Change(slot[0], before, after, follows_from, kind_warning(before, after))


def _with_parts(changes: Sequence[Change]) -> Iterator[Change]:
    """Arguments stand with the object whose class changed, or that came or went."""
    objects = {change.key for change in changes if _is_object(change)}
    parts: dict[str, list[Change]] = {key: [] for key in objects}
    alone: list[Change] = []
    for change in changes:
        owner = next((prefix for prefix in prefixes(change.key) if prefix in objects), None)
        (alone if owner is None else parts[owner]).append(change)
    for change in alone:
        yield replace(change, parts=tuple(parts.get(change.key, ())))


def _is_object(change: Change) -> bool:
    leaves = (change.before, change.after)
    return any(leaf and leaf.symbolic and str(leaf.value).startswith("!") for leaf in leaves)
