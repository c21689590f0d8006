"""From a launch to a report with a ClearML server between them, as a person sees it."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from labbook.model.run import RunRecord
from tests.adapters.clearml.leaks import leaks
from tests.commands.program import labbook as program
from tests.fakes.clearml import ClearmlServer
from tests.fakes.clearml_faults import MAINTENANCE
from tests.formats.record.valid import valid_record
from tests.templates.laid_out import copy_tracking

ID = "2026-11-23-keywords"
TRAIN = """
import os, signal, sys
import tracking
with tracking.Run("config.yaml") as run:
    run.describe({"lr": 0.5})
    for step in range(5):
        run.log("valid/loss", float("nan") if step == 3 else 1 / (step + 1), step)
    run.log("test/error_rate", 12.345678901234567)
    if "killed" in sys.argv:
        run._task.flush(wait_for_uploads=True)
        os.kill(os.getpid(), signal.SIGKILL)
"""
REPORT = """---
title: Keywords
metrics:
  - {name: test/error_rate, goal: min, unit: "%", digits: 2}
---

# Keywords

We measured 0.0<!-- =test/error_rate --> %.

<!-- labbook:begin results -->
<!-- labbook:end results -->
"""


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[ClearmlServer]:
    """A server with its keys in the person's environment."""
    with ClearmlServer() as running:
        for name, value in running.environment().items():
            monkeypatch.setenv(name, value)
        yield running


@pytest.fixture
def journal(tmp_path: Path, server: ClearmlServer) -> Path:
    folder = tmp_path / "journal"
    labbook("init", str(folder), cwd=tmp_path)
    settings = folder / "labbook.toml"
    text = settings.read_text() if settings.exists() else ""
    settings.write_text(f'tracker = {{name = "clearml", host = "{server.host}"}}\n{text}')
    experiment = folder / "experiments" / ID
    experiment.mkdir(parents=True)
    (experiment / "report.md").write_text(REPORT)
    (experiment / "config.yaml").write_text("seed: 1\nlr: 0.5\n")
    (experiment / "launch.yaml").write_text("command: [python, train.py]\n")
    (experiment / "train.py").write_text(TRAIN)
    copy_tracking(experiment)
    return folder


def labbook(*arguments: str, cwd: Path, code: int = 0) -> subprocess.CompletedProcess[str]:
    done = program(*arguments, cwd=cwd)
    assert done.returncode == code, done.stderr
    assert leaks(done.stdout + done.stderr) == []
    return done


def record(journal: Path, number: int = 1) -> RunRecord:
    path = journal / "experiments" / ID / "runs" / str(number) / "run.json"
    return valid_record(path.read_text())


def test_a_run_comes_home_by_its_task_s_page_with_no_key_left_behind(
    journal: Path, server: ClearmlServer
) -> None:
    labbook("launch", ID, "--commit", cwd=journal)
    (task,) = server.store.tasks.values()
    assert (task["name"], task["tags"], task["status"]) == (
        f"{ID}/1",
        [f"run/{ID}/1"],
        "completed",
    )
    labbook("fill", f"{server.host}/projects/x/tasks/{task['id']}/output/log", cwd=journal)
    found = record(journal)
    assert (found.tracker, found.task, found.state) == ("clearml", task["id"], "finished")
    assert found.metrics["test/error_rate"].last == (None, 12.345678901234567)
    loss = found.metrics["valid/loss"]
    assert (loss.count, loss.non_finite, loss.first_non_finite) == (5, 1, 3)
    assert loss.min == (4, 0.2)
    report = (journal / "experiments" / ID / "report.md").read_text()
    assert "We measured 12.3<!-- =test/error_rate --> %." in report
    assert labbook("fill", task["id"], cwd=journal).stderr.endswith("nothing changed\n")
    assert leaks(journal) == []


