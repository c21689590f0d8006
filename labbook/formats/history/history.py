"""The runs of a lab, found by what they used."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from labbook.formats.history.kinds import Kind, kind_of
from labbook.formats.history.past_run import PastRun

Places = frozenset[int]
"""Runs by their place in the history."""

Trait = tuple[str, str]
"""A dotted class name, and the key at which its object stands; empty where any key will do."""

T = TypeVar("T")


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
        self.well = frozenset(place for place, run in everything if run.well)
        self.classless = frozenset(place for place, run in everything if not run.classes)
        self._everything = frozenset(range(len(self.runs)))
        self._of = _places((run.experiment, place) for place, run in everything)
        self._having = _places(
            (trait, place)
            for place, run in everything
            for key, name in run.classes.items()
            for trait in ((key, name), ("", name))
        )
        self._given: defaultdict[str, dict[int, Any]] = defaultdict(dict)
        for place, run in everything:
            for key, value in run.parameters.items():
                self._given[key][place] = value
        self._sorted: dict[str, dict[tuple[Kind, Any], Places]] = {}

    def of(self, experiment: str) -> Places:
        """The runs of an experiment."""
        return self._of.get(experiment, frozenset())

    def alike(self, traits: Iterable[Trait]) -> Places:
        """The runs that have all of these classes."""
        found = self._everything
        for trait in traits:
            found &= self._having.get(trait, frozenset())
        return found

    def using(self, key: str, value: Any) -> Places:
        """The runs that used this very value of a parameter."""
        kind = kind_of(value)
        return self._values(key).get((kind, value), frozenset()) if kind else frozenset()

    def uses(self, key: str, among: Places) -> list[Use]:
        """What those of the runs used for a parameter that have it."""
        return [
            Use(self.runs[place], value, kind)
            for (kind, value), places in self._values(key).items()
            for place in places & among
        ]

    def _values(self, key: str) -> dict[tuple[Kind, Any], Places]:
        if key not in self._sorted:
            given = self._given.get(key, {}).items()
            self._sorted[key] = _places(
                ((kind, value), place) for place, value in given if (kind := kind_of(value))
            )
        return self._sorted[key]


def _places(pairs: Iterable[tuple[T, int]]) -> dict[T, Places]:
    found: defaultdict[T, set[int]] = defaultdict(set)
    for name, place in pairs:
        found[name].add(place)
    return {name: frozenset(places) for name, places in found.items()}
