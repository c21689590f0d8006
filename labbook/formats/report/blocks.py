"""A report's body as Markdown blocks, with lines that count from the file's first."""

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from labbook.formats.report.head import find_head

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")


@dataclass(frozen=True)
class Line:
    """One line: its number from 1, its offset, its text and its line end."""

    number: int
    start: int
    text: str
    newline: str

    @property
    def end(self) -> int:
        """Offset behind the line end."""
        return self.start + len(self.text) + len(self.newline)


def split_lines(text: str) -> list[Line]:
    """The lines as Markdown counts them: ended by LF, CRLF or CR, by nothing else."""
    lines = []
    for number, match in enumerate(_LINE.finditer(text), start=1):
        whole = match.group()
        bare = whole.rstrip("\r\n")
        lines.append(Line(number, match.start(), bare, whole[len(bare) :]))
    return lines


@dataclass(frozen=True)
class Body:
    """A report split in lines and blocks; the front matter counts as empty lines.

    Blocks are told by markdown-it's own block rules (CommonMark), so that a fence in a list, a
    quotation or a comment is one exactly where the forge and the site see one.
    """

    text: str

    @cached_property
    def lines(self) -> list[Line]:
        return split_lines(self.text)

    def line_at(self, offset: int) -> Line:
        """The line that a character of the text stands in."""
        return self.lines[bisect_right(self.lines, offset, key=lambda line: line.start) - 1]

    @cached_property
    def markdown(self) -> str:
        """The text with the front matter blanked, line by line, to LF."""
        head = find_head(self.text)
        start = head.body if head else 0
        return "\n".join(
            line.text if line.start >= start else "" for line in self.lines
        ).removeprefix("\ufeff")

    @cached_property
    def blocks(self) -> "tuple[Token, ...]":
        return _blocks(self.markdown)

    @cached_property
    def code_lines(self) -> frozenset[int]:
        """Numbers of the lines in code blocks, fences included."""
        spans = (t.map for t in self.blocks if t.type in {"fence", "code_block"} and t.map)
        return frozenset(n + 1 for first, end in spans for n in range(first, end))


@lru_cache(maxsize=4)
def _blocks(markdown: str) -> "tuple[Token, ...]":
    """Each check of a report asks for its blocks again."""
    return tuple(_block_parser().parse(markdown))


@lru_cache(maxsize=1)
def _block_parser() -> "MarkdownIt":
    from markdown_it import MarkdownIt

    return (
        MarkdownIt("commonmark")
        .enable("table")
        .disable(["inline", "text_join"], ignoreInvalid=True)
    )
