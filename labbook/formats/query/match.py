"""Documents, and where in them a term stands."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

from labbook.formats.query.parse import Filter, Query, Term
from labbook.formats.query.words import LETTERS, normalise, shared_beginning, stem

NO_VERDICT = "none"
WIDEST_GAP = 5
LONGEST_REST = 60


@dataclass(frozen=True)
class Field:
    """A text of a document. `weight` says how much a hit in it counts.

    `path` is the file that the text is, line by line; None for a text of no file.
    """

    text: str
    weight: float = 1.0
    path: str | None = None

    @cached_property
    def normalised(self) -> str:
        return normalise(self.text)


@dataclass(frozen=True)
class Document:
    """What a search finds: an experiment with all its texts, or a page.

    `path` is its main file, relative to the journal's root.
    """

    name: str
    path: str
    title: str
    fields: tuple[Field, ...]
    tags: tuple[str, ...] = ()
    verdict: str | None = None


@dataclass(frozen=True)
class Hit:
    """A place where a term stands: the field's number and where in its normalised text."""

    field: int
    start: int


def find_term(term: Term, document: Document) -> list[Hit]:
    """All places of a document where the words of the term stand next to each other."""
    return [
        Hit(number, start)
        for number, field in enumerate(document.fields)
        for start, _ in find_words(term.words, field.normalised)
    ]


def find_words(wanted: tuple[str, ...], text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each place in a normalised text where the words stand in a row."""
    stems = [stem(word) for word in wanted]
    for found in _pattern(wanted).finditer(text):
        begin = found.start()
        if begin and _same_kind(text[begin - 1], text[begin]):
            continue
        if all(stem(have) == want for have, want in zip(found.groups(), stems, strict=True)):
            yield found.span()


def meets_filters(query: Query, document: Document) -> bool:
    """Whether the document has the tags and the verdict that the query asks for."""
    return all(_meets(wanted, document) is not wanted.unwanted for wanted in query.filters)


def _meets(wanted: Filter, document: Document) -> bool:
    if wanted.name == "verdict":
        return wanted.value == (document.verdict or NO_VERDICT)
    return wanted.value in {normalise(tag) for tag in document.tags}


@lru_cache(maxsize=256)
def _pattern(wanted: tuple[str, ...]) -> re.Pattern[str]:
    """It begins with a literal, which makes a scan much faster than a look-behind would be."""
    parts = [_word_pattern(wanted[0])]
    for before, word in pairwise(wanted):
        least = 1 if before.isdigit() == word.isdigit() else 0
        parts.append(rf"[\W_]{{{least},{WIDEST_GAP}}}+{_word_pattern(word)}")
    return re.compile("".join(parts))


def _word_pattern(word: str) -> str:
    # Bounded and possessive: a hostile text of one endless word costs no more than any other.
    rest = r"(?!\d)" if word.isdigit() else f"{LETTERS}{{0,{LONGEST_REST}}}+"
    return f"({re.escape(shared_beginning(word))}{rest})"


def _same_kind(one: str, other: str) -> bool:
    return (one.isalpha() and other.isalpha()) or (one.isdigit() and other.isdigit())
