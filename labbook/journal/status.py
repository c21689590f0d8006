"""The state of a run, for every command the same."""

import os
from typing import TYPE_CHECKING

from labbook.errors import UsageError
from labbook.journal.find import Journal
from labbook.journal.identity import clone_id
from labbook.model.run import Claim, RunRecord, RunState, RunStatus

if TYPE_CHECKING:
    from labbook.ports import Launchers

LOCAL = "local"


def run_status(
    journal: Journal, launchers: "Launchers", claim: Claim, record: RunRecord | None = None
) -> RunStatus:
    """What is known of a run: its record if it has ended, else what its launcher says.

    A local run that was never started here, and that was claimed in another clone, is there and
    not lost; neither is one whose launcher this labbook doesn't know.
    """
    if record is not None and record.state.ended:
        return RunStatus(
            record.state,
            record.reason,
            record.attempts,
            record.environment.host,
            record.resources,
            record.log[-1] if record.log else None,
        )
    try:
        launcher = launchers(claim.launcher)
    except UsageError as unknown:
        return RunStatus(RunState.LAUNCHED, unknown.sentence, host=claim.host)
    status = launcher.status(claim.run)
    if claim.launcher == LOCAL and status.state == RunState.LOST:
        where = elsewhere(journal, claim)
        if where is not None:
            return RunStatus(RunState.LAUNCHED, f"runs {where}", host=claim.host)
    return status


def elsewhere(journal: Journal, claim: Claim) -> str | None:
    """Where a run was claimed that was never started here; None where that is this clone."""
    if journal.layout.local_run(claim.run).launched.exists():
        return None
    if claim.clone is None:
        here = claim.host in {None, os.uname().nodename}
        return None if here else f"on host {claim.host}"
    here = claim.clone == clone_id(journal.layout.root)
    return None if here else f"in another clone on host {claim.host}"
