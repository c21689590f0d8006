"""Which value of a config follows which, from the references as they are written."""

import re
from collections.abc import Iterator, Mapping

from labbook.formats.config.model import Config, Leaf

_REFERENCE = re.compile(r"<([^<>]*)>")
_STEPS = 100


def find_causes(config: Config) -> Mapping[str, frozenset[str]]:
    """For each leaf that is written as a reference the keys that it follows, however indirectly.

    A value that comes with a whole mapping (`train_loader: !ref <loader>`) follows its like in
    there. In a file that is included, references count from that file's own top.
    """
    leaves = {leaf.key: leaf for leaf in config.leaves}
    direct = {
        leaf.key: {_named(leaf, name, leaves, config.name) for name in _names(leaf)}
        for leaf in config.leaves
        if leaf.raw.startswith(("!ref", "!copy"))
    }
    return {key: _followed(key, direct) for key in direct}


def _names(leaf: Leaf) -> Iterator[str]:
    """The dotted keys of `<key>`, `<key[subkey]>` and `<key.attribute>`."""
    for match in _REFERENCE.finditer(leaf.raw):
        name = match[1].partition(".")[0]
        yield ".".join(part.strip("]") for part in name.split("["))


def _named(leaf: Leaf, name: str, leaves: Mapping[str, Leaf], top: str) -> str:
    parts = leaf.key.split(".")
    depths = range(1) if leaf.path == top else range(len(parts))
    for depth in depths:
        key = ".".join([*parts[:depth], name])
        within = (".".join([key, *parts[start:]]) for start in range(depth + 1, len(parts)))
        for candidate in (key, *within):
            if candidate in leaves and leaves[candidate].path == leaf.path:
                return candidate
    return name


def _followed(key: str, direct: Mapping[str, set[str]]) -> frozenset[str]:
    found: set[str] = set()
    new = direct[key]
    for _ in range(_STEPS):
        found |= new
        new = {cause for name in new for cause in direct.get(name, ())} - found
        if not new:
            break
    return frozenset(found - {key})
