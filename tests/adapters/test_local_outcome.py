"""How ends are told: what a real process can't be brought to do in a test."""

import signal
from pathlib import Path

import pytest

from labbook.adapters import local_outcome
from labbook.adapters.local_outcome import Outcome, oom_kills
from labbook.model.run import RunState


@pytest.mark.parametrize(
    ("returncode", "oom_killed", "reason"),
    [
        (1, False, "exit code 1"),
        (1, True, "exit code 1; the kernel's out-of-memory killer ran meanwhile"),
        (-9, False, "killed by SIGKILL (out of memory is the usual cause)"),
        (-9, True, "killed by SIGKILL; the kernel's out-of-memory killer ran meanwhile"),
        (-11, False, "killed by SIGSEGV"),
        (-63, False, "killed by signal 63"),
        (126, False, "exit code 126 (command can't be executed)"),
        (127, False, "exit code 127 (command not found)"),
        (
            137,
            False,
            "exit code 137, a process of it was killed by SIGKILL"
            " (out of memory is the usual cause)",
        ),
    ],
)
def test_a_failure_in_words(returncode: int, oom_killed: bool, reason: str) -> None:
    outcome = Outcome.of(returncode, stopping=False, wished=False, oom_killed=oom_killed)
    assert (outcome.state, outcome.reason) == (RunState.FAILED, reason)


def test_a_run_that_ended_before_the_wish_reached_it_has_ended_by_itself() -> None:
    assert Outcome.of(0, stopping=False, wished=True, oom_killed=False).state == RunState.FINISHED


def test_a_stop_is_a_stop_whatever_the_exit_code() -> None:
    for returncode in (0, 1, -signal.SIGTERM, -signal.SIGKILL):
        outcome = Outcome.of(returncode, stopping=True, wished=True, oom_killed=True)
        assert (outcome.state, outcome.reason) == (RunState.STOPPED, "stopped on request")


@pytest.fixture
def kernel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(local_outcome, "VMSTAT", tmp_path / "vmstat")
    monkeypatch.setattr(local_outcome, "OWN_GROUP", tmp_path / "cgroup")
    monkeypatch.setattr(local_outcome, "GROUPS", tmp_path / "groups")
    return tmp_path


def test_without_counters_nothing_is_known(kernel: Path) -> None:
    assert oom_kills() == 0


def test_the_machine_counts_where_no_group_does(kernel: Path) -> None:
    (kernel / "vmstat").write_text("nr_free 1\noom_kill 4\n")
    (kernel / "cgroup").write_text("4:memory:/old\n0::/ours\n")
    assert oom_kills() == 4


@pytest.mark.parametrize("group", ["", "ours"])
def test_our_group_counts_before_the_machine(kernel: Path, group: str) -> None:
    (kernel / "vmstat").write_text("oom_kill 4\n")
    (kernel / "cgroup").write_text("0::/ours\n")
    folder = kernel / "groups" / group
    folder.mkdir(parents=True)
    (folder / "memory.events").write_text("low 0\noom 7\noom_kill 2\noom_group_kill 0\n")
    assert oom_kills() == 2
