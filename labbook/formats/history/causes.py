"""Which value of a config follows which, from the references as they are written."""

from collections.abc import Mapping

from labbook.formats.config.following import is_reference, targets
from labbook.formats.config.keys import joined, prefixes
from labbook.formats.config.limits import MAX_DEPTH
from labbook.formats.config.model import Config, Leaf


def find_causes(config: Config) -> Mapping[str, frozenset[str]]:
    """For each leaf that is written as a reference the keys that it follows, however indirectly.

    A value that comes with a whole mapping (`train_loader: !ref <loader>`) follows its like in
    there. In a file that is included, references count from that file's own top.
    """
    leaves = {leaf.key: leaf for leaf in config.leaves}
    direct = {
        leaf.key: {_named(leaf, name, leaves, config.name) for name in targets(leaf.raw)}
        for leaf in config.leaves
        if is_reference(leaf)
    }
    return {key: _followed(key, direct) for key in direct}


def _named(leaf: Leaf, name: str, leaves: Mapping[str, Leaf], top: str) -> str:
    around = ["", *prefixes(leaf.key)]
    for scope in around[:1] if leaf.path == top else around:
        key = joined(scope, name)
        rests = (leaf.key[len(prefix) + 1 :] for prefix in around if len(prefix) > len(scope))
        for candidate in (key, *(joined(key, rest) for rest in rests)):
            if candidate in leaves and leaves[candidate].path == leaf.path:
                return candidate
    return name


def _followed(key: str, direct: Mapping[str, set[str]]) -> frozenset[str]:
    found: set[str] = set()
    new = direct[key]
    for _ in range(MAX_DEPTH):
        found |= new
        new = {cause for name in new for cause in direct.get(name, ())} - found
        if not new:
            break
    return frozenset(found - {key})
