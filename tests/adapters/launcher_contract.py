"""What every launcher must do. A launcher's test class inherits it and starts shell commands."""

import time
from collections.abc import Callable

from labbook.model.reference import RunRef
from labbook.model.run import RunState, RunStatus
from labbook.ports import Launcher

Start = Callable[..., RunRef]


def wait_until(met: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not met():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


def wait_for_end(launcher: Launcher, run: RunRef) -> RunStatus:
    wait_until(lambda: launcher.status(run).state.ended)
    return launcher.status(run)


def wait_for_line(launcher: Launcher, run: RunRef, line: str) -> None:
    wait_until(lambda: line in launcher.logs(run))


class LauncherContract:
    """Fixtures to provide: `launcher`, and `start(script, number=1, **request)` which starts
    `sh -c script` and returns the run."""

    def test_a_run_that_ends_well_is_finished(self, launcher: Launcher, start: Start) -> None:
        run = start("echo one; echo two >&2")
        status = wait_for_end(launcher, run)
        assert status.state == RunState.FINISHED
        assert status.reason is None
        assert [a.state for a in status.attempts] == [RunState.FINISHED]
        assert status.attempts[0].started <= status.attempts[0].finished  # type: ignore[operator]
        assert list(launcher.logs(run)) == ["one", "two"]
        assert status.last_line == "two"

    def test_a_failure_is_told_with_its_exit_code(self, launcher: Launcher, start: Start) -> None:
        status = wait_for_end(launcher, start("echo out of luck; exit 3"))
        assert status.state == RunState.FAILED
        assert status.reason == "exit code 3"

    def test_a_going_run_is_running(self, launcher: Launcher, start: Start) -> None:
        run = start("echo begun; sleep 60")
        wait_for_line(launcher, run, "begun")
        status = launcher.status(run)
        assert status.state == RunState.RUNNING
        assert status.last_line == "begun"
        launcher.stop(run)

    def test_stop_ends_it_and_says_so(self, launcher: Launcher, start: Start) -> None:
        run = start("echo begun; sleep 60")
        wait_for_line(launcher, run, "begun")
        assert launcher.stop(run).state == RunState.STOPPED
        assert launcher.status(run).state == RunState.STOPPED

    def test_stop_leaves_an_ended_run_as_it_is(self, launcher: Launcher, start: Start) -> None:
        run = start("exit 4")
        before = wait_for_end(launcher, run)
        assert launcher.stop(run) == before

    def test_following_ends_with_the_run(self, launcher: Launcher, start: Start) -> None:
        run = start("for i in 1 2 3; do echo $i; sleep 0.1; done; printf rest")
        assert list(launcher.logs(run, follow=True)) == ["1", "2", "3", "rest"]

    def test_an_unknown_run_is_lost(self, launcher: Launcher) -> None:
        unknown = RunRef("2026-01-01-nobody", 7)
        assert launcher.status(unknown).state == RunState.LOST
        assert list(launcher.logs(unknown)) == []
        assert list(launcher.logs(unknown, follow=True)) == []
        assert launcher.stop(unknown).state == RunState.LOST

    def test_a_run_can_wait_for_another(self, launcher: Launcher, start: Start) -> None:
        first = start("sleep 60", number=1)
        second = start("echo mine", number=2, after=first)
        wait_until(lambda: launcher.status(second).state == RunState.QUEUED)
        launcher.stop(first)
        assert wait_for_end(launcher, second).state == RunState.FINISHED

    def test_a_waiting_run_can_be_stopped(self, launcher: Launcher, start: Start) -> None:
        first = start("sleep 60", number=1)
        second = start("echo mine", number=2, after=first)
        status = launcher.stop(second)
        assert (status.state, status.reason) == (RunState.STOPPED, "stopped before it began")
        assert list(launcher.logs(second)) == []
        launcher.stop(first)
