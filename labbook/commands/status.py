"""`labbook status`: where runs stand."""

from dataclasses import dataclass

from labbook.journal.find import Journal
from labbook.journal.runs import Run
from labbook.journal.runs_meant import open_runs, runs_meant
from labbook.journal.status import run_status
from labbook.model.run import RunStatus
from labbook.ports import Launchers


@dataclass(frozen=True)
class RunReport:
    """A run and its state."""

    run: Run
    status: RunStatus


def status(journal: Journal, reference: str | None, *, launchers: Launchers) -> list[RunReport]:
    """State of a run, of an experiment's open runs, or of all open runs of the journal."""
    runs = runs_meant(journal, reference) if reference else open_runs(journal)
    return [RunReport(run, run_status(journal, launchers, run.claim, run.record)) for run in runs]
