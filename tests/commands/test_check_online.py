"""`labbook check --online`: records that the real SDK's reports were filled into, then changed."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from tests.commands.program import labbook as program
from tests.commands.server_journal import (
    ID,
    labbook,
    make_journal,
    record,
    record_path,
    set_up,
)
from tests.fakes.clearml import ClearmlServer
from tests.fakes.clearml_faults import MAINTENANCE

TRAIN = """
import tracking
with tracking.Run("config.yaml") as run:
    run.describe({"lr": 1e-4, "use": True, "layers": "[16, 8]"})
    for step in range(5):
        run.log("valid/loss", float("nan") if step == 3 else 1 / (step + 1), step)
    run.log("test/error_rate", 12.345678901234567)
    (run.output / "table.csv").write_text("1,2")
    run.add_artifact("table", run.output / "table.csv")
"""
SELECT = "select: valid/loss\nmetrics:\n  - {name: valid/loss, goal: min}"
CONFIG = "lr: 1.0e-4\nuse: true\nlayers: [16, 8]\n"


@pytest.fixture(scope="module")
def running() -> Iterator[ClearmlServer]:
    with ClearmlServer() as server:
        yield server


@pytest.fixture(scope="module")
def filled(running: ClearmlServer, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A journal with a filled run, for each test to copy; and the server's tasks and events."""
    root = tmp_path_factory.mktemp("filled")
    with set_up(running, root) as settings:
        journal = make_journal(root / "journal", settings, TRAIN, CONFIG)
        labbook("launch", ID, "--commit", cwd=journal)
        labbook("fill", ID, "--commit", cwd=journal)
    return journal


