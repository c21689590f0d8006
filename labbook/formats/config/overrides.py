"""Overrides, put into the tree before anything is resolved, as the library does it."""

import re
from collections.abc import Mapping as PythonMapping
from datetime import date
from typing import Any

from labbook.formats.config.compose import compose
from labbook.formats.config.failure import ConfigFailure, Findings
from labbook.formats.config.limits import MAX_DEPTH
from labbook.formats.config.mark import Mark
from labbook.formats.config.nodes import Key, Mapping, Node, Scalar, Sequence, Tagged
from labbook.formats.nearest import did_you_mean
from labbook.formats.shortened import shorten
from labbook.model.problem import Severity

_UNKNOWN = "config-unknown-override"
_BAD = "config-bad-override"
_PARTS = re.compile(r"[.\[\]]+")
_NAME = re.compile(r"<([^<>\[\].]+)")

OVERRIDES = "overrides"
"""The place of what is wrong with an override itself: it stands in no file."""


def node_of(value: Any, mark: Mark, depth: int = 0) -> Node:
    """A node for a value that comes from Python.

    Raises ConfigFailure for a value that YAML has no word for.
    """
    if depth > MAX_DEPTH:
        raise ConfigFailure("config-too-deep", "an override is nested too deep")
    if isinstance(value, PythonMapping):
        items = {key: node_of(item, mark, depth + 1) for key, item in value.items()}
        return Mapping(items, mark)
    if isinstance(value, list | tuple):
        return Sequence([node_of(item, mark, depth + 1) for item in value], mark)
    if value is None or isinstance(value, str | int | float | date):
        return Scalar(value, "" if value is None else str(value), mark)
    raise ConfigFailure(_BAD, f"an override can't be a {type(value).__name__}")


def apply_overrides(tree: Mapping, overrides: Mapping, findings: Findings) -> None:
    """Replace values of `tree` in place, a mapping item by item.

    A key that is not there is an error at the top level. Further down the library adds it
    without a word; so does this, with a warning.
    """
    for key, value in overrides.items.items():
        if key in tree.items:
            _replace(tree, key, value, str(key), findings)
        else:
            hint = _hint(str(key), tree, findings)
            failure = ConfigFailure(_UNKNOWN, f"the override {key} matches no key", hint)
            findings.add(Mark(OVERRIDES, value.mark.line, value.mark.column), failure)


def override_tree(text: str, path: str) -> Node | None:
    """The tree of overrides that are YAML, one a line. Raises ConfigFailure for what is none."""
    findings = Findings()
    tree = compose(text, path, findings)
    wrong = findings.problems()
    if not wrong:
        return tree
    lines = text.split("\n")
    broken = (line for line in lines if not _is_read(line, path))
    key = shorten(next(broken, lines[-1]).partition(":")[0])
    hint = f"a text with signs of YAML in it stands in quotes: {key}='\"…\"'"
    raise ConfigFailure(_BAD, f"the override {key} can't be read: {wrong[0].message}", hint)


def _is_read(text: str, path: str) -> bool:
    findings = Findings()
    compose(text, path, findings)
    return not findings.problems()


def _hint(key: str, tree: Mapping, findings: Findings) -> str | None:
    if findings.is_full:
        return None
    known = [str(key) for key in tree.items]
    first, *inner = _PARTS.split(key.removesuffix("]"))
    if inner and first in known:
        mapping = "".join(f"{{{part}: " for part in inner) + "…" + "}" * len(inner)
        return f"a value further down is set by a mapping: {shorten(f'{first}={mapping}')}"
    return did_you_mean(key, known)


def update(tree: Mapping, overrides: Mapping, findings: Findings) -> None:
    """Replace values of `tree` in place, as an `!include` with overrides does.

    The library adds a key that is not there without a word; so does this, with a warning
    unless a reference of the file names it: then the file waits for it.
    """
    missing = {str(key) for key in overrides.items if key not in tree.items}
    missing -= _named(tree) if missing else set()
    for key, value in overrides.items.items():
        if str(key) in missing:
            mark = overrides.origins[key].mark if key in overrides.origins else value.mark
            _warn_of_new(str(key), str(key), tree, mark, findings)
        _replace(tree, key, value, str(key), findings)


def _named(tree: Mapping) -> set[str]:
    """The keys that references in the tree name."""
    names: set[str] = set()
    seen: set[int] = set()
    nodes: list[Node] = [tree]
    while nodes:
        node = nodes.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, Tagged):
            names.update(_NAME.findall(node.text))
        elif isinstance(node, Mapping | Sequence):
            nodes += node.items.values() if isinstance(node, Mapping) else node.items
    return names


def _replace(tree: Mapping, key: Key, value: Node, name: str, findings: Findings) -> None:
    old = tree.items.get(key)
    if old is None or not isinstance(value, Mapping):
        tree.items[key] = value if old is None else _moved(value, old.mark)
    elif not isinstance(old, Mapping):
        message = f"the override {name} is a mapping, the value in the config is not"
        findings.add(old.mark, ConfigFailure(_BAD, message))
    else:
        for item_key, item in value.items.items():
            item_name = f"{name}.{item_key}"
            if item_key not in old.items:
                _warn_of_new(str(item_key), item_name, old, old.mark, findings)
            _replace(old, item_key, item, item_name, findings)


def _warn_of_new(key: str, name: str, tree: Mapping, mark: Mark, findings: Findings) -> None:
    message = f"the override {name} matches no key and is added as a new one"
    failure = ConfigFailure(_UNKNOWN, message, _hint(key, tree, findings))
    findings.add(mark, failure, Severity.WARNING)


def _moved(node: Node, mark: Mark) -> Node:
    """Give an override the place of the value that it replaces."""
    node.mark = mark
    if isinstance(node, Sequence):
        for item in node.items:
            _moved(item, mark)
    return node
