"""One writer at a time, and nobody waits for one that is gone."""

import errno
import fcntl
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from labbook.errors import OutsideError, Refused
from labbook.journal.lock import only_one
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
    begun = time.monotonic()
    with (
        pytest.raises(Refused, match="another fill is at work"),
        only_one(layout, "fill.lock", "fill", patience=0.5),
    ):
        pytest.fail("two hold the lock")
    assert 0.5 <= time.monotonic() - begun < 5
    with only_one(layout, "another.lock", "fill"):
        pass
    child.kill()
    child.wait()


def test_the_second_waits_for_the_first(tmp_path: Path) -> None:
    child = holder(tmp_path, 0.5)
    told: list[str] = []
    layout = JournalLayout(tmp_path)
    with only_one(layout, "fill.lock", "fill", patience=20, on_wait=told.append):
        child.wait(20)
    assert told == ["another fill is at work; waiting for it"]


def test_the_lock_of_a_killed_process_is_gone(tmp_path: Path) -> None:
    child = holder(tmp_path, 60)
    os.kill(child.pid, signal.SIGKILL)
    child.wait()
    with only_one(JournalLayout(tmp_path), "fill.lock", "fill"):
        pass


@pytest.mark.parametrize("link", [".labbook/fill.lock", ".labbook/smoke", ".labbook"])
def test_a_link_in_the_lock_s_place_is_not_followed(tmp_path: Path, link: str) -> None:
    kept, journal = tmp_path / "kept", tmp_path / "journal"
    kept.mkdir()
    (kept / "file").write_text("precious")
    path = journal / link
    path.parent.mkdir(parents=True)
    path.symlink_to(kept / "file" if link.endswith(".lock") else kept)
    for name in ("fill.lock", "smoke/fill.lock"):
        with suppress(Refused), only_one(JournalLayout(journal), name, "fill"):
            assert not (journal / ".labbook" / name).is_symlink()
    assert [(one.name, one.read_text()) for one in kept.iterdir()] == [("file", "precious")]


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


def test_what_else_stands_in_the_lock_s_place_is_named_and_stays(tmp_path: Path) -> None:
    for number, wrong in enumerate([OutsideError, OutsideError, Refused]):
        layout = JournalLayout(tmp_path / str(number))
        layout.root.mkdir()
        if number == 0:
            (layout.state / "fill.lock").mkdir(parents=True)
        elif number == 1:
            layout.state.mkdir()
            (layout.state / "kept").write_text("precious")
            (layout.state / "fill.lock").symlink_to("kept")
        else:
            layout.state.write_text("precious")
        with pytest.raises(wrong), only_one(layout, "fill.lock", "fill"):
            pytest.fail("it was taken")
    assert (tmp_path / "1/.labbook/kept").read_text() == "precious"
    assert (tmp_path / "2/.labbook").read_text() == "precious"


def test_a_lock_is_taken_whatever_it_holds(tmp_path: Path) -> None:
    layout = JournalLayout(tmp_path)
    layout.state.mkdir()
    (layout.state / "fill.lock").write_text("precious")
    with only_one(layout, "fill.lock", "fill"):
        assert (layout.state / "fill.lock").read_text() == "precious"
