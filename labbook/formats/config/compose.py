"""Text to nodes, from YAML's events: no tag is ever looked up, nothing is constructed."""

import re
from typing import NoReturn, cast

import yaml

from labbook.formats.config.failure import ConfigFailure, Findings, Undetermined
from labbook.formats.config.limits import MAX_DEPTH, MAX_NODES, MAX_TEXT
from labbook.formats.config.mark import Mark
from labbook.formats.config.merge import merged
from labbook.formats.config.nodes import Mapping, Node, Scalar, Sequence, Tagged, Unknown
from labbook.formats.config.scalars import MERGE, TAG, plain_tag, scalar_value
from labbook.formats.config.tabs import misplaced_tab

_Events = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
# U+0085, U+2028, U+2029 and U+FEFF may not: libyaml and ruamel.yaml disagree on what they end.
_UNPRINTABLE = re.compile(
    "[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
_NATIVE = {"str", "null", "bool", "int", "float", "timestamp", "binary", "value", "merge"}
_SYNTAX = "config-syntax"


def compose(text: str, path: str, findings: Findings) -> Node | None:
    """The tree of the one document in `text`, or None where it can't be read or is empty.

    What is wrong goes to `findings`: broken syntax, duplicate keys, numbers that are none,
    nesting, size and aliases out of bounds.
    """
    text = text.removeprefix("\ufeff")
    try:
        _check_text(text, path)
        return _Composer(text, path, findings).document()
    except _Stop as stop:
        findings.add(stop.mark, stop.failure)
    except yaml.YAMLError as error:
        at = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        mark = Mark(path, at.line + 1, at.column + 1) if at else Mark(path, 1, 1)
        what = getattr(error, "problem", None) or getattr(error, "reason", None) or "broken"
        findings.add(mark, ConfigFailure(_SYNTAX, f"this is no YAML: {what}"))
    return None


class _Stop(Exception):
    """Reading can't go on."""

    def __init__(self, mark: Mark, failure: ConfigFailure) -> None:
        super().__init__(failure.message)
        self.mark = mark
        self.failure = failure


def _check_text(text: str, path: str) -> None:
    if len(text) > MAX_TEXT:
        failure = ConfigFailure("config-too-large", f"a config of {len(text)} characters")
        raise _Stop(Mark(path, 1, 1), failure)
    unprintable = _UNPRINTABLE.search(text)
    if unprintable:
        before = text[: unprintable.start()]
        column = len(before) - (before.rfind("\n") + 1) + 1
        code_point = f"U+{ord(unprintable.group()):04X}"
        failure = ConfigFailure(_SYNTAX, f"the character {code_point} may not stand in YAML")
        raise _Stop(Mark(path, before.count("\n") + 1, column), failure)


class _Composer:
    def __init__(self, text: str, path: str, findings: Findings) -> None:
        self._events = _Events(text)
        self._text = text
        self._spans: list[tuple[int, int]] = []
        self._path = path
        self._findings = findings
        self._anchors: dict[str, Node | None] = {}
        self._sizes: dict[int, int] = {}
        self._size = 0

    def document(self) -> Node | None:
        self._events.get_event()
        start = self._events.get_event()
        if isinstance(start, yaml.StreamEndEvent):
            return None
        if start.version is not None:
            message = "the library can't read a config that has a %YAML line"
            self._stop(start, ConfigFailure("config-yaml-version", message))
        node = self._node(self._events.get_event(), 0)
        self._events.get_event()
        after = self._events.get_event()
        if not isinstance(after, yaml.StreamEndEvent):
            self._stop(after, ConfigFailure(_SYNTAX, "a second document begins here"))
        self._check_tabs()
        return node

    def _check_tabs(self) -> None:
        index = misplaced_tab(self._text, sorted(self._spans)) if "\t" in self._text else None
        if index is not None:
            self._stop_at_tab(index)

    def _stop_at_tab(self, index: int) -> NoReturn:
        before = self._text[:index]
        mark = Mark(self._path, before.count("\n") + 1, index - before.rfind("\n"))
        raise _Stop(mark, ConfigFailure(_SYNTAX, "a tab stands where only spaces may"))

    def _node(self, event: yaml.NodeEvent, depth: int) -> Node:
        if isinstance(event, yaml.AliasEvent):
            return self._alias(event)
        if depth > MAX_DEPTH:
            message = f"nested more than {MAX_DEPTH} levels deep"
            self._stop(event, ConfigFailure("config-too-deep", message))
        before = self._size
        self._count(event, 1)
        if event.anchor is not None:
            self._anchors[event.anchor] = None
        if isinstance(event, yaml.ScalarEvent):
            node: Node = self._scalar(event)
        elif isinstance(event, yaml.SequenceStartEvent):
            node = self._sequence(event, depth)
        else:
            node = self._mapping(cast(yaml.MappingStartEvent, event), depth)
        if event.anchor is not None:
            node.anchor = event.anchor
            self._anchors[event.anchor] = node
            self._sizes[id(node)] = self._size - before
        return node

    def _alias(self, event: yaml.AliasEvent) -> Node:
        if event.anchor not in self._anchors:
            self._stop(event, ConfigFailure(_SYNTAX, f"no anchor &{event.anchor} above this"))
        node = self._anchors[event.anchor]
        if node is None:
            message = f"*{event.anchor} stands inside of what it names"
            self._stop(event, ConfigFailure("config-circular-reference", message))
        self._count(event, self._sizes[id(node)])
        return node

    def _scalar(self, event: yaml.ScalarEvent) -> Node:
        mark = self._mark(event)
        tag, text = event.tag, event.value
        if event.style:
            self._note_span(event, event)
        elif "\t" in text:
            # Between [ ] and { } too, where a tab is fine around a text without quotes.
            self._stop_at_tab(self._text.index("\t", cast(yaml.Mark, event.start_mark).index))
        plain = event.implicit[0] or not (text or event.style)
        if tag is None or tag == "!":
            tag = plain_tag(text) if plain else TAG + "str"
        elif tag == TAG + "str" or not self._is_native(tag):
            self._check_comma(event, tag)
            return Tagged(tag, text, mark, event.style or None)
        try:
            value = scalar_value(tag, text)
        except Undetermined:
            return Unknown(text, mark)
        except ConfigFailure as failure:
            self._findings.add(mark, failure)
            return Unknown(text, mark)
        return Scalar(
            value,
            text,
            mark,
            block=event.style in {"|", ">"},
            exponent=text if isinstance(value, float) and "e" in text.lower() else None,
        )

    def _check_comma(self, event: yaml.ScalarEvent, tag: str) -> None:
        """In `[!new:a.B, 1]` the library takes the comma for a part of the tag."""
        end = cast(yaml.Mark, event.end_mark).index
        if not event.value and not event.style and self._text.startswith(",", end):
            message = f"the library takes the comma after {tag} for a part of it"
            hint = "write a space between them, or one item a line"
            self._add(event, ConfigFailure(_SYNTAX, message, hint))

    @staticmethod
    def _is_native(tag: str) -> bool:
        return tag.startswith(TAG) and tag.removeprefix(TAG) in _NATIVE

    def _sequence(self, event: yaml.SequenceStartEvent, depth: int) -> Sequence:
        items: list[Node] = []
        while not isinstance(child := self._events.get_event(), yaml.SequenceEndEvent):
            items.append(self._node(child, depth + 1))
        if event.flow_style:
            self._note_span(event, child)
        return Sequence(items, self._mark(event), self._tag(event, "seq"), bool(event.flow_style))

    def _mapping(self, event: yaml.MappingStartEvent, depth: int) -> Mapping:
        mapping = Mapping({}, self._mark(event), self._tag(event, "map"), bool(event.flow_style))
        bases: Node | None = None
        while not isinstance(key_event := self._events.get_event(), yaml.MappingEndEvent):
            merges = self._is_merge(key_event)
            key_node = self._node(key_event, depth + 1)
            value_event = self._events.get_event()
            value = self._node(value_event, depth + 1)
            if merges and bases is None:
                bases = value
            elif isinstance(key_node, Scalar) and key_node.value not in mapping.items:
                mapping.items[key_node.value] = value
            else:
                self._bad_key(key_event, key_node)
        if event.flow_style:
            self._note_span(event, key_event)
        if bases is not None:
            try:
                self._count(event, merged(mapping, bases, self._sizes))
            except ConfigFailure as failure:
                self._add(event, failure)
        return mapping

    def _bad_key(self, event: yaml.Event, key: Node) -> None:
        if isinstance(key, Scalar):
            message = f"'{key.raw}' stands here a second time"
            hint = "which of the two counts is nobody's guess: remove one"
            self._add(event, ConfigFailure("config-duplicate-key", message, hint))
        else:
            self._add(event, ConfigFailure("config-bad-key", "a key must be a plain value"))

    def _note_span(self, start: yaml.Event, end: yaml.Event) -> None:
        first, last = cast(yaml.Mark, start.start_mark), cast(yaml.Mark, end.end_mark)
        self._spans.append((first.index, last.index))

    @staticmethod
    def _is_merge(event: yaml.Event) -> bool:
        return (
            isinstance(event, yaml.ScalarEvent)
            and event.value == "<<"
            and (event.tag == MERGE or (event.tag is None and event.implicit[0]))
        )

    @staticmethod
    def _tag(event: yaml.CollectionStartEvent, native: str) -> str | None:
        tag: str | None = event.tag
        return None if tag in {None, "!", TAG + native} else tag

    def _count(self, event: yaml.Event, nodes: int) -> None:
        self._size += nodes
        if self._size > MAX_NODES:
            message = f"more than {MAX_NODES} values, aliases counted as what they name"
            self._stop(event, ConfigFailure("config-too-large", message))

    def _mark(self, event: yaml.Event) -> Mark:
        start = cast(yaml.Mark, event.start_mark)
        return Mark(self._path, start.line + 1, start.column + 1)

    def _add(self, event: yaml.Event, failure: ConfigFailure) -> None:
        self._findings.add(self._mark(event), failure)

    def _stop(self, event: yaml.Event, failure: ConfigFailure) -> NoReturn:
        raise _Stop(self._mark(event), failure)
