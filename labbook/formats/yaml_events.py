"""YAML's events made a plain value, with the place of every key and bounds on all of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from labbook.errors import LabbookError
from labbook.formats.shortened import shorten

KeyPath = tuple[str | int, ...]

MAX_DEPTH = 32
MAX_NODES = 20_000
MAX_BITS = 1024
"""Of a whole number. Python refuses to write out one of more than 4,300 digits."""


@dataclass(frozen=True)
class Place:
    """Where a key (or an item of a list) stands; line and column from 1.

    `raw` is a scalar's text as it was typed, None for a list or a mapping. `start` and `end`
    are the offsets of the value in the text that was read, `key_end` that of its key's end.
    """

    line: int
    column: int
    raw: str | None = None
    start: int = 0
    end: int = 0
    key_end: int = 0


@dataclass(frozen=True)
class Structured:
    """A value of plain lists, mappings with text keys, and scalars; and where its parts stand."""

    value: Any
    positions: Mapping[KeyPath, Place]


@dataclass
class _Open:
    """A collection whose end has not been met yet."""

    value: Any
    path: KeyPath
    anchor: str | None
    start: Any
    key_end: int
    nodes: int = 1
    end: int = 0
    key: str | None = None
    pending_key: Any = None
    keys: dict[str, int] = field(default_factory=dict)


class ValueBuilder:
    """Builds a value from a loader's events; no recursion, so depth costs nothing."""

    def __init__(self, loader: Any, name: str, first_line: int) -> None:
        self.loader = loader
        self.name = name
        self.first_line = first_line
        self.stack: list[_Open] = []
        self.positions: dict[KeyPath, Place] = {}
        self.anchors: dict[str, tuple[Any, int]] = {}
        self.value: Any = None

    def error(self, sentence: str, mark: Any, hint: str | None = None) -> LabbookError:
        line = self.first_line + mark.line if mark is not None else self.first_line
        return LabbookError(sentence, path=self.name, line=line, hint=hint)

    def take(self, event: Any) -> None:
        if isinstance(event, yaml.ScalarEvent):
            self.scalar(event)
        elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            self.open(event)
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            self.close(event)
        elif isinstance(event, yaml.AliasEvent):
            self.alias(event)

    def scalar(self, event: Any) -> None:
        tag = event.tag
        if tag is None or tag == "!":
            tag = self.loader.resolve(yaml.ScalarNode, event.value, event.implicit)
        construct = self.loader.yaml_constructors.get(tag)
        if construct is None or tag == "tag:yaml.org,2002:merge":
            raise self.tag_error(tag, event)
        node = yaml.ScalarNode(tag, event.value, event.start_mark, event.end_mark)
        try:
            value = construct(self.loader, node)
        except (ValueError, KeyError, OverflowError, AttributeError, yaml.YAMLError):
            raise self.error(
                f"'{shorten(event.value)}' can't be read", event.start_mark, "put it in quotes"
            ) from None
        if isinstance(value, dict | list | set):
            raise self.tag_error(tag, event)
        if isinstance(value, int) and value.bit_length() > MAX_BITS:
            raise self.error(f"a whole number of more than {MAX_BITS} bits", event.start_mark)
        self.add(value, event, raw=event.value)
        self.keep(event.anchor, value, 1)

    def open(self, event: Any) -> None:
        if len(self.stack) >= MAX_DEPTH:
            raise self.error(f"nested deeper than {MAX_DEPTH} levels", event.start_mark)
        mapping = isinstance(event, yaml.MappingStartEvent)
        kind = "map" if mapping else "seq"
        if event.tag not in {None, "!", f"tag:yaml.org,2002:{kind}"}:
            raise self.tag_error(event.tag, event)
        path, key_end = self.path_of_next(event)
        value: Any = {} if mapping else []
        opened = _Open(value, path, event.anchor, event.start_mark, key_end)
        opened.end = event.end_mark.index
        self.stack.append(opened)

    def close(self, event: Any) -> None:
        opened = self.stack.pop()
        # A flow collection ends with a bracket; the end of a block collection has no width.
        bracket = event.end_mark.index > event.start_mark.index
        end = event.end_mark.index if bracket else opened.end
        self.place(opened.path, opened.key_end, opened.start, end, None)
        self.attach(opened.value, opened.nodes, end)
        self.keep(opened.anchor, opened.value, opened.nodes)

    def alias(self, event: Any) -> None:
        if event.anchor not in self.anchors:
            raise self.error(
                f"*{shorten(event.anchor)} refers to nothing before it", event.start_mark
            )
        value, nodes = self.anchors[event.anchor]
        self.add(value, event, raw=None, nodes=nodes)

    def add(self, value: Any, event: Any, *, raw: str | None, nodes: int = 1) -> None:
        if self.stack and isinstance(self.stack[-1].value, dict) and self.stack[-1].key is None:
            self.begin_key(value, event)
            return
        path, key_end = self.path_of_next(event)
        self.place(path, key_end, event.start_mark, event.end_mark.index, raw)
        self.attach(value, nodes, event.end_mark.index)

    def begin_key(self, key: Any, event: Any) -> None:
        parent = self.stack[-1]
        if not isinstance(key, str):
            raise self.error(
                f"the key '{shorten(str(getattr(event, 'value', key)))}' is no text",
                event.start_mark,
                "put the key in quotes",
            )
        if key in parent.keys:
            raise self.error(
                f"the key '{shorten(key)}' stands twice, first in line {parent.keys[key]}",
                event.start_mark,
                "keep one of the two",
            )
        parent.keys[key] = self.first_line + event.start_mark.line
        parent.key = key
        parent.pending_key = (event.start_mark, event.end_mark.index)

    def path_of_next(self, event: Any) -> tuple[KeyPath, int]:
        """Key path of the value that begins with this event, and where its key ends."""
        if not self.stack:
            return (), 0
        parent = self.stack[-1]
        if isinstance(parent.value, list):
            return (*parent.path, len(parent.value)), event.start_mark.index
        if parent.key is None:
            raise self.error("a key must be a text", event.start_mark)
        return (*parent.path, parent.key), parent.pending_key[1]

    def place(self, path: KeyPath, key_end: int, start: Any, end: int, raw: str | None) -> None:
        mark = start
        if self.stack and isinstance(self.stack[-1].value, dict):
            mark = self.stack[-1].pending_key[0]
        self.positions[path] = Place(
            self.first_line + mark.line, mark.column + 1, raw, start.index, end, key_end
        )

    def attach(self, value: Any, nodes: int, end: int) -> None:
        if not self.stack:
            self.value = value
            return
        parent = self.stack[-1]
        parent.nodes += nodes
        parent.end = end
        if parent.nodes > MAX_NODES:
            raise self.error(f"more than {MAX_NODES} values, aliases counted", parent.start)
        if isinstance(parent.value, list):
            parent.value.append(value)
        else:
            parent.value[parent.key] = value
            parent.key = None

    def keep(self, anchor: str | None, value: Any, nodes: int) -> None:
        if anchor is not None:
            self.anchors[anchor] = (value, nodes)

    def tag_error(self, tag: str, event: Any) -> LabbookError:
        if tag == "tag:yaml.org,2002:merge":
            return self.error(
                "merge keys ('<<') are not read here", event.start_mark, "write the keys out"
            )
        return self.error(
            f"the tag {shorten(tag.replace('tag:yaml.org,2002:', '!!'))} is not allowed here",
            event.start_mark,
            "remove the tag; this file holds plain values only",
        )
