"""Nothing is lost, nothing is half: kills, full disks, editors and other fills at work."""

import fcntl
import os
import resource
import signal
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from tests.commands.program import labbook as program
from tests.commands.test_fill import ID, files, labbook, report, write

INTERRUPTED = """
import os, runpy, signal, sys
when = sys.argv.pop(1)
fsync, replace = os.fsync, os.replace
def die(*arguments, **named):
    if when == "written":
        replace(*arguments, **named)
    os.kill(os.getpid(), signal.SIGKILL)
if when == "begun":
    os.fsync = die
else:
    os.replace = die
runpy.run_module("labbook", run_name="__main__")
"""
METRICS = [{"metric": f"test/m{n}", "value": n} for n in range(300)]


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    """A journal with a run that is not filled yet, and everything that git says of it settled."""
    folder = tmp_path / "journal"
    labbook("init", str(folder), cwd=tmp_path)
    write(folder, extra=METRICS)
    labbook("launch", ID, "--commit", cwd=folder)
    return folder


def known(journal: Path) -> dict[str, bytes]:
    """All files but temporary ones."""
    return {n: content for n, content in files(journal).items() if "labbook-new" not in n}


def forget(journal: Path, old: dict[str, bytes]) -> None:
    """Back to what was before the fill."""
    for name in files(journal):
        if name in old:
            (journal / name).write_bytes(old[name])
        else:
            (journal / name).unlink()


def test_a_fill_killed_at_any_write_leaves_each_file_old_or_new(journal: Path) -> None:
    old = known(journal)
    labbook("fill", ID, cwd=journal)
    new = known(journal)
    assert len(new.keys() - old.keys()) >= 3
    forget(journal, old)
    writes = 0
    for when in ("begun", "made", "written"):
        code, before = -signal.SIGKILL, -1
        while code and before != writes:
            command = [sys.executable, "-c", INTERRUPTED, when, "fill", ID]
            code = subprocess.run(command, cwd=journal, capture_output=True, check=False).returncode
            assert code in {0, -signal.SIGKILL}
            now, before = known(journal), writes
            assert all(content in {old.get(n), new[n]} for n, content in now.items())
            writes = sum(content != old.get(name) for name, content in now.items())
    assert known(journal) == new
    for path in journal.rglob("*.labbook-new"):
        os.utime(path, (0, 0))
    (journal / "experiments" / ID / "report.md").write_bytes(old[f"experiments/{ID}/report.md"])
    labbook("fill", ID, cwd=journal)
    assert files(journal) == new


@pytest.mark.parametrize("size", [300, 6000])
def test_a_full_disk_leaves_each_file_old_or_new(journal: Path, size: int) -> None:
    old = known(journal)
    full = subprocess.run(
        [sys.executable, "-m", "labbook", "fill", ID],
        cwd=journal,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=partial(resource.setrlimit, resource.RLIMIT_FSIZE, (size, size)),
    )
    assert full.returncode == 4, full.stderr
    assert "error: File too large" in full.stderr
    half = known(journal)
    assert files(journal) == half
    labbook("fill", ID, cwd=journal)
    new = known(journal)
    assert all(content in {old.get(name), new[name]} for name, content in half.items())


def test_a_fill_waits_for_another_one_and_says_so(journal: Path) -> None:
    labbook("fill", ID, cwd=journal)
    with (journal / ".labbook/fill.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        child = subprocess.Popen(
            [sys.executable, "-m", "labbook", "fill", ID],
            cwd=journal,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert child.stderr is not None
        assert child.stderr.readline() == "another fill or bind is at work; waiting for it\n"
        fcntl.flock(lock, fcntl.LOCK_UN)
    _, said = child.communicate(timeout=60)
    assert (child.returncode, said) == (0, "nothing changed\n")


@pytest.mark.parametrize(
    ("link", "target"),
    [
        ("runs/1/run.json", "../../../../labbook.toml"),
        ("runs/figures/valid-loss.svg", "{home}/.profile"),
        ("runs", "{home}"),
    ],
)
def test_nothing_is_written_through_a_link_that_leads_out(
    journal: Path, home: Path, link: str, target: str
) -> None:
    path = journal / "experiments" / ID / link
    path.parent.mkdir(parents=True, exist_ok=True)
    path.symlink_to(target.format(home=home))
    before, at_home = files(journal), files(home)
    refused = program("fill", ID, cwd=journal)
    assert refused.returncode != 0
    assert "Traceback" not in refused.stderr
    assert files(journal) == before
    assert files(home) == at_home


def test_what_an_editor_saves_while_fill_works_stays(journal: Path) -> None:
    text = filled_with_an_editor(journal)
    assert "Saved meanwhile." in text
    assert "12.35 %" not in text
    labbook("fill", ID, cwd=journal)
    assert "12.35 %" in report(journal)
    assert "Saved meanwhile." in report(journal)


EDITED = """
import os, runpy, sys
report = sys.argv.pop(1)
replace = os.replace
def save(*arguments, **named):
    replace(*arguments, **named)
    if "Saved" not in open(report).read():
        open(report, "a").write("Saved meanwhile.")
os.replace = save
runpy.run_module("labbook", run_name="__main__")
"""


def filled_with_an_editor(journal: Path) -> str:
    """The report after a fill during which it was saved, as soon as the first file was written."""
    path = str(journal / "experiments" / ID / "report.md")
    command = [sys.executable, "-c", EDITED, path, "fill", ID]
    done = subprocess.run(command, cwd=journal, capture_output=True, text=True, check=False)
    assert done.returncode == 5
    assert "the report changed meanwhile" in done.stderr
    return report(journal)
