"""How a command ended, as `ended.json` and a sentence tell it."""

import errno
import resource
import signal
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from labbook.adapters.local_state import now
from labbook.model.run import RunState

VMSTAT = Path("/proc/vmstat")
OWN_GROUP = Path("/proc/self/cgroup")
GROUPS = Path("/sys/fs/cgroup")
SHELL_SIGNAL_BASE = 128
NOT_FOUND = 127
NOT_EXECUTABLE = 126


@dataclass(frozen=True)
class Outcome:
    """The state that a run ended in and why; `returncode` is negative for a signal."""

    state: RunState
    reason: str | None = None
    returncode: int | None = None

    @classmethod
    def not_started(cls, program: str, error: Exception) -> "Outcome":
        """The command could not be started at all."""
        number = error.errno if isinstance(error, OSError) else None
        if number == errno.ENOENT:
            return cls(RunState.FAILED, f"command not found: {program}", NOT_FOUND)
        if number in {errno.EACCES, errno.ENOEXEC}:
            return cls(RunState.FAILED, f"command can't be executed: {program}", NOT_EXECUTABLE)
        return cls(RunState.FAILED, f"the command could not be started: {error}")

    @classmethod
    def of(cls, returncode: int, *, stopping: bool, wished: bool, oom_killed: bool) -> "Outcome":
        """From the command's end.

        `stopping`: the supervisor was told to end it; `wished`: by labbook, not by a shutdown.
        `oom_killed`: the kernel's out-of-memory killer was at work during the run.
        """
        if stopping:
            reason = "stopped on request" if wished else "its supervisor was told to end (SIGTERM)"
            return cls(RunState.STOPPED, reason, returncode)
        if returncode == 0:
            return cls(RunState.FINISHED, None, returncode)
        return cls(RunState.FAILED, _failure(returncode, oom_killed), returncode)


def _failure(returncode: int, oom_killed: bool) -> str:
    code = f"exit code {returncode}"
    if returncode < 0:
        code = f"killed by {signal_name(-returncode)}"
    elif returncode == NOT_FOUND:
        code += " (command not found)"
    elif returncode == NOT_EXECUTABLE:
        code += " (command can't be executed)"
    elif returncode == SHELL_SIGNAL_BASE + signal.SIGKILL:
        code += ", a process of it was killed by SIGKILL"
    if oom_killed:
        return f"{code}; the kernel's out-of-memory killer ran meanwhile"
    if returncode in {-signal.SIGKILL, SHELL_SIGNAL_BASE + signal.SIGKILL}:
        return f"{code} (out of memory is the usual cause)"
    return code


def signal_name(number: int) -> str:
    """`SIGKILL` for 9."""
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def oom_kills() -> int:
    """Out-of-memory kills so far: of our control group where that can be told, else of the
    machine; 0 where neither can."""
    return next((count for path in _counters() if (count := _oom_kill(path)) is not None), 0)


def _counters() -> Iterator[Path]:
    with suppress(OSError):
        for line in OWN_GROUP.read_text().splitlines():
            if line.startswith("0::"):
                yield GROUPS / line.removeprefix("0::").strip("/") / "memory.events"
    yield GROUPS / "memory.events"
    yield VMSTAT


def _oom_kill(path: Path) -> int | None:
    try:
        lines = path.read_text().splitlines()
    except OSError:
        return None
    words = (line.split() for line in lines)
    return next((int(w[1]) for w in words if len(w) == 2 and w[0] == "oom_kill"), None)


def ended(
    outcome: Outcome,
    *,
    started: str | None,
    seconds: float | None = None,
    usage: resource.struct_rusage | None = None,
) -> dict[str, Any]:
    """What `ended.json` holds.

    `peak_memory_bytes` is of the largest process, `cpu_seconds` of the command and all
    descendants that it waited for (getrusage(2)).
    """
    code = outcome.returncode
    resources = {} if seconds is None else {"wall_seconds": round(seconds, 3)}
    if usage is not None:
        unit = 1 if sys.platform == "darwin" else 1024
        resources["cpu_seconds"] = round(usage.ru_utime + usage.ru_stime, 3)
        resources["peak_memory_bytes"] = usage.ru_maxrss * unit
    return {
        "schema": 1,
        "state": outcome.state.value,
        "reason": outcome.reason,
        "exit_code": code if code is not None and code >= 0 else None,
        "signal": signal_name(-code) if code is not None and code < 0 else None,
        "started": started,
        "finished": now(),
        "resources": resources,
    }
