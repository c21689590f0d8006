"""`python -m labbook.adapters.local_supervisor FOLDER LOCK`: stands by one local run.

It belongs to no terminal and to no labbook process, so that the run outlives both. LOCK is the
descriptor of the run's lock: whoever holds a copy of it keeps the run alive in the eyes of
others. It starts the command of `launched.json`, waits for it, sees to it that nothing of it
stays behind, and writes `ended.json`.
"""

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil

from labbook.adapters.local_outcome import Outcome, ended, oom_kills
from labbook.adapters.local_state import (
    mark,
    now,
    read_state,
    send,
    wait_for_lock,
    write_state,
)
from labbook.model.layout import LocalRunLayout
from labbook.model.run import RunState

PR_SET_CHILD_SUBREAPER = 36
STRAGGLER_SECONDS = 2.0


class StopAsked(Exception):
    """Somebody wants the run stopped before its command has started."""


class Supervisor:
    """One run from its start to its end."""

    def __init__(self, run: LocalRunLayout, lock: int) -> None:
        self.run = run
        self.lock = lock
        self.launched: dict[str, Any] = read_state(run.launched) or {}
        self.waiting = True
        self.stopping = False
        self.command: subprocess.Popen[bytes] | None = None

    def supervise(self) -> None:
        """Run the command once it is its turn, and write down how it ended."""
        try:
            signal.signal(signal.SIGTERM, self._on_stop)
            write_state(self.run.processes, {"supervisor": mark(os.getpid())})
            self._wait_for_turn()
        except StopAsked:
            outcome = Outcome(RunState.STOPPED, "stopped before it began")
            write_state(self.run.ended, ended(outcome, started=None))
            return
        write_state(self.run.ended, self._run_command())

    def _wait_for_turn(self) -> None:
        if after := self.launched.get("after"):
            wait_for_lock(Path(after))
        if self.run.stop_wish.exists():
            raise StopAsked
        self.waiting = False

    def _run_command(self) -> dict[str, Any]:
        started, clock, kills = now(), time.monotonic(), oom_kills()
        processes = {"supervisor": mark(os.getpid()), "started": started}
        write_state(self.run.processes, processes)
        try:
            self.command = subprocess.Popen(
                self.launched["command"],
                cwd=self.launched["workdir"],
                stdin=subprocess.DEVNULL,
                start_new_session=True,
                pass_fds=(self.lock,),
            )
        except (OSError, ValueError) as error:
            return ended(Outcome.not_started(self.launched["command"][0], error), started=started)
        with suppress(psutil.Error):
            write_state(self.run.processes, {**processes, "command": mark(self.command.pid)})
        if self.stopping:
            self._terminate()
        _, status, usage = os.wait4(self.command.pid, 0)
        self.command.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.monotonic() - clock
        self._clear_stragglers()
        outcome = Outcome.of(
            self.command.returncode,
            stopping=self.stopping,
            wished=self.run.stop_wish.exists(),
            oom_killed=oom_kills() != kills,
        )
        return ended(outcome, started=started, seconds=seconds, usage=usage)

    def _on_stop(self, *_: object) -> None:
        self.stopping = True
        if self.waiting:
            self.waiting = False
            raise StopAsked
        if self.command is not None:
            self._terminate()

    @property
    def _grace(self) -> float:
        """Seconds between being asked to stop and being killed."""
        return float(self.launched.get("grace_seconds", 10))

    def _terminate(self) -> None:
        self._signal_all(signal.SIGTERM)
        timer = threading.Timer(self._grace, self._signal_all, [signal.SIGKILL])
        timer.daemon = True
        timer.start()

    def _signal_all(self, number: signal.Signals) -> None:
        send(self._members(), number)

    def _members(self) -> list[psutil.Process]:
        members = psutil.Process().children(recursive=True)
        if sys.platform == "linux" or self.command is None:
            return members
        # Without adoption an orphan is no child of ours, but still in the command's group.
        others = (p for p in psutil.process_iter() if p not in members)
        return members + [p for p in others if _group(p.pid) == self.command.pid]

    def _clear_stragglers(self) -> None:
        """End what the command left behind: a run that has ended has no processes.

        Where the run was asked to stop, they have been told too, and have their time to do so.
        """
        left = self._members()
        if not left:
            return
        if not self.stopping:
            send(left, signal.SIGTERM)
        patience = self._grace if self.stopping else STRAGGLER_SECONDS
        _, left = psutil.wait_procs(left, timeout=patience)
        send(left, signal.SIGKILL)
        psutil.wait_procs(left, timeout=STRAGGLER_SECONDS)


def _group(pid: int) -> int | None:
    try:
        return os.getpgid(pid)
    except OSError:
        return None


def _adopt_orphans() -> None:
    """Make orphaned grandchildren ours, so that none escapes a stop. Linux only."""
    if sys.platform != "linux":
        return
    import ctypes

    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def _forget_ignored_signals() -> None:
    """A handler that does nothing, unlike an ignored signal, isn't inherited by the command."""
    for number in (signal.SIGHUP, signal.SIGINT):
        signal.signal(number, lambda *_: None)


def main() -> None:
    """Supervise the run in the folder that the first argument names."""
    folder, lock = sys.argv[1:]
    _forget_ignored_signals()
    _adopt_orphans()
    Supervisor(LocalRunLayout(Path(folder)), int(lock)).supervise()


if __name__ == "__main__":
    main()
