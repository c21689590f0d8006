"""The state of a run, for every command the same."""

import os
from typing import TYPE_CHECKING

from labbook.errors import UsageError
from labbook.model.run import Claim, RunRecord, RunState, RunStatus

if TYPE_CHECKING:
    from labbook.ports import Launchers

LOCAL = "local"


def run_status(launchers: "Launchers", claim: Claim, record: RunRecord | None = None) -> RunStatus:
    """What is known of a run: its record if it has ended, else what its launcher says.

    A local run that nothing is known of here, and that was claimed on another machine, is
    there and not lost; neither is one whose launcher this labbook doesn't know.
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
    elsewhere = claim.host is not None and claim.host != os.uname().nodename
    if claim.launcher == LOCAL and status.state == RunState.LOST and elsewhere:
        return RunStatus(RunState.LAUNCHED, f"runs on host {claim.host}", host=claim.host)
    return status
