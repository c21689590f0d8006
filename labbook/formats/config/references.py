"""`!ref` and `!copy`: what a reference names, in the library's own order and way."""

import re
from dataclasses import replace

from labbook.formats.config.arithmetic import evaluate
from labbook.formats.config.budget import Budget
from labbook.formats.config.failure import ConfigFailure, Undetermined
from labbook.formats.config.limits import MAX_DEPTH, MAX_STRING
from labbook.formats.config.nodes import (
    Key,
    Mapping,
    Node,
    Scalar,
    Sequence,
    Tagged,
    Unknown,
    size,
    text_of,
)
from labbook.formats.nearest import nearest

_REFERENCE = re.compile(r"<[^>]*>")
ATTRIBUTE = "!apply:getattr"
PLACEHOLDER = "!PLACEHOLDER"
_STEP = 8
"""What it costs to follow one reference or to copy one value."""
_SUGGESTION = 2_000


class References:
    """Resolves references within one tree."""

    def __init__(self, root: Mapping, budget: Budget) -> None:
        self._root = root
        self._budget = budget

    def resolve(self, node: Tagged) -> Node:
        """The node that stands for a `!ref` or `!copy`.

        Raises ConfigFailure where the library fails or the result is out of bounds,
        Undetermined where only running the config could tell.
        """
        return self._follow(Scalar(node.text, node.text, node.mark), [], node, 0)

    def _follow(self, value: Node, chain: list[str], origin: Tagged, depth: int) -> Node:
        if not isinstance(value, Scalar) or not isinstance(value.value, str):
            return value
        text = value.value
        self._budget.spend(_STEP)
        if not _REFERENCE.search(text, 0, end_of_references(text)):
            return value
        if depth > MAX_DEPTH or text in chain[1:]:
            message = f"the reference '{origin.text}' leads back to itself"
            raise ConfigFailure("config-circular-reference", message)
        if _REFERENCE.fullmatch(text):
            target = self._named(text, origin)
            return self._follow(target, [*chain, text], origin, depth + 1)
        substituted = Scalar(self._substituted(text, origin), origin.raw, origin.mark)
        return self._computed(self._follow(substituted, chain, origin, depth + 1), origin)

    def _substituted(self, text: str, origin: Tagged) -> str:
        parts: list[str] = []
        length, end = 0, 0
        for match in _REFERENCE.finditer(text, 0, end_of_references(text)):
            parts += [text[end : match.start()], text_of(self._named(match.group(), origin))]
            end = match.end()
            length += len(parts[-1]) + len(parts[-2])
            self._budget.spend(len(parts[-1]) + len(parts[-2]))
            if length > MAX_STRING:
                raise ConfigFailure("config-too-large", "references make a text that is too long")
        return "".join([*parts, text[end:]])

    def _named(self, reference: str, origin: Tagged) -> Node:
        """The node that `<key[subkey].attribute>` names."""
        name, dot, attribute = reference.strip("<>").partition(".")
        node: Node = self._root
        for part in name.split("["):
            node = self._item(node, part.strip("]"), name)
        if isinstance(node, Tagged) and node.tag == PLACEHOLDER:
            raise Undetermined
        if origin.tag == "!copy":
            return self._copy(node, 0)
        if dot:
            return Sequence(
                [node, Scalar(attribute, attribute, origin.mark)], origin.mark, ATTRIBUTE
            )
        return node

    def _computed(self, node: Node, origin: Tagged) -> Node:
        if not isinstance(node, Scalar) or not isinstance(node.value, str):
            return node
        value = evaluate(node.value)
        self._budget.spend(size(value))
        return Scalar(value, origin.raw, origin.mark)

    def _item(self, node: Node, part: str, name: str) -> Node:
        if isinstance(node, Unknown):
            raise Undetermined
        if isinstance(node, Mapping) and part in node.items:
            return node.items[part]
        hint = None
        if isinstance(node, Mapping):
            hint = self._nearest(part, node.items, inside=node is not self._root)
        elif isinstance(node, Sequence):
            hint = "a reference can't name an item of a list"
        elif isinstance(node, Tagged):
            hint = "it leads through a reference that is not resolved yet: write that one above"
        raise ConfigFailure("config-unresolved-reference", f"there is no <{name}>", hint)

    def _nearest(self, part: str, keys: dict[Key, Node], *, inside: bool) -> str | None:
        if not self._budget.afford(_SUGGESTION):
            return None
        near = nearest(part, (key for key in keys if isinstance(key, str)))
        if near is None:
            return None
        return f"did you mean [{near}]?" if inside else f"did you mean <{near}>?"

    def _copy(self, node: Node, depth: int) -> Node:
        self._budget.spend(_STEP)
        if depth > MAX_DEPTH:
            raise ConfigFailure("config-too-large", "a copy of what is too large to copy")
        if isinstance(node, Mapping):
            mapping = replace(node, items={}, origins=dict(node.origins))
            mapping.items.update({k: self._copy(i, depth + 1) for k, i in node.items.items()})
            return mapping
        if isinstance(node, Sequence):
            items = [self._copy(item, depth + 1) for item in node.items]
            return replace(node, items=items, origins=dict(node.origins))
        return replace(node)


def end_of_references(text: str) -> int:
    """Where the last one ends at the latest: looking further takes the square of the text."""
    return text.rfind(">") + 1
