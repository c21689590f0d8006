"""How an imported session ended: nothing in it says so, but its zip and its log give it away."""

from dataclasses import dataclass

from labbook.adapters.clearml_session import Session, holds_anything, read_session_events
from labbook.adapters.completed import span
from labbook.adapters.json_values import to_mapping, to_text
from labbook.adapters.local_state import read_state
from labbook.adapters.outside_text import clean_name
from labbook.errors import UsageError
from labbook.formats.end_of_log import LastError, last_error
from labbook.model.layout import LocalRunLayout
from labbook.model.run import RunState

MOST_AFTER = 12
"""Lines that may follow a traceback that a program ended with: its message, ClearML's words."""
_TEXTS = ("reason", "error", "started", "finished", "host")


@dataclass(frozen=True)
class SessionEnd:
    """`how` tells what the state was taken from; `error` is the exception's first line."""

    state: RunState
    how: str
    reason: str | None = None
    error: str | None = None
    started: str | None = None
    finished: str | None = None
    host: str | None = None


def derive_end(session: Session, said: RunState | None) -> SessionEnd:
    """How the session ended: as `said`, else from its copies and its log.

    The SDK writes the zip when the task is closed, which it does for a program that raises too;
    then the zip may lack all metrics. Raises UsageError where they tell
    neither that it failed nor that it didn't.
    """
    log, _ = read_session_events(session, "log.jsonl")
    metrics, _ = read_session_events(session, "metrics.jsonl")
    started, finished = span([*log.times, *metrics.times])
    error = last_error(log.log)
    state, how, reason = _state(session, said, error)
    failed = state is RunState.FAILED and error is not None and error.after <= MOST_AFTER
    exception = error.exception if failed and error else None
    shown = clean_name(exception) if exception else None
    return SessionEnd(state, how, reason, shown, started, finished, log.worker)


def read_end(run: LocalRunLayout) -> SessionEnd | None:
    """How an imported run ended; None where its folder doesn't tell."""
    fields = to_mapping((read_state(run.imported) or {}).get("end"))
    texts = {name: to_text(fields.get(name)) for name in ("state", "how", *_TEXTS)}
    shown = {name: clean_name(text) for name, text in texts.items() if text is not None}
    try:
        state = RunState(shown.get("state", ""))
    except ValueError:
        return None
    return SessionEnd(state, shown.get("how", ""), *map(shown.get, _TEXTS))


def _state(
    session: Session, said: RunState | None, error: LastError | None
) -> tuple[RunState, str, str | None]:
    if said is not None:
        return said, f"whoever imported it said that it is {said}", None
    zips = [copy for copy in session.copies if copy.label == "zip"]
    if not any(map(holds_anything, zips)):
        what = "its zip is broken" if zips else "it has no zip"
        why = "its session was never closed: the process was killed, or goes on"
        how = f"{what}: it was never closed, so the run is taken for lost"
        return RunState.LOST, how, why
    if error is not None and error.after <= MOST_AFTER:
        if error.exception is not None and error.exception.startswith("KeyboardInterrupt"):
            how = "its log ends in a KeyboardInterrupt, so the run is taken for stopped"
            return RunState.STOPPED, how, "interrupted"
        how = "its log ends in a traceback, so the run is taken for failed"
        return RunState.FAILED, how, "its log ends in a traceback"
    if error is not None:
        raise _untold("its log has a traceback, and more lines after it")
    if _lacks_metrics(session):
        raise _untold("its zip has no metrics, as after an exception")
    how = "its session was closed and its log doesn't end in a traceback"
    return RunState.FINISHED, f"{how}, so the run is taken for finished", None


def _untold(why: str) -> UsageError:
    return UsageError(
        f"the session doesn't tell how it ended: {why}",
        hint="add --state finished, --state failed or --state stopped",
    )


def _lacks_metrics(session: Session) -> bool:
    """Whether the zip has none, though the folder has some or isn't there to tell."""
    has = {copy.label: bool(copy.size("metrics.jsonl")) for copy in session.copies}
    return has.get("folder", True) and not has["zip"]
