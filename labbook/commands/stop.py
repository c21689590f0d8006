"""`labbook stop`: end runs."""

from labbook.commands.status import RunReport
from labbook.errors import Refused
from labbook.journal.find import Journal
from labbook.journal.runs_meant import runs_meant
from labbook.journal.status import run_status
from labbook.ports import Launchers


def stop(journal: Journal, reference: str, *, launchers: Launchers) -> list[RunReport]:
    """Stop a run, or all open runs of an experiment, the last one first, so that none that
    waits for another begins. A run that has ended stays as it is.

    Raises Refused for a run that goes on, on another machine for example.
    """
    reports = []
    for run in reversed(runs_meant(journal, reference)):
        if not run_status(journal, launchers, run.claim, run.record).state.ended:
            launchers(run.claim.launcher).stop(run.ref)
        now = run_status(journal, launchers, run.claim, run.record)
        if not now.state.ended:
            raise Refused(f"{run.ref} was not stopped: {now.reason or 'it goes on'}")
        reports.append(RunReport(run, now))
    return reports[::-1]