@pytest.fixture
def server(
    running: ClearmlServer, filled: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[ClearmlServer]:
    """The server with its keys in the environment; what a test changes there is undone."""
    for name, value in running.environment().items():
        monkeypatch.setenv(name, value)
    tasks, kept = deepcopy(running.store.tasks), deepcopy(running.events.kept)
    running.requests.clear()
    yield running
    running.store.tasks, running.events.kept = tasks, kept
    running.events.sorted.clear()
    running.faults.clear()


@pytest.fixture
def journal(filled: Path, tmp_path: Path, server: ClearmlServer) -> Path:
    return Path(shutil.copytree(filled, tmp_path / "journal", symlinks=True))


@pytest.fixture
def task(server: ClearmlServer) -> dict[str, Any]:
    """The run's task, as the server keeps it."""
    (found,) = server.store.tasks.values()
    return found


def online(journal: Path, *, code: int = 0) -> dict[str, dict[str, Any]]:
    """The problems that only the server tells of, the last one of each code."""
    done = labbook("check", "--online", "--format", "json", cwd=journal, code=code)
    problems = json.loads(done.stdout)["problems"]
    return {one["code"]: one for one in problems if one["code"].startswith("online-")}


def line_of(journal: Path, problem: dict[str, Any]) -> str:
    return (journal / problem["path"]).read_text().split("\n")[problem["line"] - 1].strip()


def change(task: dict[str, Any], **fields: Any) -> None:
    task.update(fields, last_update="2027-01-01T00:00:00+00:00")


def test_a_record_that_is_what_the_server_tells_has_no_problem(
    journal: Path, server: ClearmlServer
) -> None:
    assert online(journal) == {}
    assert server.asked() == ["auth.login", "tasks.get_all_ex", "events.get_task_events"]


def test_nothing_is_asked_without_the_option(journal: Path, server: ClearmlServer) -> None:
    labbook("check", cwd=journal)
    assert server.requests == []


def test_a_clone_without_the_run_s_own_files_finds_no_difference_either(
    journal: Path, tmp_path: Path
) -> None:
    shutil.copy(journal / "labbook.toml", tmp_path / "labbook.toml")
    other = tmp_path / "other"
    subprocess.run(["git", "clone", "-q", journal, other], check=True)
    shutil.copy(tmp_path / "labbook.toml", other / "labbook.toml")
    assert record(other).metrics["valid/loss"].non_finite == 1
    assert online(other) == {}


def test_a_value_that_was_reported_anew(
    journal: Path, server: ClearmlServer, task: dict[str, Any]
) -> None:
    server.add_points(task["id"], "valid", "loss", [(4, 0.1)])
    change(task)
    problem = online(journal)["online-changed"]
    assert problem["message"] == (
        "metric valid/loss: the record says last 0.2 at step 4, the tracker 0.1 at step 4;"
        " the task changed at 2027-01-01T00:00:00Z, after the fill"
    )
    assert line_of(journal, problem).startswith('"valid/loss": {')
    assert problem["hint"] == f"labbook fill {ID}/1 brings what is there now"
    labbook("fill", f"{ID}/1", cwd=journal)
    assert online(journal) == {}


def test_a_number_that_was_typed_into_the_record(journal: Path) -> None:
    path = record_path(journal)
    path.write_text(path.read_text().replace("12.345678901234567", "11.5"))
    problem = online(journal, code=1)["online-edited"]
    assert (problem["severity"], line_of(journal, problem)[:17]) == ("error", '"test/error_rate"')
    assert (
        "the record says last 11.5, the tracker 12.345678901234567; run.json was edited"
        in (problem["message"])
    )
    labbook("fill", f"{ID}/1", cwd=journal)
    assert online(journal) == {}


def test_what_was_cut_of_a_record_for_lack_of_room_is_no_difference(
    journal: Path, server: ClearmlServer, task: dict[str, Any]
) -> None:
    for number in range(400):
        server.add_points(task["id"], "layer", f"{number:03}", [(0, float(number))])
    change(task)
    settings = journal / "labbook.toml"
    settings.write_text(f"run = {{budget = 65536}}\n{settings.read_text()}")
    labbook("fill", f"{ID}/1", cwd=journal)
    assert "metrics" in record(journal).cut
    assert len(record(journal).metrics) < 400
    assert online(journal) == {}


def test_a_selected_value_that_was_typed_into_the_record(journal: Path) -> None:
    report = journal / "experiments" / ID / "report.md"
    report.write_text(report.read_text().replace("metrics:", SELECT, 1))
    labbook("fill", f"{ID}/1", cwd=journal)
    own = record(journal)
    assert own.selected is not None
    assert (own.selected.step, own.selected.values["test/error_rate"][1]) == (4, 12.345678901234567)
    assert online(journal) == {}
    path = record_path(journal)
    value = json.loads(path.read_text())
    value["selected"]["values"]["test/error_rate"][1] = 11.5
    path.write_text(json.dumps(value))
    done = labbook("check", "--online", cwd=journal, code=1)
    assert done.stdout.count("[record-edited]") == 1
    assert "the record says 11.5, the tracker 12.345678901234567" in done.stdout
    assert "[online-edited]" in done.stdout


def test_another_commit_and_other_overrides_than_the_tag_s_need_no_server(journal: Path) -> None:
    path = record_path(journal)
    value = json.loads(path.read_text())
    value["code"]["commit"] = "a" * 40
    value["overrides"] = {"seed": 7}
    path.write_text(json.dumps(value))
    done = labbook("check", cwd=journal, code=1)
    assert "overrides: seed=7, the run's tag has none: run.json was edited" in done.stdout
    assert f"code: {'a' * 40}, the run's tag has" in done.stdout


def test_a_state_and_an_artifact_that_were_changed(journal: Path, task: dict[str, Any]) -> None:
    task["execution"]["artifacts"][0]["hash"] = "b" * 64
    change(task, status="failed")
    done = labbook("check", "--online", cwd=journal)
    assert "state: the record says finished, the tracker failed" in done.stdout
    assert "artifact table: the record says one of 3 bytes (sha256:" in done.stdout
    assert f"the tracker one of 3 bytes (sha256:{'b' * 12})" in done.stdout


def test_a_task_that_was_deleted_is_told_from_a_server_that_is_down(
    journal: Path, server: ClearmlServer, task: dict[str, Any]
) -> None:
    server.faults["tasks.get_all_ex"] = MAINTENANCE
    assert online(journal, code=4) == {}
    del server.faults["tasks.get_all_ex"]
    server.store.tasks.clear()
    problem = online(journal)["online-deleted"]
    assert problem["severity"] == "warning"
    assert f"task {task['id']} is gone from the tracker" in problem["message"]
    assert line_of(journal, problem).startswith('"task":')


def test_a_run_that_has_another_task_now(
    journal: Path, server: ClearmlServer, task: dict[str, Any]
) -> None:
    begun = {"started": "2027-01-01T00:00:00+00:00"}
    later = server.add_task(f"{ID}/1", project="journal", tags=[f"run/{ID}/1"], **begun)
    said = online(journal)["online-changed"]["message"]
    assert f"has gone on in another task than {task['id']}" in said
    del server.store.tasks[task["id"]]
    assert f"it has {later} for the run" in online(journal)["online-deleted"]["message"]


def test_a_task_that_was_given_to_another_run(journal: Path, task: dict[str, Any]) -> None:
    change(task, tags=[f"run/{ID}/7"], name="x")
    said = online(journal)["online-changed"]["message"]
    assert f"says at the tracker that it is run {ID}/7" in said
    change(task, tags=[])
    assert "isn't found by its run any more" in online(journal)["online-changed"]["message"]


def test_another_commit_than_the_tag_s_and_changes_on_top(
    journal: Path, task: dict[str, Any]
) -> None:
    task["script"] |= {"version_num": "a" * 40, "diff": "--- a\n+++ b\n-x\n+secret\n"}
    done = labbook("check", "--online", cwd=journal, code=1)
    assert "the task ran commit aaaaaaaaaaaa, and the run's tag names" in done.stdout
    assert "the task ran with uncommitted changes" in done.stdout
    assert "secret" not in done.stdout


def test_a_parameter_that_means_another_value(journal: Path, task: dict[str, Any]) -> None:
    given = task["hyperparams"]["General"]
    assert (given["lr"]["value"], given["use"]["value"]) == ("0.0001", "True")
    given["lr"]["value"] = "1e-4"
    assert online(journal) == {}
    given["lr"]["value"] = "1e-3"
    problem = online(journal)["online-parameter"]
    assert problem["message"] == "lr is 0.0001 in the record, and '1e-3' at the tracker"
    assert line_of(journal, problem).startswith('"parameters":')


def test_a_finding_can_be_allowed_and_the_allowance_needs_no_server(
    journal: Path, task: dict[str, Any]
) -> None:
    task["hyperparams"]["General"]["lr"]["value"] = "1e-3"
    report = journal / "experiments" / ID / "report.md"
    allowed = "allow: {online-parameter: the trainer halves it}\n"
    report.write_text(
        report.read_text().replace("title: Keywords\n", f"title: Keywords\n{allowed}")
    )
    assert online(journal) == {}
    assert "allow-unneeded" not in labbook("check", cwd=journal).stdout


def test_what_is_wrong_without_the_server_is_told_also_when_it_is_away(
    journal: Path, server: ClearmlServer
) -> None:
    report = journal / "experiments" / ID / "report.md"
    report.write_text(report.read_text().replace("12.3<!--", "9.9<!--"))
    server.faults["auth.login"] = MAINTENANCE
    done = labbook("check", "--online", cwd=journal, code=4)
    assert "[number-drifted]" in done.stdout
    assert done.stderr.count("down for maintenance") == 1
    assert f"{ID}/1 not compared: " in done.stderr
    said = labbook("check", "--online", "--format", "json", cwd=journal, code=4).stdout
    assert [one["run"] for one in json.loads(said)["not_compared"]] == [f"{ID}/1"]


def test_several_runs_share_a_login(journal: Path, server: ClearmlServer) -> None:
    runs = record_path(journal).parent.parent
    for number in (2, 3):
        shutil.copytree(runs / "1", runs / str(number))
        text = record_path(journal, number).read_text()
        record_path(journal, number).write_text(text.replace(f"{ID}/1", f"{ID}/{number}"))
    program("check", "--online", cwd=journal)
    assert server.asked().count("auth.login") == 1
    assert server.asked().count("tasks.get_all_ex") >= 3


def test_without_keys_it_is_refused_after_the_problems(
    journal: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CLEARML_API_SECRET_KEY")
    done = labbook("check", "--online", cwd=journal, code=5)
    assert "there are no keys" in done.stderr


class TestOffline:
    """Without a server the sessions on this machine are what a record is compared with."""

    @pytest.fixture
    def journal(self, tmp_path: Path) -> Path:
        folder = make_journal(tmp_path / "journal", "", TRAIN, CONFIG)
        labbook("launch", ID, "--commit", cwd=folder)
        labbook("fill", ID, "--commit", cwd=folder)
        return folder

    def test_a_session_is_compared_and_its_deletion_is_told(
        self, journal: Path, tmp_path: Path
    ) -> None:
        assert online(journal) == {}
        path = record_path(journal)
        text = path.read_text()
        path.write_text(text.replace("12.345678901234567", "11.5"))
        assert "series.csv" in online(journal, code=1)["online-edited"]["message"]
        path.write_text(text)
        clone = tmp_path / "clone"
        subprocess.run(["git", "clone", "-q", journal, clone], check=True)
        problem = online(clone)["online-deleted"]
        assert (problem["severity"], "in another clone" in problem["message"]) == ("hint", True)
        shutil.rmtree(journal / ".labbook" / "runs" / ID / "1" / "session")
        shutil.rmtree(journal / ".labbook" / "runs" / ID / "1" / "output")
        problem = online(journal)["online-deleted"]
        assert problem["severity"] == "warning"
        assert problem["message"] == "what the run reported was deleted from this machine"
