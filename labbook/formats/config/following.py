"""Whether a value differs because it was changed, or because what it refers to was."""

import re
from collections import defaultdict
from collections.abc import Iterator, Set
from functools import cached_property

from labbook.formats.config.keys import joined, prefixes, text_part
from labbook.formats.config.model import Config, Leaf
from labbook.formats.config.recorded import UNKNOWN
from labbook.formats.config.references import end_of_references

Slot = tuple[str, int]
"""A key, and how many leaves before it have the same one: a run record may say two things of it."""

_REFERENCE = re.compile(r"<([^>]*)>")
_TAGS = ("!ref ", "!copy ")
_FEW = 2


class Side:
    """The leaves of one of two configs, hidden ones too, as a comparison looks them up."""

    def __init__(self, config: Config) -> None:
        self.name = config.name
        self.leaves: dict[Slot, Leaf] = {}
        for leaf in (*config.leaves, *config.hidden):
            number = 0
            while (leaf.key, number) in self.leaves:
                number += 1
            self.leaves[leaf.key, number] = leaf

    @cached_property
    def within(self) -> dict[str, list[Leaf]]:
        """The leaves at a key and below it, as they are written."""
        found: dict[str, list[Leaf]] = defaultdict(list)
        for leaf in self.leaves.values():
            found[leaf.key].append(leaf)
            for prefix in prefixes(leaf.key):
                found[prefix].append(leaf)
        return found

    @cached_property
    def texts(self) -> dict[str, set[str]]:
        """The raw texts at a key and below it; of more than a few, some."""
        found: dict[str, set[str]] = defaultdict(set)
        for key, leaves in self.within.items():
            for leaf in leaves:
                found[key].add(leaf.raw)
                if len(found[key]) > _FEW:
                    break
        return found

    @cached_property
    def _anchored(self) -> dict[tuple[int, int, str], str]:
        found: dict[tuple[int, int, str], str] = {}
        for leaf in self.leaves.values():
            if leaf.path == self.name and leaf.raw != UNKNOWN:
                found.setdefault((leaf.line, leaf.column, leaf.raw), leaf.key)
        return found

    def anchor(self, leaf: Leaf) -> str | None:
        """The key whose text an alias (`*x`, `<<: *x`) brings here too."""
        key = self._anchored.get((leaf.line, leaf.column, leaf.raw))
        return None if leaf.path != self.name or key == leaf.key else key


def follows(slot: Slot, mine: Side, other: Side, changed: Set[str]) -> str | None:
    """What the leaf of `mine` follows, None where it differs by itself.

    `changed` are all keys that differ, and what holds them. A leaf follows where it comes
    through the same reference or alias on both sides, and what that names is among them.
    """
    leaf, there = mine.leaves[slot], other.leaves.get(slot)
    written = there if there is not None and leaf.raw == UNKNOWN else leaf
    if is_reference(written) and _refers_to(written, changed):
        same = _is_same(leaf, there) if there is not None else _comes_through(leaf, mine, other)
        return written.raw.partition(" ")[2] if same else None
    anchor = mine.anchor(leaf)
    if anchor is None:
        return None
    both = other.anchor(there) == anchor if there is not None else anchor not in other.within
    return f"<{anchor}>" if both else None


def is_reference(leaf: Leaf) -> bool:
    """Whether the leaf comes through a reference; a text that only looks so is its own value."""
    return leaf.raw.startswith(_TAGS) and (leaf.symbolic or leaf.value != leaf.raw)


def _is_same(leaf: Leaf, there: Leaf) -> bool:
    """Whether both are written alike; in arithmetic white space doesn't count."""
    if UNKNOWN in (leaf.raw, there.raw):
        return True
    if not is_reference(there):
        return False
    texts = isinstance(leaf.value, str) or isinstance(there.value, str)
    return leaf.raw == there.raw if texts else _squeezed(leaf.raw) == _squeezed(there.raw)


def _squeezed(raw: str) -> str:
    end = end_of_references(raw)
    return re.sub(r"(<[^>]*>)|\s", r"\1", raw[:end]) + re.sub(r"\s", "", raw[end:])


def _comes_through(leaf: Leaf, mine: Side, other: Side) -> bool:
    """Whether a reference to a list or a mapping that stands on both sides brings the leaf."""
    raw = leaf.raw.partition(" ")[2]
    if not _REFERENCE.fullmatch(raw):
        return False
    [target] = targets(raw)
    for slot in (*prefixes(leaf.key), leaf.key):
        there = other.texts.get(slot)
        rest = leaf.key[len(slot) + 1 :]
        named = (joined(scope, target, rest) for scope in ("", *prefixes(slot)))
        if there and there <= {leaf.raw, UNKNOWN} and any(key in mine.within for key in named):
            return True
    return False


def _refers_to(leaf: Leaf, changed: Set[str]) -> bool:
    """References in an included file count from the key that it is included at."""
    scopes = ("", *prefixes(leaf.key))
    return any(joined(scope, key) in changed for key in targets(leaf.raw) for scope in scopes)


def targets(raw: str) -> Iterator[str]:
    """The dotted keys that `<key[subkey].attribute>` in the text name."""
    for match in _REFERENCE.finditer(raw, 0, end_of_references(raw)):
        name = match[1].partition(".")[0]
        yield joined(*(text_part(part.strip("]")) for part in name.split("[")))
