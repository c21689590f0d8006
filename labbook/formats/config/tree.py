"""One file's tree from its text: overrides, then references and includes, all in place."""

from collections.abc import Callable

from labbook.errors import LabbookError
from labbook.formats.config import includes
from labbook.formats.config.budget import Budget
from labbook.formats.config.compose import compose
from labbook.formats.config.failure import ConfigFailure, Findings, Undetermined
from labbook.formats.config.limits import MAX_DEPTH, MAX_INCLUDES, MAX_NODES
from labbook.formats.config.nodes import Mapping, Node, Scalar, Sequence, Tagged, Unknown
from labbook.formats.config.overrides import update
from labbook.formats.config.references import PLACEHOLDER, References
from labbook.formats.config.written_floats import written_scalar

ReadInclude = Callable[[str], str]
REFERENCES = {"!ref", "!copy"}
APPLY_REFERENCE = "!applyref:"
_INCLUDE_COST = 2
"""Times its characters, each time that it is included."""


class Included:
    """The files that a config includes, each read once."""

    def __init__(self, read: ReadInclude | None, findings: Findings, budget: Budget) -> None:
        self._read = read
        self._texts: dict[str, str] = {}
        self.findings = findings
        self.budget = budget
        self.visits = 0

    @property
    def paths(self) -> tuple[str, ...]:
        return tuple(self._texts)

    def text(self, path: str) -> str:
        """Raises ConfigFailure where the file can't be read, or is too much to read again."""
        if path not in self._texts:
            if self._read is None:
                raise ConfigFailure("config-include-unread", "includes are not followed here")
            try:
                self._texts[path] = self._read(path)
            except (OSError, UnicodeError, ValueError, KeyError, LabbookError) as error:
                message = f"{path} can't be read: {error}"
                raise ConfigFailure("config-include-missing", message) from error
        self.budget.spend(_INCLUDE_COST * len(self._texts[path]))
        return self._texts[path]


def resolve(root: Mapping, path: str, included: Included, level: int = 0, depth: int = 0) -> None:
    """Resolve every tag of `root`, the tree of the file `path`, in place.

    Items are walked in the order in which they are written, as the library does, since a
    reference sees what is resolved above it and the bare text of what is not.
    """
    _Walk(root, path, included, level).into(root, depth)


class _Walk:
    def __init__(self, root: Mapping, path: str, included: Included, level: int) -> None:
        self._references = References(root, included.budget)
        self._path = path
        self._included = included
        self._level = level

    def into(self, node: Mapping | Sequence, depth: int) -> None:
        if depth > MAX_DEPTH:
            failure = ConfigFailure(
                "config-too-deep", "nested too deep once references are followed"
            )
            self._included.findings.add(node.mark, failure)
            return
        slots = node.items if isinstance(node, Mapping) else range(len(node.items))
        for slot in list(slots):
            item = node.items[slot]  # type: ignore[index]
            resolved = self._resolved(item, depth + 1)
            node.items[slot] = resolved  # type: ignore[index]
            if isinstance(item, Tagged) and item.tag in REFERENCES:
                node.origins[slot] = item

    def _resolved(self, node: Node, depth: int) -> Node:
        if self._included.findings.is_full:
            return node
        self._included.visits += 1
        if self._included.visits > MAX_NODES:
            failure = ConfigFailure("config-too-large", "too many values once aliases are followed")
            self._included.findings.add(node.mark, failure)
            return Unknown("", node.mark)
        if isinstance(node, Mapping | Sequence):
            self.into(node, depth)
        if not isinstance(node, Mapping | Sequence | Tagged) or not node.tag:
            return node
        try:
            return self._tag_resolved(node, node.tag, depth)
        except Undetermined:
            return Unknown(_raw(node), node.mark)
        except ConfigFailure as failure:
            self._included.findings.add(node.mark, failure)
            return Unknown(_raw(node), node.mark)

    def _tag_resolved(self, node: Mapping | Sequence | Tagged, tag: str, depth: int) -> Node:
        if tag == PLACEHOLDER:
            hint = "write the value, or give it as an override"
            raise ConfigFailure("config-placeholder", "a placeholder has no value yet", hint)
        if tag in REFERENCES:
            if not isinstance(node, Tagged):
                raise ConfigFailure("config-bad-reference", f"{tag} takes a text")
            return self._references.resolve(node)
        if tag.startswith(includes.TAG):
            return self._include(node, tag, depth)
        if tag.startswith(APPLY_REFERENCE):
            if isinstance(node, Tagged) and node.text:
                raise ConfigFailure("config-bad-reference", "!applyref takes a list or a mapping")
            return Unknown(_raw(node), node.mark, None if isinstance(node, Tagged) else node)
        return node

    def _include(self, node: Mapping | Sequence | Tagged, tag: str, depth: int) -> Node:
        if self._level >= MAX_INCLUDES:
            message = f"more than {MAX_INCLUDES} files include each other"
            raise ConfigFailure("config-include-cycle", message)
        if isinstance(node, Sequence) or (isinstance(node, Tagged) and node.text):
            raise ConfigFailure("config-bad-include", "an include takes a mapping or nothing")
        path = includes.include_path(tag, self._path)
        tree = compose(self._included.text(path), path, self._included.findings)
        if tree is None:
            return Scalar(None, "", node.mark)
        if isinstance(tree, Mapping):
            if isinstance(node, Mapping):
                update(tree, node, self._included.findings)
            resolve(tree, path, self._included, self._level + 1, depth)
            if tree.tag and tree.tag.startswith(includes.TAG):
                raise ConfigFailure("config-bad-include", "a file can't be an include as a whole")
        return _written_back(tree, 0)


def _raw(node: Mapping | Sequence | Tagged) -> str:
    return node.raw if isinstance(node, Tagged) else node.tag or ""


def _written_back(node: Node, depth: int) -> Node:
    """An included file is written as text and read again, floats with it."""
    if isinstance(node, Scalar):
        return written_scalar(node)
    if isinstance(node, Mapping) and depth <= MAX_DEPTH:
        for key, item in node.items.items():
            node.items[key] = _written_back(item, depth + 1)
    elif isinstance(node, Sequence) and depth <= MAX_DEPTH:
        node.items[:] = [_written_back(item, depth + 1) for item in node.items]
    return node
