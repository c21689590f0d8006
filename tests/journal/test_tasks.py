"""Runs by the tracker's name for them."""

import json
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labbook.errors import UsageError
from labbook.journal.find import find_journal
from labbook.journal.runs_meant import runs_meant
from labbook.journal.tasks import named_task, recorded_run
from labbook.model.reference import RunRef

TASK = "854180cec1ff4767a7f2a1bcd7267d69"
ID = "2026-01-05-wide"


@pytest.mark.parametrize(
    "text",
    [
        TASK,
        f"http://127.0.0.1:8080/projects/e70075f677a04f02858216a40febd053/tasks/{TASK}/output/log",
        f"https://app.lab/projects/*/experiments/{TASK}",
        f"https://app.lab/clearml/projects/x/tasks/{TASK}?tab=scalars#top",
    ],
)
def test_a_task_s_id_and_page(text: str) -> None:
    assert named_task(text) == TASK


def test_an_offline_session() -> None:
    assert named_task(f"offline-{TASK}") == f"offline-{TASK}"


@given(st.text() | st.from_regex(r"[0-9a-f]{31}|[0-9a-f]{33}|https?://app/tasks/[0-9a-f]{31}\Z"))
def test_anything_else_names_none(text: str) -> None:
    assert named_task(text) is None


@pytest.fixture
def root(tmp_path: Path) -> Path:
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    (tmp_path / "labbook.toml").touch()
    for number, task in ((1, "f" * 32), (2, TASK)):
        folder = tmp_path / "experiments" / ID / "runs" / str(number)
        folder.mkdir(parents=True)
        record = {"schema": 1, "run": f"{ID}/{number}", "state": "finished", "task": task}
        record |= {"missing": [{"what": f"a task before {TASK}", "why": "x"}]}
        (folder / "run.json").write_text(json.dumps(record))
    (tmp_path / "experiments" / ID / "report.md").write_text("---\ntitle: Wide\n---\n")
    return tmp_path


def test_a_record_tells_which_run_a_task_is(root: Path) -> None:
    journal = find_journal(root)
    assert recorded_run(journal, TASK) == RunRef(ID, 2)
    with pytest.raises(UsageError, match="no record names the task 0000"):
        recorded_run(journal, "0" * 32)


def test_commands_take_a_task_for_its_run(root: Path) -> None:
    (run,) = runs_meant(find_journal(root), TASK)
    assert run.ref == RunRef(ID, 2)
