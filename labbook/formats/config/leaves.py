"""A resolved tree as leaves."""

from collections import Counter
from collections.abc import Iterator

from labbook.formats.config.aliases import Aliases
from labbook.formats.config.budget import Budget
from labbook.formats.config.failure import ConfigFailure, Findings
from labbook.formats.config.keys import joined, key_part
from labbook.formats.config.limits import MAX_DEPTH, MAX_LEAF_TEXT, MAX_LEAVES
from labbook.formats.config.mark import Mark
from labbook.formats.config.model import Leaf, Value
from labbook.formats.config.nodes import (
    Key,
    Mapping,
    Node,
    Scalar,
    Sequence,
    Tagged,
    Unknown,
    size,
)
from labbook.formats.config.references import ATTRIBUTE
from labbook.formats.config.scalars import TAG
from labbook.formats.config.tuples import becomes_tuple, check_tuple
from labbook.formats.config.written_floats import written_scalar

_OBJECT_TAGS = ("!new:", "!name:", "!module:", "!apply:")
_TUPLE_COST = 12
"""Times its characters: a tuple is read once more, by a slow parser."""


def leaves(root: Mapping, findings: Findings, budget: Budget) -> tuple[Leaf, ...]:
    """Every leaf of `root` in the order in which it is written.

    As in the library, top-level keys that begin with `__` are no part of the result. An
    object that several keys share is shown where it is made; elsewhere a symbolic leaf
    `<key>` names that place.
    """
    kept = Mapping({}, root.mark, None, root.flow, root.origins)
    for key, item in root.items.items():
        if not isinstance(key, str):
            message = f"the key {key} is no text; at the top level the library takes texts only"
            findings.add(item.mark, ConfigFailure("config-bad-key", message))
        elif not key.startswith("__"):
            kept.items[key] = item
    dropped = {id(item) for key, item in root.items.items() if key not in kept.items}
    return _Leaves(kept, findings, budget, dropped).all()


def hidden_leaves(root: Mapping, findings: Findings, budget: Budget) -> tuple[Leaf, ...]:
    """The leaves of the top-level keys that begin with `__`.

    The library makes them like all others, and with them whatever they do happens
    (`__set_seed: !apply:…`); only then are they left out of the result.
    """
    items: dict[Key, Node] = {
        key: item
        for key, item in root.items.items()
        if isinstance(key, str) and key.startswith("__")
    }
    hidden = Mapping(items, root.mark, None, root.flow, root.origins)
    return _Leaves(hidden, findings, budget, set()).all()


