"""`labbook logs`: what a run prints."""

from collections.abc import Iterator
from itertools import chain

from labbook.errors import UsageError
from labbook.journal.experiments import names_run
from labbook.journal.find import Journal
from labbook.journal.runs import Run
from labbook.journal.runs_meant import SMOKE_SUFFIX, runs_meant, runs_of
from labbook.ports import Launchers


def logs(
    journal: Journal,
    reference: str,
    *,
    launchers: Launchers,
    follow: bool = False,
) -> Iterator[str]:
    """Lines of a run's console output, with `follow` until it ends.

    An experiment stands for its open run, or for its last one. Where the launcher has no log
    any more, the end of it that the run record keeps is all there is. Raises UsageError where
    several runs could be meant.
    """
    run = _one(journal, reference)
    lines = launchers(run.claim.launcher).logs(run.ref, follow=follow)
    first = next(lines, None)
    if first is None:
        return iter(run.record.log if run.record else ())
    return chain([first], lines)


def _one(journal: Journal, reference: str) -> Run:
    runs = runs_meant(journal, reference)
    if not runs and not names_run(reference) and not reference.endswith(SMOKE_SUFFIX):
        runs = runs_of(journal, reference)[-1:]
    if not runs:
        raise UsageError(f"{reference} has no run yet", hint=f"labbook launch {reference}")
    if len(runs) > 1:
        names = ", ".join(str(run.ref) for run in runs)
        raise UsageError(f"{reference} has several open runs", hint=f"name one of {names}")
    return runs[0]
