"""Which value of a config follows which, from the references as they are written."""

from collections.abc import Mapping
from itertools import islice

from labbook.formats.config.following import is_reference, targets
from labbook.formats.config.keys import joined, prefixes
from labbook.formats.config.limits import MAX_DEPTH
from labbook.formats.config.model import Config, Leaf

MAX_CAUSES = 100
"""As many as a leaf has in real configs, many times over; thousands of leaves may share them."""


def find_causes(config: Config) -> Mapping[str, frozenset[str]]:
    """For each leaf that is written as a reference the keys that it follows, however indirectly.

    A value that comes with a whole mapping (`train_loader: !ref <loader>`) follows its like in
    there. In a file that is included, references count from that file's own top. Of more than
    100 causes there are the first ones.
    """
    leaves = {leaf.key: leaf for leaf in config.leaves}
    direct = {
        leaf.key: tuple(_named(leaf, name, leaves, config.name) for name in targets(leaf.raw))
        for leaf in config.leaves
        if is_reference(leaf)
    }
    known: dict[str, tuple[str, ...]] = {}
    return {key: frozenset(_followed(key, direct, known, 0)) - {key} for key in direct}


def _named(leaf: Leaf, name: str, leaves: Mapping[str, Leaf], top: str) -> str:
    around = ["", *prefixes(leaf.key)]
    for scope in around[:1] if leaf.path == top else around:
        key = joined(scope, name)
        rests = (leaf.key[len(prefix) + 1 :] for prefix in around if len(prefix) > len(scope))
        for candidate in (key, *(joined(key, rest) for rest in rests)):
            if candidate in leaves and leaves[candidate].path == leaf.path:
                return candidate
    return name


def _followed(
    key: str, direct: Mapping[str, tuple[str, ...]], known: dict[str, tuple[str, ...]], depth: int
) -> tuple[str, ...]:
    if key not in direct or depth > MAX_DEPTH:
        return ()
    if key not in known:
        known[key] = ()  # what leads back to itself follows nothing on its way
        found = dict.fromkeys(direct[key])
        for cause in direct[key]:
            found.update(dict.fromkeys(_followed(cause, direct, known, depth + 1)))
        known[key] = tuple(islice(found, MAX_CAUSES))
    return known[key]
