"""`labbook logs`: what a run prints."""

from collections.abc import Iterator, Sequence
from itertools import chain

from labbook.errors import UsageError
from labbook.journal.experiments import names_run
from labbook.journal.find import Journal
from labbook.journal.runs import Run
from labbook.journal.runs_meant import SMOKE_SUFFIX, runs_meant, runs_of
from labbook.journal.status import run_status
from labbook.model.run import RunState
from labbook.ports import Launchers


def logs(
    journal: Journal,
    reference: str,
    *,
    launchers: Launchers,
    follow: bool = False,
) -> Iterator[str]:
    """Lines of a run's console output, with `follow` until it ends.

    An experiment stands for its run that is alive, or for its last one. Where the launcher has
    no log any more, the end of it that the run record keeps is all there is. Raises UsageError
    where several runs could be meant.
    """
    run = _one(journal, reference, launchers)
    lines = launchers(run.claim.launcher).logs(run.ref, follow=follow)
    first = next(lines, None)
    if first is None:
        return iter(run.record.log if run.record else ())
    return chain([first], lines)


def _one(journal: Journal, reference: str, launchers: Launchers) -> Run:
    if names_run(reference) or reference.endswith(SMOKE_SUFFIX):
        [run] = runs_meant(journal, reference)
        return run
    runs = runs_of(journal, reference)
    runs = _alive(journal, runs, launchers) or runs[-1:]
    if not runs:
        raise UsageError(f"{reference} has no run yet", hint=f"labbook launch {reference}")
    if len(runs) > 1:
        names = ", ".join(str(run.ref) for run in runs)
        raise UsageError(f"{reference} has several runs alive", hint=f"name one of {names}")
    return runs[0]


def _alive(journal: Journal, runs: Sequence[Run], launchers: Launchers) -> list[Run]:
    """Those that run; where none does, those that are to."""
    states = [(run, run_status(journal, launchers, run.claim, run.record).state) for run in runs]
    running = [run for run, state in states if state is RunState.RUNNING]
    return running or [run for run, state in states if not state.ended]
