"""Problems sorted into those that stay and those that are allowed."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from labbook.formats.allow.faults import find_fault, unneeded
from labbook.model.allowance import Allowance, Allowed
from labbook.model.codes import CODES, Judged
from labbook.model.problem import Problem


@dataclass(frozen=True)
class Looked:
    """An experiment that was looked at, its problems and what is allowed in it.

    `own` stands in its own files, `shared` in files that others may include too. `judged` are
    those kinds of codes of which the lack of a problem shows that there is none.
    """

    problems: tuple[Problem, ...]
    own: tuple[Allowance, ...] = ()
    shared: tuple[Allowance, ...] = ()
    judged: Collection[Judged] = ()

    @property
    def allowances(self) -> tuple[Allowance, ...]:
        return (*self.own, *self.shared)


@dataclass(frozen=True)
class Sorted:
    """Problems that stay, and those that are allowed; each once, in no order."""

    problems: frozenset[Problem]
    allowed: frozenset[Allowed]


def is_allowed(problem: Problem, allowances: Iterable[Allowance]) -> bool:
    """Whether one of the allowances is about the problem, and has no fault."""
    return any(_allows(allowance, problem) for allowance in allowances)


def sort_out(
    looked: Sequence[Looked],
    others: Iterable[Problem],
    everywhere: Sequence[Allowance],
    *,
    whole: bool,
) -> Sorted:
    """Sort the problems of experiments and `others`, those of the journal itself.

    `everywhere` is what the settings allow. What is wrong with an allowance is a problem that
    stays. Only where the `whole` journal was looked at does the lack of a problem tell that the
    settings' allowances, and those in shared files, are not needed.
    """
    left: set[Problem] = set()
    allowed: dict[Problem, str] = {}
    needed: set[Allowance] = set()
    for one in (*looked, Looked(tuple(others))):
        for problem in one.problems:
            by = [a for a in (*one.allowances, *everywhere) if _allows(a, problem)]
            needed.update(by)
            if by:
                allowed.setdefault(problem, by[0].reason)
            else:
                left.add(problem)
    written = {*everywhere, *(a for one in looked for a in one.allowances)}
    left.update(fault for a in written if (fault := find_fault(a)) is not None)
    left.update(unneeded(a) for a in _judged(looked, everywhere, whole) if a not in needed)
    stays = {Allowed(problem, why) for problem, why in allowed.items() if problem not in left}
    return Sorted(frozenset(left), frozenset(stays))


def _allows(allowance: Allowance, problem: Problem) -> bool:
    if allowance.code != problem.code or find_fault(allowance) is not None:
        return False
    place = (problem.path, problem.line)
    if allowance.covers is not None and place != (allowance.path, allowance.covers):
        return False
    return problem.severity in CODES[allowance.code].allowable


def _judged(
    looked: Sequence[Looked], everywhere: Sequence[Allowance], whole: bool
) -> Iterator[Allowance]:
    """Allowances whose problem would have been found, were it there."""
    shown: dict[Allowance, bool] = {}
    for one in looked:
        for allowance in one.allowances if whole else one.own:
            shown[allowance] = shown.get(allowance, True) and _level(allowance) in one.judged
    yield from (allowance for allowance, judged in shown.items() if judged)
    if whole and all(one.judged for one in looked):
        for allowance in everywhere:
            if any(_level(allowance) in one.judged for one in looked):
                yield allowance


def _level(allowance: Allowance) -> Judged:
    """When the lack of a problem shows something; of an allowance with a fault, nothing does."""
    return "never" if find_fault(allowance) else CODES[allowance.code].judged
