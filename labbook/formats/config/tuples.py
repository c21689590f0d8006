"""Texts in brackets, which the library makes tuples of."""

import re

import yaml

from labbook.formats.config.compose import compose
from labbook.formats.config.failure import ConfigFailure, Findings
from labbook.formats.config.nodes import Scalar
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

    PyYAML's own parser, stricter than libyaml, reads what stands between the brackets as a
    list; it knows no tag of HyperPyYAML.
    """
    items = f"[{text[1:-1]}]"
    broken = Findings()
    compose(items, path, broken)
    if broken.problems() or not _is_read(items):
        raise ConfigFailure("config-bad-tuple", f"'{text[:60]}' can't be read as a tuple")


def _is_read(items: str) -> bool:
    try:
        tags = [getattr(event, "tag", None) for event in yaml.parse(items, yaml.BaseLoader)]
    except yaml.YAMLError:
        return False
    return all(tag is None or tag == "!" or tag.startswith(TAG) for tag in tags)
