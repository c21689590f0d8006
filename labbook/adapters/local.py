"""Runs on this machine: a clean worktree, a supervisor that outlives labbook, plain files."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

from labbook.adapters.local_environment import run_environment
from labbook.adapters.local_log import follow_log, read_log
from labbook.adapters.local_state import (
    is_alive,
    living,
    members,
    now,
    read_state,
    send,
    take_lock,
    write_state,
)
from labbook.adapters.local_status import status_of
from labbook.errors import LabbookError, OutsideError, Refused
from labbook.model.layout import JournalLayout, LocalRunLayout
from labbook.model.reference import RunRef
from labbook.model.run import RunState, RunStatus
from labbook.model.settings import Settings
from labbook.ports import LaunchRequest

GRACE_SECONDS = 10.0
"""Between asking a run's processes to end and ending them."""
SUPERVISOR_SECONDS = 5.0
POLL_SECONDS = 0.02


class LocalLauncher:
    """`labbook launch` on the machine itself."""

    name = "local"

    def __init__(self, layout: JournalLayout, settings: Settings) -> None:
        self.layout = layout
        self.settings = settings

    def check(self, request: LaunchRequest) -> None:
        """Raises Refused where data, a submodule or an LFS file of the run isn't here."""
        from labbook.adapters.local_worktree import check_checkout

        if request.manifest.code is not None:
            raise Refused(
                "the manifest's code lies in another repository, which a local run can't use",
                hint="delete `code` from launch.yaml, or launch where that code is in the image",
            )
        self._environment(request)
        check_checkout(self.layout.root, request.commit)

    def start(self, request: LaunchRequest) -> None:
        """Start the run's supervisor; a run that can't start is left as failed."""
        run = self.layout.local_run(request.ref)
        run.folder.mkdir(parents=True, exist_ok=True)
        lock = take_lock(run.alive)
        if lock is None:
            raise Refused(f"{request.ref} is running", hint=f"labbook stop {request.ref}")
        try:
            if run.launched.exists():
                raise Refused(f"{request.ref} was started before", path=run.folder)
            self._start(request, run, lock)
        finally:
            os.close(lock)

    def _start(self, request: LaunchRequest, run: LocalRunLayout, lock: int) -> None:
        from labbook.adapters.local_worktree import add_worktree

        try:
            environment = self._environment(request)
            self._clear_worktrees()
            add_worktree(self.layout.root, request.commit, run.worktree)
            run.output.mkdir(exist_ok=True)
            after = self.layout.local_run(request.after).alive if request.after else None
            launched = {
                "schema": 1,
                "command": list(request.command),
                "workdir": str(run.worktree / request.workdir),
                "environment": sorted(environment),
                "commit": request.commit,
                "created": now(),
                "host": os.uname().nodename,
                "after": str(after) if after else None,
                "grace_seconds": GRACE_SECONDS,
            }
            write_state(run.launched, launched)
            _spawn_supervisor(run, lock, environment)
        except (LabbookError, OSError, ValueError) as error:
            _write_end(run, RunState.FAILED, f"could not be started: {error}")
            if isinstance(error, LabbookError):
                raise
            raise OutsideError(f"the run could not be started: {error}", path=run.folder) from None

    def status(self, run: RunRef) -> RunStatus:
        """From the run's folder alone: its end if that is written, else its lock, else lost."""
        return status_of(self.layout.local_run(run))

    def logs(self, run: RunRef, *, follow: bool = False) -> Iterator[str]:
        """Lines of the log; a line that was redrawn comes as it stood last."""
        files = self.layout.local_run(run)
        if follow:
            return follow_log(files.log, lambda: is_alive(files))
        return read_log(files.log)

    def stop(self, run: RunRef) -> RunStatus:
        """End all processes of the run: asked first, killed after a grace of 10 s."""
        files = self.layout.local_run(run)
        if not is_alive(files) or files.ended.exists():
            return self.status(run)
        files.stop_wish.touch()
        deadline = time.monotonic() + GRACE_SECONDS + SUPERVISOR_SECONDS
        asked = False
        while is_alive(files) and time.monotonic() < deadline:
            processes = read_state(files.processes)
            supervisor = living((processes or {}).get("supervisor"))
            if supervisor is not None and not asked:
                send([supervisor], signal.SIGTERM)
                asked = True
            elif processes is not None and supervisor is None and not files.ended.exists():
                _stop_orphans(files, processes.get("started"))
            time.sleep(POLL_SECONDS)
        return self.status(run)

    def _environment(self, request: LaunchRequest) -> dict[str, str]:
        files = self.layout.local_run(request.ref)
        return run_environment(request, files, self.layout, self.settings.roots)

    def _clear_worktrees(self) -> None:
        from labbook.adapters.local_worktree import remove_worktree

        state = self.layout.state
        for folder in [*state.glob("runs/*/*/worktree"), *state.glob("smoke/*/worktree")]:
            if not is_alive(LocalRunLayout(folder.parent)):
                remove_worktree(folder)


def _spawn_supervisor(run: LocalRunLayout, lock: int, environment: dict[str, str]) -> None:
    """Start the supervisor in a session of its own, and see it at work.

    It shares the lock from the first moment. Raises OutsideError where it ends at once.
    """
    module = "labbook.adapters.local_supervisor"
    with run.log.open("ab") as log:
        supervisor = subprocess.Popen(
            [sys.executable, "-E", "-P", "-m", module, str(run.folder), str(lock)],
            cwd="/",
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            pass_fds=(lock,),
        )
    deadline = time.monotonic() + SUPERVISOR_SECONDS
    while not run.processes.exists() and time.monotonic() < deadline:
        if supervisor.poll() is not None:
            raise OutsideError("the run's supervisor ended at once", path=run.log)
        time.sleep(POLL_SECONDS)
    # It is meant to outlive us: without a return code, Popen would warn of that.
    supervisor.returncode = 0


def _stop_orphans(run: LocalRunLayout, started: str | None) -> None:
    """End a run whose supervisor is gone, and write its end in the supervisor's place."""
    import psutil

    left = members(run)
    send(left, signal.SIGTERM)
    _, left = psutil.wait_procs(left, timeout=GRACE_SECONDS)
    send(left, signal.SIGKILL)
    psutil.wait_procs(left, timeout=SUPERVISOR_SECONDS)
    _write_end(run, RunState.STOPPED, "stopped on request", started)


def _write_end(
    run: LocalRunLayout, state: RunState, reason: str, started: str | None = None
) -> None:
    ended = {"schema": 1, "state": state.value, "reason": reason, "started": started}
    write_state(run.ended, ended | {"finished": now(), "resources": {}})
