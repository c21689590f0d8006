"""The line of a document that shows why it was found."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from labbook.formats.query.match import Hit
from labbook.formats.query.parse import Query, Term
from labbook.formats.query.rank import Found
from labbook.formats.query.words import WORD, normalise, stem

WIDEST = 160
BEFORE_HIT = 50

Span = tuple[int, int]


@dataclass(frozen=True)
class Snippet:
    """A line of a file, or the part of it that matters; `marks` are the matching spans of it."""

    path: str
    line: int
    text: str
    marks: tuple[Span, ...]


@dataclass(frozen=True)
class _Line:
    field: int
    number: int


def snippet(query: Query, found: Found) -> Snippet | None:
    """The line with the most of the query's terms, the first of equals.

    None when the query matches in no file (in the tags, for example).
    """
    terms_on: dict[_Line, dict[Term, int]] = {}
    for term in query.wanted:
        for line, column in _places(found, found.hits[term]):
            terms_on.setdefault(line, {}).setdefault(term, column)
    if not terms_on:
        return None
    best = min(terms_on, key=lambda line: (-len(terms_on[line]), line.field, line.number))
    field = found.document.fields[best.field]
    whole = field.text.split("\n")[best.number].rstrip()
    text = _window(whole, min(terms_on[best].values()))
    return Snippet(field.path or found.document.path, best.number + 1, text, _marks(query, text))


def _places(found: Found, hits: Sequence[Hit]) -> Iterator[tuple[_Line, int]]:
    """Line, from 0, and column of the hits that lie in a file."""
    breaks: dict[int, list[int]] = {}
    for hit in hits:
        field = found.document.fields[hit.field]
        if field.path is None:
            continue
        if hit.field not in breaks:
            breaks[hit.field] = [-1, *(m.start() for m in re.finditer("\n", field.normalised))]
        line = bisect_left(breaks[hit.field], hit.start) - 1
        yield _Line(hit.field, line), hit.start - breaks[hit.field][line] - 1


def _window(line: str, column: int) -> str:
    """The part of a line around a column; the columns of a normalised line are near enough."""
    begin = len(line) - len(line.lstrip())
    if column > begin + WIDEST - BEFORE_HIT:
        begin = column - BEFORE_HIT
    return line[begin : begin + WIDEST]


def _marks(query: Query, text: str) -> tuple[Span, ...]:
    wanted = {stem(word) for term in query.wanted for word in term.words}
    found = WORD.finditer(text)
    return tuple(word.span() for word in found if stem(normalise(word[0])) in wanted)
