"""Problems parted into those that stay and those that are allowed."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from labbook.formats.allow.faults import find_fault, unneeded
from labbook.model.allowance import Allowance, Allowed
from labbook.model.codes import CODES, Judged
from labbook.model.problem import Problem


@dataclass(frozen=True)
class Inspected:
    """An experiment that was inspected, its problems and what is allowed in it.

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
class Findings:
    """Problems that stay, and those that are allowed; each once, in no order."""

    problems: frozenset[Problem]
    allowed: frozenset[Allowed]


def is_allowed(problem: Problem, allowances: Iterable[Allowance]) -> bool:
    """Whether one of the allowances is about the problem, and has no fault."""
    return any(_is_about(a, problem) and find_fault(a) is None for a in allowances)


def apply_allowances(
    inspected: Sequence[Inspected],
    others: Iterable[Problem],
    everywhere: Sequence[Allowance],
    *,
    whole: bool,
) -> Findings:
    """Part the problems of experiments and `others`, those of the journal itself.

    `everywhere` is what the settings allow. What is wrong with an allowance is a problem that
    stays. Only where the `whole` journal was inspected does the lack of a problem tell that the
    settings' allowances, and those in shared files, are not needed.
    """
    written = {*everywhere, *(a for one in inspected for a in one.allowances)}
    faults = {a: fault for a in written if (fault := find_fault(a)) is not None}
    left = set(faults.values())
    allowed: dict[Problem, str] = {}
    needed: set[Allowance] = set()
    for one in (*inspected, Inspected(tuple(others))):
        sound = [a for a in (*one.allowances, *everywhere) if a not in faults]
        for problem in one.problems:
            by = [a for a in sound if _is_about(a, problem)]
            needed.update(by)
            if by:
                allowed.setdefault(problem, by[0].reason)
            else:
                left.add(problem)
    judged = _judged(inspected, everywhere, whole)
    left.update(unneeded(a) for a in judged if a not in needed and a not in faults)
    stays = {Allowed(problem, why) for problem, why in allowed.items() if problem not in left}
    return Findings(frozenset(left), frozenset(stays))


def _is_about(allowance: Allowance, problem: Problem) -> bool:
    if allowance.code != problem.code:
        return False
    place = (problem.path, problem.line)
    if allowance.covers is not None and place != (allowance.path, allowance.covers):
        return False
    return allowance.code in CODES and problem.severity in CODES[allowance.code].allowable


def _judged(
    inspected: Sequence[Inspected], everywhere: Sequence[Allowance], whole: bool
) -> Iterator[Allowance]:
    """Allowances whose problem would have been found, were it there."""
    shown: dict[Allowance, bool] = {}
    for one in inspected:
        for allowance in one.allowances if whole else one.own:
            shown[allowance] = shown.get(allowance, True) and _level(allowance) in one.judged
    yield from (allowance for allowance, judged in shown.items() if judged)
    if whole and all(one.judged for one in inspected):
        for allowance in everywhere:
            level = _level(allowance)
            if level != "before runs" and any(level in one.judged for one in inspected):
                yield allowance


def _level(allowance: Allowance) -> Judged:
    """When the lack of a problem shows something; of a code that there is none of, nothing does."""
    return CODES[allowance.code].judged if allowance.code in CODES else "never"
