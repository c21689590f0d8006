"""Texts in brackets, which the library makes tuples of."""

import re

from labbook.formats.config.compose import compose
from labbook.formats.config.failure import ConfigFailure, Findings
from labbook.formats.config.nodes import Mapping, Node, Scalar, Sequence, Tagged
from labbook.formats.config.scalars import TAG

_TUPLE = re.compile(r"\(.*\)")
_NOT_PLAIN = re.compile(
    r":(?=\s)|(?<=\s)#|[^\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
)
_NOT_PLAIN_IN_FLOW = re.compile(r"[,\[\]{}]")


def becomes_tuple(node: Scalar, text: str, flow: bool) -> bool:
    """Whether the library writes the text back without quotes, for then it reads a tuple."""
    if not _TUPLE.fullmatch(text) or node.block or _NOT_PLAIN.search(text):
        return False
    return not (flow and _NOT_PLAIN_IN_FLOW.search(text))


def check_tuple(text: str, path: str) -> None:
    """Raise ConfigFailure where the library can't make a tuple of `text`.

    PyYAML reads what stands between the brackets as a list, and knows no tag of HyperPyYAML.
    """
    broken = Findings()
    items = compose(f"[{text[1:-1]}]", path, broken)
    if broken.problems() or (items and _has_own_tag(items)):
        raise ConfigFailure("config-bad-tuple", f"'{text[:60]}' can't be read as a tuple")


def _has_own_tag(node: Node) -> bool:
    """Whether a tag stands in it that is none of YAML's own."""
    if isinstance(node, Mapping | Sequence | Tagged) and not (node.tag or TAG).startswith(TAG):
        return True
    if isinstance(node, Mapping):
        return any(_has_own_tag(item) for item in node.items.values())
    return isinstance(node, Sequence) and any(_has_own_tag(item) for item in node.items)
