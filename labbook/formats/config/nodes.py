"""A config as a tree that references are resolved in.

It mirrors what HyperPyYAML sees: the tree is changed in place while it is walked, and a
reference puts the very node that it names in its own place.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from labbook.formats.config.failure import ConfigFailure, Undetermined
from labbook.formats.config.limits import MAX_DEPTH, MAX_STRING
from labbook.formats.config.mark import Mark

ScalarValue = str | int | float | bool | date | None
Key = ScalarValue


@dataclass(eq=False)
class Scalar:
    """A plain value.

    `exponent` is the source text of a float that is written with one, which the library does
    not always give back unchanged. `block` says that the text stands in a block (`|`, `>`).
    """

    value: ScalarValue
    raw: str
    mark: Mark
    anchor: str | None = None
    block: bool = False
    exponent: str | None = None


@dataclass(eq=False)
class Tagged:
    """A scalar with a tag of its own: `!ref <lr> / 2`, `!new:torch.nn.ReLU`."""

    tag: str
    text: str
    mark: Mark
    style: str | None = None
    anchor: str | None = None

    @property
    def raw(self) -> str:
        return f"{self.tag} {self.text}" if self.text else self.tag


@dataclass(eq=False)
class Unknown:
    """What only running the config could tell; `arguments` is what it would be made from."""

    raw: str
    mark: Mark
    arguments: "Node | None" = None
    anchor: str | None = None


@dataclass(eq=False)
class Mapping:
    """`origins` holds the reference of each item that came through one."""

    items: "dict[Key, Node]"
    mark: Mark
    tag: str | None = None
    flow: bool = False
    origins: dict[Key, Tagged] = field(default_factory=dict)
    anchor: str | None = None


@dataclass(eq=False)
class Sequence:
    """`origins` holds the reference of each item that came through one."""

    items: "list[Node]"
    mark: Mark
    tag: str | None = None
    flow: bool = False
    origins: dict[Key, Tagged] = field(default_factory=dict)
    anchor: str | None = None


Node = Scalar | Tagged | Unknown | Mapping | Sequence


def size(value: object) -> int:
    """About how many characters a value has when it is written."""
    if isinstance(value, str):
        return len(value)
    return value.bit_length() // 3 if isinstance(value, int) else 1


def text_of(node: Node) -> str:
    """What Python's `str` makes of the node in the library, for a reference within a text.

    Raises Undetermined where only running the config could tell, ConfigFailure where the
    text gets too long.
    """
    if isinstance(node, Scalar):
        return str(_as_number(node))
    if isinstance(node, Tagged):
        return node.text
    return _shown(node, 0)


def _shown(node: Node, depth: int) -> str:
    """What Python's `repr` makes of the node in the library."""
    if depth > MAX_DEPTH:
        raise ConfigFailure("config-too-deep", "a reference within a text names a nested value")
    if isinstance(node, Unknown):
        raise Undetermined
    if isinstance(node, Scalar):
        return repr(_as_number(node))
    if isinstance(node, Tagged):
        return f"TaggedScalar(value={node.text!r}, style={node.style!r}, tag=Tag({node.tag!r}))"
    if isinstance(node, Sequence):
        return "[" + _joined(_shown(item, depth + 1) for item in node.items) + "]"
    pairs = (f"{key!r}: {_shown(item, depth + 1)}" for key, item in node.items.items())
    return "{" + _joined(pairs) + "}"


def _as_number(node: Scalar) -> ScalarValue:
    """The value; ruamel.yaml keeps an anchored bool as a kind of int."""
    as_number = isinstance(node.value, bool) and node.anchor is not None
    return int(node.value) if as_number else node.value  # type: ignore[arg-type]


def _joined(parts: Iterable[str]) -> str:
    taken: list[str] = []
    length = 0
    for part in parts:
        length += len(part) + 2
        if length > MAX_STRING:
            raise ConfigFailure("config-too-large", "a reference makes a text that is too long")
        taken.append(part)
    return ", ".join(taken)
