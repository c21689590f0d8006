"""What the folder of a local run says: its JSON files, its lock, its processes."""

import fcntl
import json
import os
import signal
import tempfile
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from labbook.formats.timestamp import timestamp
from labbook.model.layout import LocalRunLayout

if TYPE_CHECKING:
    from psutil import Process

MAX_BYTES = 1_048_576
CLOCK_SLACK_SECONDS = 1.0
"""How far two readings of a process's start may lie apart (the clock is set meanwhile)."""


def now() -> str:
    """The time as a run record has it: UTC, ISO 8601 to the second."""
    return timestamp(datetime.now(UTC))


def write_state(path: Path, value: Mapping[str, Any]) -> None:
    """Replace a JSON file of a run's folder, whole or not at all."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            json.dump(value, stream, ensure_ascii=False, indent=1, sort_keys=True)
            stream.flush()
            os.fsync(stream.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def read_state(path: Path) -> dict[str, Any] | None:
    """The object in a JSON file; None where there is none or it is broken."""
    try:
        with path.open("rb") as stream:
            value = json.loads(stream.read(MAX_BYTES))
    except (OSError, ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def take_lock(path: Path) -> int | None:
    """Lock the file for as long as any copy of the descriptor is open; None when it is taken."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        return None
    return descriptor


def is_locked(path: Path) -> bool:
    """Whether some process holds the lock."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(descriptor)
    return False


def wait_for_lock(path: Path) -> None:
    """Wait until nobody holds the lock (any more)."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH)
    finally:
        os.close(descriptor)


def mark(pid: int) -> dict[str, float]:
    """A process so that it is told from a later one with the same number."""
    import psutil

    return {"pid": pid, "created": psutil.Process(pid).create_time()}


def living(marked: object) -> "Process | None":
    """The process that was marked, if it still lives."""
    import psutil

    if not isinstance(marked, dict):
        return None
    try:
        process = psutil.Process(int(marked["pid"]))
        same = abs(process.create_time() - float(marked["created"])) < CLOCK_SLACK_SECONDS
        alive = same and process.status() != psutil.STATUS_ZOMBIE
    except (psutil.Error, KeyError, TypeError, ValueError):
        return None
    return process if alive else None


def is_alive(run: LocalRunLayout) -> bool:
    """Whether any process of the run lives.

    The lock tells, but a command may close the descriptor that it inherited.
    """
    if is_locked(run.alive):
        return True
    if run.ended.exists():
        return False
    processes = read_state(run.processes) or {}
    return living(processes.get("command")) is not None


def members(run: LocalRunLayout) -> "list[Process]":
    """All processes of a run, known by the output folder in their environment.

    For a run without its supervisor; with it, they are the supervisor's descendants.
    """
    import psutil

    found = []
    for process in psutil.process_iter():
        try:
            if process.environ().get("LABBOOK_OUTPUT") == str(run.output):
                found.append(process)
        except psutil.Error:
            continue
    return found


def send(processes: "Iterable[Process]", number: signal.Signals) -> None:
    """Signal all of them; one that is gone is none of our business."""
    import psutil

    for process in processes:
        try:
            process.send_signal(number)
        except psutil.Error:
            continue
