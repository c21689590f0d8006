"""Which documents answer a query best."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from labbook.formats.query.match import Document, Field, Hit, find_term, meets_filters
from labbook.formats.query.parse import Query, Term

SATURATION = 1.2
LENGTH_WEIGHT = 0.75


@dataclass(frozen=True)
class Found:
    """A document that answers a query, where each term stands in it, and how well it answers."""

    document: Document
    hits: Mapping[Term, Sequence[Hit]]
    score: float = 0.0


def search(query: Query, documents: Sequence[Document]) -> list[Found]:
    """Documents that meet the whole query, best first.

    The score is BM25F (Robertson, Zaragoza: The Probabilistic Relevance Framework, 2009,
    section 3.6): weighted counts over a document's fields, saturated once. Documents of equal
    score come by name, newest first.
    """
    candidates = [
        Found(document, {term: find_term(term, document) for term in query.terms})
        for document in documents
        if meets_filters(query, document)
    ]
    if not candidates:
        return []
    rarity = {term: _rarity(term, candidates) for term in query.wanted}
    average = sum(_length(found.document) for found in candidates) / len(candidates)
    scored = [
        Found(found.document, found.hits, _score(found, rarity, average))
        for found in candidates
        if all(bool(found.hits[term]) is not term.unwanted for term in query.terms)
    ]
    newest = sorted(scored, key=lambda found: found.document.name, reverse=True)
    return sorted(newest, key=lambda found: -found.score)


def _rarity(term: Term, candidates: Sequence[Found]) -> float:
    having = sum(bool(found.hits[term]) for found in candidates)
    return math.log(1 + (len(candidates) - having + 0.5) / (having + 0.5))


def _score(found: Found, rarity: Mapping[Term, float], average: float) -> float:
    relative_length = _length(found.document) / average if average else 1.0
    norm = 1 - LENGTH_WEIGHT + LENGTH_WEIGHT * relative_length
    score = 0.0
    for term, weight in rarity.items():
        count = sum(_weight(found.document.fields[hit.field], norm) for hit in found.hits[term])
        score += weight * count / (SATURATION + count)
    return score


def _weight(field: Field, norm: float) -> float:
    """A hit in a long text counts less; titles, tags and names are short anyway."""
    return field.weight if field.path is None else field.weight / norm


def _length(document: Document) -> int:
    return sum(len(field.text) for field in document.fields if field.path is not None)
