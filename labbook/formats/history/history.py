"""The runs of a lab, found by what they used."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from labbook.formats.history.past_run import PastRun
from labbook.formats.metrics import LARGEST

RunNumbers = frozenset[int]
"""Runs by their number in the history, from 0."""

Trait = tuple[str, str]
"""A dotted class name, and the key at which its object stands; empty where any key will do."""

T = TypeVar("T")

_NON_FINITE = {"nan", "inf", "-inf"}
"""How a run record writes what JSON has no number for."""


class Kind(StrEnum):
    """What sort of value a parameter has; values of different sorts are never compared."""

    NUMBER = "a number"
    ENDLESS = "no finite number"
    TEXT = "a text"
    SWITCH = "true or false"


def kind_of(value: Any) -> Kind | None:
    """The sort of a value, None where it is none to compare: nothing, a list, a date."""
    if isinstance(value, bool):
        return Kind.SWITCH
    if isinstance(value, int | float):
        return Kind.NUMBER if abs(value) <= LARGEST else Kind.ENDLESS
    if isinstance(value, str):
        return Kind.ENDLESS if value in _NON_FINITE else Kind.TEXT
    return None


@dataclass(frozen=True)
class Use:
    """A value that a run used."""

    run: PastRun
    value: Any
    kind: Kind


class History:
    """Runs of a lab, in no order. A value that can't be compared is as good as none."""

    def __init__(self, runs: Iterable[PastRun]) -> None:
        self.runs = tuple(runs)
        everything = list(enumerate(self.runs))
        self.well = frozenset(number for number, run in everything if run.well)
        self.classless = frozenset(number for number, run in everything if not run.classes)
        self._everything = frozenset(range(len(self.runs)))
        self._of = _numbers_by((run.experiment, number) for number, run in everything)
        self._having = _numbers_by(
            (trait, number)
            for number, run in everything
            for key, name in run.classes.items()
            for trait in ((key, name), ("", name))
        )
        self._given: defaultdict[str, dict[int, Any]] = defaultdict(dict)
        for number, run in everything:
            for key, value in run.parameters.items():
                self._given[key][number] = value
        self._sorted: dict[str, dict[tuple[Kind, Any], RunNumbers]] = {}

    def of(self, experiment: str) -> RunNumbers:
        """The runs of an experiment."""
        return self._of.get(experiment, frozenset())

    def alike(self, traits: Iterable[Trait]) -> RunNumbers:
        """The runs that have all of these classes."""
        found = self._everything
        for trait in traits:
            found &= self._having.get(trait, frozenset())
        return found

    def using(self, key: str, value: Any) -> RunNumbers:
        """The runs that used this very value of a parameter."""
        kind = kind_of(value)
        return self._values(key).get((kind, value), frozenset()) if kind else frozenset()

    def uses(self, key: str, among: RunNumbers) -> list[Use]:
        """What those of the runs used for a parameter that have it."""
        return [
            Use(self.runs[number], value, kind)
            for (kind, value), numbers in self._values(key).items()
            for number in numbers & among
        ]

    def _values(self, key: str) -> dict[tuple[Kind, Any], RunNumbers]:
        if key not in self._sorted:
            given = self._given.get(key, {}).items()
            self._sorted[key] = _numbers_by(
                ((kind, value), number) for number, value in given if (kind := kind_of(value))
            )
        return self._sorted[key]


def _numbers_by(pairs: Iterable[tuple[T, int]]) -> dict[T, RunNumbers]:
    found: defaultdict[T, set[int]] = defaultdict(set)
    for name, number in pairs:
        found[name].add(number)
    return {name: frozenset(numbers) for name, numbers in found.items()}
