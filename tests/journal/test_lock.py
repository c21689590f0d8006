"""One writer at a time, and nobody waits for one that is gone."""

import errno
import fcntl
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from labbook.errors import OutsideError, Refused
from labbook.journal.lock import is_held, only_one
from labbook.model.layout import JournalLayout

HOLDER = """
import sys, time
from pathlib import Path
from labbook.journal.lock import only_one
from labbook.model.layout import JournalLayout
with only_one(JournalLayout(Path(sys.argv[1])), "fill.lock", "fill"):
    print("held", flush=True)
    time.sleep(float(sys.argv[2]))
"""


def holder(root: Path, seconds: float) -> "subprocess.Popen[str]":
    """Another process that holds the lock."""
    command = [sys.executable, "-c", HOLDER, str(root), str(seconds)]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    assert child.stdout.readline() == "held\n"
    child.stdout.close()
    return child


def test_the_second_is_refused_when_its_patience_ends(tmp_path: Path) -> None:
    layout = JournalLayout(tmp_path)
    child = holder(tmp_path, 60)
    assert is_held(layout, "fill.lock")
    begun = time.monotonic()
    with (
        pytest.raises(Refused, match="another fill is at work"),
        only_one(layout, "fill.lock", "fill", patience=0.5),
    ):
        pytest.fail("two hold the lock")
    assert 0.5 <= time.monotonic() - begun < 5
    with only_one(layout, "another.lock", "fill"):
        assert is_held(layout, "another.lock")
    child.kill()
    child.wait()


def test_the_second_waits_for_the_first(tmp_path: Path) -> None:
    child = holder(tmp_path, 0.5)
    with only_one(JournalLayout(tmp_path), "fill.lock", "fill", patience=20):
        child.wait(20)
    assert not is_held(JournalLayout(tmp_path), "fill.lock")


def test_the_lock_of_a_killed_process_is_gone(tmp_path: Path) -> None:
    child = holder(tmp_path, 60)
    os.kill(child.pid, signal.SIGKILL)
    child.wait()
    assert not is_held(JournalLayout(tmp_path), "fill.lock")
    with only_one(JournalLayout(tmp_path), "fill.lock", "fill"):
        pass


def test_a_file_system_without_locks_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_locks(*_: object) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(fcntl, "flock", no_locks)
    with (
        pytest.raises(OutsideError, match="can't be locked: No locks available"),
        only_one(JournalLayout(tmp_path), "fill.lock", "fill", patience=20),
    ):
        pytest.fail("nothing was locked")
