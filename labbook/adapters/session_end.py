"""How an imported session ended: nothing in it says so, but its zip and its log give it away."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from labbook.adapters.clearml_session import Session, holds_anything, read_session_events
from labbook.adapters.completed import span
from labbook.adapters.local_state import read_state
from labbook.adapters.outside_text import clean_name
from labbook.model.layout import LocalRunLayout
from labbook.model.run import RunState

MOST_AFTER = 12
"""Lines that may follow a traceback that a program ended with: its message, ClearML's words."""
_HEAD = "Traceback (most recent call last):"
_IGNORED = re.compile(r"\s*(?:Exception ignored in|Exception in thread|--- Logging error)")
_TEXTS = ("reason", "error", "started", "finished", "host")
_STOPPED = re.compile(r"KeyboardInterrupt\b")


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

    The SDK writes the zip when the task is closed, which it does for a program that raises too.
    """
    log, _ = read_session_events(session, "log.jsonl")
    metrics, _ = read_session_events(session, "metrics.jsonl")
    started, finished = span([*log.times, *metrics.times])
    error = last_exception(log.log)
    state, how, reason = _state(session, said, error)
    failed = state is RunState.FAILED
    return SessionEnd(state, how, reason, error if failed else None, started, finished, log.worker)


def last_exception(log: Sequence[str]) -> str | None:
    """The exception of the traceback that a log ends with; None where it ends otherwise."""
    heads = [at for at, line in enumerate(log) if line.strip() == _HEAD]
    if not heads or _IGNORED.match(log[heads[-1] - 1] if heads[-1] else ""):
        return None
    for at in range(heads[-1] + 1, len(log)):
        if log[at].strip() and not log[at].startswith((" ", "\t")):
            return clean_name(log[at].strip()) if len(log) - at - 1 <= MOST_AFTER else None
    return None


def end_fields(end: SessionEnd) -> dict[str, Any]:
    """What a run's folder keeps of it."""
    return asdict(end)


def read_end(run: LocalRunLayout) -> SessionEnd | None:
    """How an imported run ended; None where its folder doesn't tell."""
    kept = (read_state(run.imported) or {}).get("end")
    fields = kept if isinstance(kept, dict) else {}
    try:
        state = RunState(str(fields.get("state")))
    except ValueError:
        return None
    return SessionEnd(state, _text(fields, "how") or "", *(_text(fields, name) for name in _TEXTS))


def _state(
    session: Session, said: RunState | None, error: str | None
) -> tuple[RunState, str, str | None]:
    if said is not None:
        return said, f"whoever imported it said that it is {said}", None
    zips = [copy for copy in session.copies if copy.label == "zip"]
    if not any(map(holds_anything, zips)):
        what = "its zip is broken" if zips else "it has no zip"
        why = "its session was never closed: the process was killed, or goes on"
        how = f"{what}: it was never closed, so the run is taken for lost"
        return RunState.LOST, how, why
    if error is None:
        how = "its session was closed and its log doesn't end in a traceback"
        return RunState.FINISHED, f"{how}, so the run is taken for finished", None
    if _STOPPED.match(error):
        how = "its log ends in a KeyboardInterrupt, so the run is taken for stopped"
        return RunState.STOPPED, how, "interrupted"
    how = "its log ends in a traceback, so the run is taken for failed"
    return RunState.FAILED, how, "its log ends in a traceback"


def _text(fields: Mapping[str, Any], name: str) -> str | None:
    value = fields.get(name)
    return clean_name(value) if isinstance(value, str) else None
