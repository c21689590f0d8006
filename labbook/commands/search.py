"""Find experiments and pages by what is written in them."""

from dataclasses import dataclass
from pathlib import Path

from labbook.formats.query.match import Document
from labbook.formats.query.parse import parse_query
from labbook.formats.query.rank import search as rank
from labbook.formats.query.snippet import Snippet, snippet
from labbook.journal.find import find_journal
from labbook.journal.search import read_shelf


@dataclass(frozen=True)
class Answer:
    """A document that was found, and the line that shows why."""

    document: Document
    score: float
    snippet: Snippet | None


@dataclass(frozen=True)
class Answers:
    """The best answers, how many there are in all, and files that were read in part only."""

    shown: tuple[Answer, ...]
    total: int
    cut: tuple[str, ...]


def search(start: Path, text: str, *, limit: int) -> Answers:
    """Search the journal around `start`; at most `limit` answers, best first.

    Raises UsageError for an empty query, JournalError where there is no journal.
    """
    query = parse_query(text)
    shelf = read_shelf(find_journal(start))
    found = rank(query, shelf.documents)
    shown = (Answer(one.document, one.score, snippet(query, one)) for one in found[:limit])
    return Answers(tuple(shown), len(found), shelf.cut)
