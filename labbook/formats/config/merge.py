"""The merge key `<<`."""

from collections.abc import Mapping as Sizes

from labbook.formats.config.failure import ConfigFailure
from labbook.formats.config.nodes import Mapping, Node, Sequence


def merged(mapping: Mapping, bases: Node, sizes: Sizes[int, int]) -> int:
    """Put the items of `bases` (a mapping or a list of them) after the mapping's own.

    A key that is there already stays, so the first of several bases wins. Returns an upper
    bound of the number of nodes that are used once more, `sizes` being those of anchored
    nodes by id. Raises ConfigFailure where a base is no mapping.
    """
    used = 0
    for base in bases.items if isinstance(bases, Sequence) else [bases]:
        if not isinstance(base, Mapping):
            raise ConfigFailure("config-syntax", "<< takes a mapping, or a list of mappings")
        used += sizes.get(id(base), 0)
        for key, item in base.items.items():
            mapping.items.setdefault(key, item)
    return used
