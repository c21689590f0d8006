"""What an alias leads to once the library has written the config and reads it again."""

from collections.abc import Mapping as Uses

from labbook.formats.config.nodes import Node, Scalar, Tagged, Unknown


class Aliases:
    """The anchors of a tree in the order in which they are written.

    `uses` counts how often each node stands in the tree, by its id: a list or a mapping keeps
    its anchor only where an alias needs it.
    """

    def __init__(self, uses: Uses[int, int]) -> None:
        self._uses = uses
        self._written: set[int] = set()
        self._latest: dict[str, Node] = {}
        self._tuples: dict[int, bool] = {}

    def target(self, node: Node) -> Node:
        """The node that is read for `node`, where it is to be written now.

        A name that several anchors have leads an alias to the latest of them.
        """
        if node.anchor is None or not self._keeps_anchor(node):
            return node
        if id(node) not in self._written:
            self._written.add(id(node))
            self._latest[node.anchor] = node
        return self._latest[node.anchor]

    def is_tuple(self, node: Scalar, becomes_tuple: bool) -> bool:
        """Whether a text is a tuple: an alias is what it was where it was written first."""
        if node.anchor is None:
            return becomes_tuple
        return self._tuples.setdefault(id(node), becomes_tuple)

    def _keeps_anchor(self, node: Node) -> bool:
        if isinstance(node, Scalar):
            return isinstance(node.value, str | int | float)
        return isinstance(node, Tagged) or (
            not isinstance(node, Unknown) and self._uses.get(id(node), 0) > 1
        )