def test_of_sensitive_data_nothing_but_points_is_asked_for(
    journal: Path, server: ClearmlServer
) -> None:
    manifest = journal / "experiments" / ID / "launch.yaml"
    data = "data: [{name: calls, source: calls, sensitive: true}]\n"
    (journal / "calls").mkdir()
    manifest.write_text(manifest.read_text() + data)
    labbook("launch", ID, "--commit", cwd=journal)
    server.requests.clear()
    labbook("fill", ID, cwd=journal)
    assert record(journal).metrics["test/error_rate"].last == (None, 12.345678901234567)
    asked = [r.body.get("event_type") for r in server.requests if "events" in r.endpoint]
    assert set(asked) == {"training_stats_scalar"}


def test_a_server_that_is_down_leaves_no_record(journal: Path, server: ClearmlServer) -> None:
    labbook("launch", ID, "--commit", cwd=journal)
    server.faults["tasks.get_all_ex"] = MAINTENANCE
    said = labbook("fill", ID, cwd=journal, code=4).stderr
    assert "down for maintenance" in said
    assert "Traceback" not in said
    assert not (journal / "experiments" / ID / "runs").exists()


def test_a_killed_run_is_what_the_launcher_says(journal: Path, server: ClearmlServer) -> None:
    manifest = journal / "experiments" / ID / "launch.yaml"
    manifest.write_text("command: [python, train.py, killed]\n")
    labbook("launch", ID, "--commit", cwd=journal, code=1)
    assert [task["status"] for task in server.store.tasks.values()] == ["in_progress"]
    labbook("fill", ID, cwd=journal)
    found = record(journal)
    assert found.state == "failed"
    assert found.metrics["test/error_rate"].last == (None, 12.345678901234567)
    said = {lack.what: lack.why for lack in found.missing}
    assert said["agreement on the state"] == (
        "the tracker says running, the launcher failed; the launcher's word stands"
    )


def test_a_run_of_another_machine_ended_as_the_server_says(
    journal: Path, server: ClearmlServer, tmp_path: Path
) -> None:
    labbook("launch", ID, "--commit", cwd=journal)
    for command in (["add", "labbook.toml"], ["commit", "-q", "-m", "Settings"]):
        subprocess.run(["git", "-C", journal, *command], check=True)
    other = tmp_path / "other"
    subprocess.run(["git", "clone", "-q", journal, other], check=True)
    labbook("fill", f"{ID}/1", cwd=other)
    found = record(other)
    assert found.state == "finished"
    assert "the launcher's word on the state" in {lack.what for lack in found.missing}


def test_a_finished_run_of_which_the_server_knows_nothing(
    journal: Path, server: ClearmlServer
) -> None:
    train = journal / "experiments" / ID / "train.py"
    train.write_text("print('reports to nobody')\n")
    labbook("launch", ID, "--commit", cwd=journal)
    server.add_task(f"{ID}/9")
    said = labbook("fill", ID, cwd=journal, code=4).stderr
    assert f"has no task with the tag run/{ID}/1" in said
    assert f"near: '{ID}/9'" in said
    train.write_text("raise ValueError('at once')\n")
    labbook("launch", ID, "--commit", cwd=journal, code=1)
    labbook("fill", f"{ID}/2", cwd=journal)
    assert record(journal, 2).state == "failed"


def test_without_keys_nothing_is_launched(journal: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CLEARML_API_SECRET_KEY")
    assert "there are no keys" in labbook("launch", ID, "--commit", cwd=journal, code=5).stderr
    tags = subprocess.run(["git", "tag"], cwd=journal, capture_output=True, text=True, check=True)
    assert tags.stdout == ""


def test_doctor_asks_the_server(journal: Path, server: ClearmlServer) -> None:
    def tracker() -> dict[str, str]:
        said = json.loads(program("doctor", "--json", cwd=journal).stdout)
        (found,) = (one for one in said["findings"] if one["about"] == "tracker")
        assert leaks(repr(said)) == []
        return found

    assert tracker()["state"] == "ok"
    assert server.host in tracker()["found"]
    server.faults["auth.login"] = MAINTENANCE
    assert tracker()["state"] == "missing"
    (journal / "labbook.toml").write_text('tracker = "clearml"\n')
    del server.faults["auth.login"]
    assert (tracker()["state"], "tracker.host" in tracker()["mend"]) == ("note", True)
