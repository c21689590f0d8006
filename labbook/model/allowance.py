"""A problem that a person allows."""

from dataclasses import dataclass

from labbook.model.problem import Problem


@dataclass(frozen=True)
class Allowance:
    """A person's word that problems of a code are none, the reason, and where that is written.

    `covers` is the one line of the file `path` whose problems are meant; None where all are, of
    the experiment or the journal that it is written for.
    """

    code: str
    reason: str
    path: str
    line: int
    column: int = 1
    covers: int | None = None


@dataclass(frozen=True)
class Allowed:
    """A problem that was found and is allowed."""

    problem: Problem
    reason: str
