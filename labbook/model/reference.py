"""Names of experiments and runs."""

import re
from dataclasses import dataclass

from labbook.errors import UsageError

EXPERIMENT_ID = re.compile(r"\d{4}-\d{2}-\d{2}-[a-z0-9]+(?:-[a-z0-9]+)*")
MAX_SLUG = 40
SMOKE = 0


@dataclass(frozen=True, order=True)
class RunRef:
    """A run: its experiment's id and its number within the experiment, from 1.

    An experiment's smoke run, which has no number, is `<experiment>/smoke`.
    """

    experiment: str
    number: int

    def __str__(self) -> str:
        return f"{self.experiment}/{'smoke' if self.is_smoke else self.number}"

    @property
    def is_smoke(self) -> bool:
        return self.number == SMOKE

    @property
    def tag(self) -> str:
        """The annotated git tag that claims this run."""
        return f"run/{self}"

    @classmethod
    def smoke(cls, experiment: str) -> "RunRef":
        """The unnumbered trial of an experiment."""
        return cls(experiment, SMOKE)

    @classmethod
    def parse(cls, text: str) -> "RunRef":
        """Read `<experiment>/<n>`, with or without the leading `run/`.

        Raises UsageError when it is neither.
        """
        experiment, slash, number = text.removeprefix("run/").rpartition("/")
        if not slash or not EXPERIMENT_ID.fullmatch(experiment) or not _is_number(number):
            raise UsageError(
                f"'{text}' is no run", hint="a run is written <experiment>/<n>, n from 1"
            )
        return cls(experiment, int(number))


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and not text.startswith("0") and len(text) < 7
