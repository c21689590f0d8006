"""A report read with its results at hand: its numbers, and the metrics that they are about."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Any

from labbook.errors import LabbookError
from labbook.formats.prose import vocabulary as said
from labbook.formats.prose.mentions import Mention, MetricNames, names_part
from labbook.formats.prose.passages import Passage, find_passages
from labbook.formats.prose.sentences import Sentence, split_sentences
from labbook.formats.prose.values import Values
from labbook.formats.prose.written import Written, find_written
from labbook.formats.report.expressions import evaluate, read_expression
from labbook.formats.report.numbers import BoundNumber, find_numbers
from labbook.formats.report.prediction import read_prediction
from labbook.formats.report.results import Results

MAX_NUMBERS = 2000
"""Of a report; more than anybody writes by hand."""


@dataclass(frozen=True)
class Told:
    """A number with its surroundings: what its clause and its sentence name.

    `named` are the metrics that the clause names, else the sentence; `alone` says that the
    passage so far names no metric at all, `inherited` that only what stands before does.
    """

    written: Written
    mentions: tuple[Mention, ...]
    named: tuple[str, ...]
    in_clause: bool
    foreign: bool
    alone: bool
    inherited: bool

    @property
    def sentence(self) -> Sentence:
        return self.written.sentence

    @property
    def supposed(self) -> bool:
        """Whether the sentence speaks of what would be, or of what others measured."""
        return self.sentence.says(said.HYPOTHETICAL, said.ELSEWHERE)


@dataclass(frozen=True)
class Account:
    """A report's text and the results that it tells."""

    report: str
    results: Results

    @cached_property
    def values(self) -> Values:
        return Values(self.results)

    @cached_property
    def names(self) -> MetricNames:
        return MetricNames(self.results.metrics(), self.values.promised)

    @cached_property
    def settings(self) -> frozenset[float]:
        """Numbers that were set, not measured: parameters, and the value that was predicted."""
        found: set[float] = set()
        baseline = self.results.baseline.runs if self.results.baseline else ()
        for run in (*self.results.runs, *self.results.others, *baseline):
            found.update(_numbers([run.parameters, run.overrides]))
        with suppress(LabbookError):
            found.add(read_prediction(self.results.front_matter.prediction or "").value)
        return frozenset(found)

    @cached_property
    def bound(self) -> list[BoundNumber]:
        """The numbers that are bound already. Raises LabbookError for broken region markers."""
        return find_numbers(self.report)

    @cached_property
    def drifted(self) -> frozenset[int]:
        """Where bound numbers begin that aren't what they are bound to."""
        return frozenset(number.start for number in self.bound if self._has_drifted(number))

    def _has_drifted(self, number: BoundNumber) -> bool:
        try:
            return number.renewed(evaluate(number.expression, self.results)) != number.text
        except LabbookError:
            return False

    @cached_property
    def counted(self) -> frozenset[int]:
        """The numbers of the runs that the result is of."""
        return frozenset(run.run.number for run in self.results.runs)

    @cached_property
    def passages(self) -> list[Passage]:
        return find_passages(self.report)

    @cached_property
    def told(self) -> list[Told]:
        """The numbers of the sections that tell results, in order."""
        bound = {n.start: n.expression for n in self.bound if n.text}
        told = (told for passage in self.passages for told in self._in_passage(passage, bound))
        return list(islice(told, MAX_NUMBERS))

    def is_conditional(self, told: Told) -> bool:
        """Whether it is a value of something else than the result: with a beam, on short words."""
        stretch = told.sentence.stretch(told.written.at)
        if said.CONDITION.search(stretch):
            return True
        metrics = (*told.named, *self.values.promised)
        places = (match["where"] for match in said.PLACE.finditer(stretch))
        return not all(
            said.USUAL_PLACE.search(place) or any(names_part(m, place) for m in metrics)
            for place in places
        )

    def _in_passage(self, passage: Passage, bound: Mapping[int, str]) -> Iterator[Told]:
        if not any(character.isdigit() for character in passage.text):
            return
        before: tuple[str, ...] = ()
        for sentence in split_sentences(passage):
            mentions = self.names.mentions(sentence)
            for written in find_written(self.report, sentence, bound):
                yield self._told(written, mentions, before)
            before = self.names.meant(mentions, sentence.text) or before

    def _told(self, written: Written, mentions: list[Mention], before: tuple[str, ...]) -> Told:
        sentence = written.sentence
        start, stop = sentence.clause(written.at)
        clause = sentence.text[start:stop]
        here = [m for m in mentions if start <= m.start < stop]
        near = here or mentions
        named = self.names.meant(near, clause, sentence.text)
        if written.bound is not None:
            named = _bound_metric(written.bound) or named
        return Told(
            written=written,
            mentions=tuple(mentions),
            named=named or (() if near else before),
            in_clause=bool(here),
            foreign=said.FOREIGN.search(clause) is not None,
            alone=not near and not before,
            inherited=not near and written.bound is None,
        )


def _bound_metric(expression: str) -> tuple[str, ...]:
    try:
        return (read_expression(expression).metric,)
    except LabbookError:
        return ()


def _numbers(values: Iterable[Any]) -> Iterator[float]:
    """Every number in nested values, texts that are one included."""
    for value in values:
        if isinstance(value, Mapping):
            yield from _numbers(value.values())
        elif isinstance(value, list | tuple):
            yield from _numbers(value)
        elif isinstance(value, int | float) and not isinstance(value, bool):
            yield float(value)
