"""The comments in a report's running text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from labbook.formats.report.blocks import Body

_INLINE = re.compile(r"(?P<escape>\\[\s\S])|(?P<ticks>`+)|<!--(?P<text>[\s\S]*?)(?P<end>-->|\Z)")


@dataclass(frozen=True)
class HtmlComment:
    """`<!--text-->`: its offsets, and those of the piece of running text that it stands in."""

    text: str
    start: int
    stop: int
    piece_start: int
    piece_stop: int


def html_comments(body: Body) -> Iterator[HtmlComment]:
    """The comments that stand outside of code blocks, code spans and the front matter, in order."""
    for first, stop in _pieces(body):
        start, end = body.lines[first - 1].start, body.lines[stop - 2].end
        for match in _comments(body.text, start, end):
            if match["end"]:
                yield HtmlComment(match["text"], match.start(), match.end(), start, end)


def _pieces(body: Body) -> list[tuple[int, int]]:
    """First line, and the line behind the last, of every piece of running text."""
    spans = {
        (token.map[0] + 1, token.map[1] + 1)
        for token in body.blocks
        if token.type in {"inline", "html_block"} and token.map
    }
    return sorted(spans)


def _comments(text: str, start: int, end: int) -> Iterator[re.Match[str]]:
    position = start
    while (match := _INLINE.search(text, position, end)) is not None:
        position = match.end()
        if match["ticks"]:
            ticks = len(match["ticks"])
            closing = re.compile(rf"(?<!`)`{{{ticks}}}(?!`)").search(text, position, end)
            position = closing.end() if closing else position
        elif match["text"] is not None:
            yield match
