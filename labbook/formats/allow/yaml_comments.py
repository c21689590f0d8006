"""The comments of a YAML text, which no parser tells of."""

import re
from collections.abc import Iterator
from typing import cast

import yaml

from labbook.formats.allow.comments import Comment

MAX_TEXT = 1_048_576
MAX_DEPTH = 200
_Events = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")
_COMMENT = re.compile("(?:(?<=[\\s\ufeff])|\\A)#[^\r\n\x85\u2028\u2029]*")


def yaml_comments(text: str, first_line: int = 1) -> Iterator[Comment]:
    """Every comment, in order: what begins with `#` and stands in no scalar.

    `first_line` is the number of the text's first line. Of a text that is no YAML, too long or
    nested too deep, none.
    """
    if len(text) > MAX_TEXT:
        return
    spans = _scalars(text)
    if spans is None:
        return
    starts = [0, *(match.end() for match in _BREAK.finditer(text))]
    line = position = 0
    for start, end in [*spans, (len(text), len(text))]:
        for match in _COMMENT.finditer(text, position, start):
            while line + 1 < len(starts) and starts[line + 1] <= match.start():
                line += 1
            number, column = first_line + line, match.start() - starts[line] + 1
            alone = not text[starts[line] : match.start()].strip("\ufeff \t")
            yield Comment(match.group()[1:], number, column, number, alone)
        position = max(position, end)


def _scalars(text: str) -> list[tuple[int, int]] | None:
    """Where the scalars stand, those in a block without the line of their sign."""
    spans = []
    depth = 0
    try:
        for event in yaml.parse(text, Loader=_Events):
            depth += isinstance(event, yaml.CollectionStartEvent)
            depth -= isinstance(event, yaml.CollectionEndEvent)
            if depth > MAX_DEPTH:
                return None
            if isinstance(event, yaml.ScalarEvent):
                start, end = (cast(yaml.Mark, m).index for m in (event.start_mark, event.end_mark))
                if event.style in {"|", ">"}:
                    head = _BREAK.search(text, start, end)
                    start = head.end() if head else end
                spans.append((start, end))
    except (yaml.YAMLError, UnicodeError):
        return None
    return spans
