"""Runs that labbook did not start: what was kept of them when they were imported."""

from collections.abc import Iterator

from labbook.adapters.clearml_session import find_sessions, read_session_events
from labbook.adapters.session_end import read_end
from labbook.errors import Refused
from labbook.model.layout import JournalLayout
from labbook.model.reference import RunRef
from labbook.model.run import IMPORTED, Attempt, RunState, RunStatus
from labbook.model.settings import Settings
from labbook.ports import LaunchRequest

NOT_STARTED = "labbook did not start it"


class ImportedLauncher:
    """Knows how imported sessions ended; of a server's task the tracker tells."""

    name = IMPORTED

    def __init__(self, layout: JournalLayout, settings: Settings) -> None:  # noqa: ARG002
        self.layout = layout

    def check(self, request: LaunchRequest) -> None:  # noqa: ARG002
        """Raises Refused: what was imported has run already."""
        raise Refused("an imported run can't be started", hint="labbook launch --to local")

    def start(self, request: LaunchRequest) -> None:
        """Raises Refused."""
        self.check(request)

    def status(self, run: RunRef) -> RunStatus:
        """How the run is taken to have ended; launched where nothing here tells."""
        end = read_end(self.layout.local_run(run))
        if end is None:
            return RunStatus(RunState.LAUNCHED, f"{NOT_STARTED}, and nothing here tells its state")
        last = next((line for line in reversed(self._log(run)) if line.strip()), None)
        attempt = Attempt(end.state, end.started, end.finished, end.reason)
        return RunStatus(end.state, end.reason, (attempt,), end.host, {}, last)

    def logs(self, run: RunRef, *, follow: bool = False) -> Iterator[str]:  # noqa: ARG002
        """The end of the session's console output."""
        return iter(self._log(run))

    def stop(self, run: RunRef) -> RunStatus:
        """An imported run has ended, or goes on where labbook has no hand in it."""
        return self.status(run)

    def _log(self, run: RunRef) -> list[str]:
        local = self.layout.local_run(run)
        sessions = find_sessions(local.folder, local.session)
        return [
            line
            for session in sessions
            for line in read_session_events(session, "log.jsonl")[0].log
        ]
