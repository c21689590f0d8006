"""Which top-level keys a config itself uses."""

import re

from labbook.formats.config.compose import compose
from labbook.formats.config.failure import Findings
from labbook.formats.config.nodes import Mapping, Node, Scalar, Sequence, Tagged

_REFERENCE = re.compile(r"<([^<>\[\].]+)")
_ACTS = ("!apply:", "!applyref:", "tag:yaml.org,2002:python/object/apply:")


def used_keys(text: str, name: str) -> frozenset[str]:
    """Keys that a reference names, that an alias shares, or that do something themselves.

    All texts are looked through, for a reference that names a text follows those within it.
    """
    root = compose(text, name, Findings())
    walk = _Walk()
    if isinstance(root, Mapping):
        for key, item in root.items.items():
            walk.into(item, str(key))
    return frozenset(walk.used)


class _Walk:
    def __init__(self) -> None:
        self.used: set[str] = set()
        self._homes: dict[int, str] = {}

    def into(self, node: Node, key: str) -> None:
        """Look through what stands below the top-level key."""
        home = self._homes.setdefault(id(node), key)
        if home != key:
            self.used.add(home)
            return
        if isinstance(node, Mapping | Sequence | Tagged) and (node.tag or "").startswith(_ACTS):
            self.used.add(key)
        if isinstance(node, Tagged):
            self.used.update(_REFERENCE.findall(node.text))
        elif isinstance(node, Scalar):
            self.used.update(_REFERENCE.findall(node.raw))
        elif isinstance(node, Mapping | Sequence):
            for item in node.items.values() if isinstance(node, Mapping) else node.items:
                self.into(item, key)
