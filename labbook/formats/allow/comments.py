"""What a comment allows: `labbook: allow CODE: reason`."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from labbook.model.allowance import Allowance

_ALLOW = re.compile(
    r"\s*labbook:\s*allow(?![^\s:])\s*(?P<code>[^\s:]*)\s*(?P<colon>:?)(?P<reason>.*)", re.DOTALL
)

MAX_ALLOWANCES = 200
"""More than anybody writes into one file by hand."""


@dataclass(frozen=True)
class Comment:
    """A comment without its signs. `alone` says that nothing else stands on its lines.

    `line` and `column`, from 1, are where it begins, `last` is the line where it ends.
    """

    text: str
    line: int
    column: int
    last: int
    alone: bool


def read_allowances(comments: Iterable[Comment], path: str) -> Iterator[Allowance]:
    """What the comments of the file `path` allow.

    One on a line of its own is about the next line, so that several can stand above it; one
    behind something is about its own line. Without a colon before it no reason is one. The first
    200 of a file count.
    """
    allowing = ((comment, _ALLOW.match(comment.text)) for comment in comments)
    found = list(islice(((comment, match) for comment, match in allowing if match), MAX_ALLOWANCES))
    above = {comment.line: comment.last for comment, _ in found if comment.alone}
    for comment, match in found:
        covers = comment.line
        while covers in above:
            covers = above[covers] + 1
        reason = " ".join(match["reason"].split()) if match["colon"] else ""
        yield Allowance(match["code"], reason, path, comment.line, comment.column, covers)
