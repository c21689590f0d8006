"""The past uses that a value is compared with, and how they are spoken of."""

from collections import Counter
from dataclasses import dataclass
from math import isfinite
from typing import Any

from labbook.formats.history.history import Use
from labbook.formats.metrics import LARGEST
from labbook.formats.report.quantity import number
from labbook.formats.shortened import shorten
from labbook.model.problem import Severity

MIN_RUNS = 5
"""With fewer runs nothing is said."""


@dataclass(frozen=True)
class Remark:
    """What is to be said of a value."""

    severity: Severity
    message: str
    hint: str


@dataclass(frozen=True)
class Peers:
    """Uses of a parameter in runs that are alike; `said` is what they have in common."""

    uses: tuple[Use, ...]
    said: str

    @property
    def values(self) -> list[Any]:
        return [use.value for use in self.uses]

    @property
    def runs(self) -> str:
        return f"{len(self.uses)} runs{self.said}"

    @property
    def experiments(self) -> int:
        return len({use.run.experiment for use in self.uses})

    @property
    def extent(self) -> str:
        """In how many experiments the runs are: seeds of a single one are no long history."""
        several = f"in {self.experiments} experiments"
        return several if self.experiments > 1 else "all in one experiment"

    @property
    def counts(self) -> list[tuple[Any, int]]:
        """Each value with its number of runs, the one used most first."""
        counted = Counter(self.values).items()
        return sorted(counted, key=lambda pair: (-pair[1], str(pair[0])))

    @property
    def most(self) -> str:
        """A hint: the value to think of first."""
        value, count = self.counts[0]
        most = f"{shown(value)}, in {count} of {len(self.uses)} runs"
        return f"the value used most is {most}; if yours is meant, say why"


def shown(value: Any) -> str:
    """A value in a sentence: three digits of a number, a text in quotes, nothing raw."""
    if isinstance(value, str):
        return f"'{shorten(value, 40)}'"
    if isinstance(value, bool):
        return str(value).lower()
    return number(value, significant=3) if abs(value) <= LARGEST else _beyond(value)


def _beyond(value: float) -> str:
    infinite = isinstance(value, float) and not isfinite(value)
    return number(value) if infinite else f"beyond {LARGEST:g}"
