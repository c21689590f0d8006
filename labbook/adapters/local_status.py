"""What the folder of a local run says of its state."""

import os
from collections.abc import Mapping
from typing import Any

from labbook.adapters.json_values import to_text
from labbook.adapters.local_log import last_line, last_written
from labbook.adapters.local_state import is_alive, read_state
from labbook.model.layout import LocalRunLayout
from labbook.model.run import Attempt, RunState, RunStatus


def status_of(run: LocalRunLayout) -> RunStatus:
    """The run's end if one is written, else what its lock says, else it is lost."""
    # The lock first: its holder writes the end before it lets go.
    alive = is_alive(run)
    ended = read_state(run.ended)
    if ended is not None:
        return _ended(run, ended)
    launched = read_state(run.launched)
    if launched is None:
        if alive:
            return RunStatus(RunState.LAUNCHED, "it is being set up")
        return RunStatus(RunState.LOST, "nothing of it is left on this machine")
    host = str(launched.get("host"))
    if alive:
        return _living(run, launched, host)
    if host != os.uname().nodename:
        return RunStatus(RunState.LAUNCHED, f"runs on host {host}", host=host)
    return _lost(run, host)


def _ended(run: LocalRunLayout, ended: Mapping[str, Any]) -> RunStatus:
    launched = read_state(run.launched) or {}
    state = _state(ended.get("state"))
    reason = to_text(ended.get("reason"))
    attempt = Attempt(state, to_text(ended.get("started")), to_text(ended.get("finished")), reason)
    return RunStatus(
        state,
        reason,
        (attempt,),
        to_text(launched.get("host")),
        _figures(ended.get("resources")),
        last_line(run.log),
    )


def _living(run: LocalRunLayout, launched: Mapping[str, Any], host: str) -> RunStatus:
    started = to_text((read_state(run.processes) or {}).get("started"))
    if started is not None:
        attempt = Attempt(RunState.RUNNING, started)
        return RunStatus(RunState.RUNNING, None, (attempt,), host, {}, last_line(run.log))
    if launched.get("after"):
        return RunStatus(RunState.QUEUED, "waits until the run before it has ended", host=host)
    return RunStatus(RunState.LAUNCHED, "it is about to start", host=host)


def _lost(run: LocalRunLayout, host: str) -> RunStatus:
    written = last_written(run.log)
    seen = f"last log line at {written}" if written else "it logged nothing"
    reason = f"its supervisor was killed or the machine went down; {seen}"
    started = to_text((read_state(run.processes) or {}).get("started"))
    attempt = Attempt(RunState.LOST, started, None, reason)
    return RunStatus(RunState.LOST, reason, (attempt,), host, {}, last_line(run.log))


def _state(value: object) -> RunState:
    try:
        state = RunState(str(value))
    except ValueError:
        return RunState.LOST
    return state if state.ended else RunState.LOST


def _figures(value: object) -> dict[str, float]:
    if not isinstance(value, dict):
        return {}
    return {str(k): v for k, v in value.items() if type(v) in {int, float}}