class _Leaves:
    """Walks a tree once.

    `_calls` and `_foreign` count the `!applyref` and the tags of another language (`!!set`,
    `!!python/…`) that the walk is inside of.
    """

    def __init__(
        self, root: Mapping, findings: Findings, budget: Budget, written: set[int]
    ) -> None:
        self._root = root
        self._findings = findings
        self._budget = budget
        self._tuples: set[str] = set()
        self._homes: dict[int, str] = {}
        self._uses: Counter[int] = Counter()
        self._aliases = Aliases(self._uses)
        self._written = written
        self._open: set[int] = set()
        self._leaves: list[Leaf] = []
        self._text_left = MAX_LEAF_TEXT
        self._full = False
        self._calls = 0
        self._foreign = 0

    def all(self) -> tuple[Leaf, ...]:
        self._find_homes(self._root, "", 0)
        self._inside(self._root, "", None, self._root.flow)
        return tuple(self._leaves)

    def _find_homes(self, node: Node, key: str, depth: int) -> None:
        """Note where each object is made: the first place that is no reference."""
        if isinstance(node, Tagged | Mapping | Sequence) and key:
            if id(node) in self._homes:
                return
            self._homes[id(node)] = key
        if isinstance(node, Mapping | Sequence) and depth <= MAX_DEPTH:
            for slot, item in _slots(node):
                self._uses[id(item)] += 1
                if slot not in node.origins:
                    self._find_homes(item, _joined(key, node, slot), depth + 1)

    def _inside(
        self, node: Mapping | Sequence, key: str, origin: Tagged | None, flow: bool
    ) -> None:
        if id(node) in self._open or len(self._open) > MAX_DEPTH:
            message = "this contains itself" if id(node) in self._open else "nested too deep"
            self._findings.add(
                (origin or node).mark, ConfigFailure("config-circular-reference", message)
            )
            return
        self._open.add(id(node))
        for slot, item in _slots(node):
            if self._full:
                break
            inner = origin or node.origins.get(slot)
            if flow and isinstance(node, Sequence) and isinstance(item, Mapping):
                self._check_single(item, inner)
            self._written.add(id(item))
            self._leaf(item, _joined(key, node, slot), inner, flow)
        self._open.discard(id(node))

    def _leaf(self, node: Node, key: str, origin: Tagged | None, flow: bool) -> None:
        node = self._aliases.target(node)
        if isinstance(node, Scalar):
            self._scalar(node, key, origin, flow)
        elif isinstance(node, Unknown):
            self._add(key, node, origin, node.raw, symbolic=True)
            if node.arguments and isinstance(node.arguments, Mapping | Sequence):
                self._calls += 1
                self._inside(node.arguments, key, origin, flow)
                self._calls -= 1
        elif isinstance(node, Tagged):
            self._tagged(node, key, origin)
        elif node.tag is None and not node.items:
            self._add(key, node, origin, {} if isinstance(node, Mapping) else [])
        elif node.tag is None:
            self._inside(node, key, origin, flow or node.flow)
        elif node.tag == ATTRIBUTE and origin is not None and isinstance(node, Sequence):
            owner = node.items[0]
            if isinstance(owner, Tagged):
                self._check_tag(owner, owner.tag)
            self._add(key, node, origin, origin.raw, symbolic=True)
        elif self._homes.setdefault(id(node), key) != key:
            self._add(key, node, origin, f"<{self._homes[id(node)]}>", symbolic=True)
        else:
            self._check_tag(node, node.tag)
            self._add(key, node, origin, node.tag, symbolic=True)
            foreign = node.tag.startswith(TAG)
            self._foreign += foreign
            self._inside(node, key, origin, flow or node.flow)
            self._foreign -= foreign

    def _scalar(self, node: Scalar, key: str, origin: Tagged | None, flow: bool) -> None:
        value = node.value
        if isinstance(value, str):
            tuple_ = self._aliases.is_tuple(node, becomes_tuple(node, value, flow))
            if tuple_:
                self._check_tuple((origin or node).mark, value)
            self._add(key, node, origin, value, symbolic=tuple_)
            return
        try:
            self._add(key, node, origin, written_scalar(node).value)
        except ConfigFailure as failure:
            self._findings.add((origin or node).mark, failure)

    def _tagged(self, node: Tagged, key: str, origin: Tagged | None) -> None:
        if node.tag == TAG + "str":
            self._add(key, node, origin, node.text)
        elif node.tag == "!tuple":
            self._check_tuple((origin or node).mark, node.text)
            self._add(key, node, origin, node.text, symbolic=True)
        elif self._homes.setdefault(id(node), key) != key:
            self._add(key, node, origin, f"<{self._homes[id(node)]}>", symbolic=True)
        else:
            self._check_tag(node, node.tag)
            self._add(key, node, origin, node.tag, symbolic=True)

    def _check_single(self, node: Mapping, origin: Tagged | None) -> None:
        """The library writes it without braces, and tag and anchor slip to its key."""
        slips = node.tag is not None or self._uses[id(node)] > 1
        if slips and len(node.items) == 1 and id(node) not in self._written:
            message = "the library misreads a mapping with a single item inside of [ ]"
            hint = "write the list over several lines, an item a line"
            failure = ConfigFailure("config-single-item", message, hint)
            self._findings.add((origin or node).mark, failure)

    def _check_tuple(self, mark: Mark, text: str) -> None:
        if text in self._tuples:
            return
        self._tuples.add(text)
        try:
            self._budget.spend(_TUPLE_COST * len(text))
            check_tuple(text, mark.path)
        except ConfigFailure as failure:
            self._findings.add(mark, failure)

    def _check_tag(self, node: Node, tag: str) -> None:
        if tag.startswith((*_OBJECT_TAGS, TAG)) or self._calls:
            return
        if tag.startswith(("!ref", "!copy", "!include:", "!applyref:", "!PLACEHOLDER")):
            failure = ConfigFailure(
                "config-forward-reference",
                f"{tag.partition(':')[0]} is named by a reference before it is resolved",
                "write what a reference names above the reference",
            )
        else:
            failure = ConfigFailure("config-unknown-tag", f"HyperPyYAML knows no tag {tag}")
        self._findings.add(node.mark, failure)

    def _add(
        self,
        key: str,
        node: Node,
        origin: Tagged | None,
        value: Value,
        *,
        symbolic: bool = False,
    ) -> None:
        if self._full:
            return
        mark = (origin or node).mark
        raw = origin.raw if origin else _raw(node)
        self._text_left -= len(key) + len(raw) + size(value)
        if len(self._leaves) >= MAX_LEAVES or self._text_left < 0:
            message = f"more than {MAX_LEAVES} values, or too much text, with references followed"
            self._findings.add(mark, ConfigFailure("config-too-large", message))
            self._full = True
            return
        symbolic = symbolic or self._foreign > 0
        self._leaves.append(Leaf(key, raw, value, mark.line, mark.column, symbolic, mark.path))


def _slots(node: Mapping | Sequence) -> Iterator[tuple[Key, Node]]:
    return iter(node.items.items()) if isinstance(node, Mapping) else enumerate(node.items)


def _raw(node: Node) -> str:
    if isinstance(node, Mapping | Sequence):
        return node.tag or ("{}" if isinstance(node, Mapping) else "[]")
    return node.raw


def _joined(key: str, node: Mapping | Sequence, slot: Key) -> str:
    return joined(key, str(slot) if isinstance(node, Sequence) else key_part(slot))
