"""The query language: words, "phrases", -words, tag:x, verdict:x."""

import re
from dataclasses import dataclass

from labbook.errors import UsageError
from labbook.formats.query.words import normalise, words

FILTERS = ("tag", "verdict")
LONGEST_QUERY = 1000
HINT = "for example: labbook search 'telephone \"error rate\" -noise tag:baseline verdict:refuted'"
TOKEN = re.compile(
    rf"""(?P<minus>-?)
    (?:(?P<filter>{"|".join(FILTERS)}):)?
    (?:"(?P<quoted>[^"]*)"? | (?P<plain>\S+))""",
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(frozen=True)
class Term:
    """Words that must stand next to each other, or must not stand in a document."""

    words: tuple[str, ...]
    unwanted: bool = False


@dataclass(frozen=True)
class Filter:
    """A tag or verdict that a document must have, or must not. `value` is normalised."""

    name: str
    value: str
    unwanted: bool = False


@dataclass(frozen=True)
class Query:
    """What is looked for: a document must meet all terms and all filters."""

    terms: tuple[Term, ...]
    filters: tuple[Filter, ...]

    @property
    def wanted(self) -> tuple[Term, ...]:
        return tuple(term for term in self.terms if not term.unwanted)


def parse_query(text: str) -> Query:
    """Read a query. Raises UsageError when there is nothing in it to look for."""
    if len(text) > LONGEST_QUERY:
        raise UsageError(f"a query has at most {LONGEST_QUERY} characters", hint=HINT)
    terms: list[Term] = []
    filters: list[Filter] = []
    for token in TOKEN.finditer(text):
        unwanted = bool(token["minus"])
        value = token["quoted"] if token["quoted"] is not None else token["plain"]
        if token["filter"]:
            filters.append(Filter(token["filter"].lower(), normalise(value).strip(), unwanted))
        elif found := words(value):
            terms.append(Term(found, unwanted))
    if not terms and not filters:
        raise UsageError("this query has no word to look for", hint=HINT)
    return Query(tuple(dict.fromkeys(terms)), tuple(dict.fromkeys(filters)))
