"""Notes of a merge request that approve a state by its digest: a line `/approve sha256:…`."""

import re
from collections.abc import Iterator
from itertools import pairwise

MIN_DIGITS = 12
"""As many hexadecimal digits tell one digest from all others that nobody searched for."""
ALL_DIGITS = 64
MAX_NOTE = 65_536
_LINE = re.compile(r"(`?)/approve[ \t]+(sha256:[0-9a-f]{1,64})\1", re.IGNORECASE)
_QUOTE = re.compile(r"^>>>[ \t]*$.*?(?:^>>>[ \t]*$|\Z)", re.MULTILINE | re.DOTALL)
"""GitLab's own quotation of several lines, which CommonMark doesn't know."""


def approving_line(digest: str) -> str:
    """The line that approves a state.

    In backticks, for GitLab takes a bare line that begins with `/approve` for its own command,
    and away from the note: https://docs.gitlab.com/user/project/quick_actions/
    """
    return f"`/approve {digest}`"


def approved_digests(note: str) -> tuple[str, ...]:
    """The digests, or beginnings of digests, that a note approves, in lower case.

    A line counts where it stands in plain paragraphs, in backticks or bare; quotations, code,
    lists and comments are what others said.
    """
    if len(note) > MAX_NOTE or "/approve" not in note.lower():
        return ()
    return tuple(_in_paragraphs(_QUOTE.sub("\n", note.replace("\r\n", "\n"))))


def names_digest(beginning: str, digest: str) -> bool:
    """Whether the beginning of a digest is long enough to name one, and names this one."""
    digits = beginning.removeprefix("sha256:")
    return len(digits) >= MIN_DIGITS and digest.startswith(beginning)


def is_whole(beginning: str) -> bool:
    """Whether the beginning of a digest is all of it, which nobody can make for another state."""
    return len(beginning.removeprefix("sha256:")) == ALL_DIGITS


def _in_paragraphs(text: str) -> Iterator[str]:
    from markdown_it import MarkdownIt

    tokens = MarkdownIt("commonmark").disable("inline").parse(text)
    for opening, inline in pairwise(tokens):
        if opening.type == "paragraph_open" and opening.level == 0:
            lines = (line.strip(" \t") for line in inline.content.split("\n"))
            yield from (found[2].lower() for found in map(_LINE.fullmatch, lines) if found)
