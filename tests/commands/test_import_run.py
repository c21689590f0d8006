"""`labbook import`: runs that labbook did not start, as a person imports them."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from labbook.model.run import RunRecord
from tests.adapters.clearml.leaks import leaks
from tests.adapters.clearml.sessions import train
from tests.commands.program import labbook as program
from tests.fakes.clearml import ClearmlServer
from tests.formats.record.valid import valid_record

ID = "2026-11-23-keywords"
REPORT = """---
title: Keywords
metrics:
  - {name: test/error_rate, goal: min, unit: "%", digits: 2}
---

# Keywords

We measured 0.00<!-- =test/error_rate --> %.

<!-- labbook:begin results -->
<!-- labbook:end results -->
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A session of each end, by the real SDK; the closed one in a repository of its own."""
    root = tmp_path_factory.mktemp("outside")
    ends = {}
    for end in ("close", "raise", "interrupt", "kill"):
        folder = root / end
        folder.mkdir()
        if end == "close":
            git(folder, "init", "-q")
            (folder / "train.py").write_bytes(_training())
            git(folder, "add", "train.py")
            git(folder, "commit", "-q", "-m", "Train")
            git(folder, "remote", "add", "origin", "https://me:s3cret@git.lab/speech.git")
        ends[end] = train(folder / "cache", "0", "5", end, cwd=folder)
    return ends


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    return make_journal(tmp_path / "journal")


def make_journal(folder: Path, settings: str = "") -> Path:
    experiment = folder / "experiments" / ID
    experiment.mkdir(parents=True)
    (folder / "labbook.toml").write_text(settings)
    (experiment / "report.md").write_text(REPORT)
    (experiment / "config.yaml").write_text("seed: 1\nlr: 0.5\n")
    (experiment / "launch.yaml").write_text("command: [python, train.py]\nimage: lab/x\n")
    git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "Begin")
    return folder


def _training() -> bytes:
    from tests.adapters.clearml.sessions import TRAINING

    return TRAINING.read_bytes()


def git(folder: Path, *arguments: str) -> str:
    identity = ("-c", "user.name=A", "-c", "user.email=a@lab")
    command = ["git", "-C", str(folder), *identity, *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def labbook(*arguments: str, cwd: Path, code: int = 0) -> subprocess.CompletedProcess[str]:
    done = program(*arguments, cwd=cwd)
    assert done.returncode == code, done.stdout + done.stderr
    assert leaks(done.stdout + done.stderr) == []
    return done


def record(journal: Path, number: int = 1) -> RunRecord:
    path = journal / "experiments" / ID / "runs" / str(number) / "run.json"
    return valid_record(path.read_text())


def why(found: RunRecord) -> dict[str, str]:
    return {lack.what: lack.why for lack in found.missing}


def everything(folder: Path) -> dict[str, bytes]:
    return {str(p): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


class TestSession:
    def test_a_closed_one_is_a_finished_run(self, journal: Path, made: dict[str, Path]) -> None:
        experiment = journal / "experiments" / ID
        before = everything(made["close"].parent)
        labbook("import", str(made["close"]), "-m", "from before labbook", cwd=experiment)
        assert everything(made["close"].parent) == before
        found = record(journal)
        assert (found.state, found.reason, found.launcher) == ("finished", None, "imported")
        assert (found.task, found.tracker) == (made["close"].name, "clearml-offline")
        assert (found.why, found.config_digest, found.overrides) == (
            "from before labbook",
            None,
            {},
        )
        assert found.parameters["General/lr"] == "0.1"
        assert found.metrics["train/loss"].last == (4, 0.2)
        assert found.started is not None
        assert found.finished is not None
        assert found.environment.host
        assert found.environment.packages["clearml"]
        assert found.image.requested is None
        assert "so the run is taken for finished" in why(found)["the launcher's word on the state"]
        assert "the tracker's texts" in why(found)["parameters"]
        assert (
            "We measured 3.25<!-- =test/error_rate --> %." in (experiment / "report.md").read_text()
        )

    def test_its_code_is_the_task_s_and_its_tag_on_head(
        self, journal: Path, made: dict[str, Path]
    ) -> None:
        said = labbook("import", str(made["close"]), ID, cwd=journal).stderr
        commit = git(made["close"].parents[2], "rev-parse", "HEAD")
        found = record(journal)
        assert (found.code.commit, found.code.dirty) == (commit, False)
        assert found.code.repository == "https://git.lab/speech.git"
        assert found.code.entry_point == "train.py"
        assert git(journal, "rev-parse", f"run/{ID}/1^{{commit}}") == git(
            journal, "rev-parse", "HEAD"
        )
        assert f"its commit {commit} is not here, so its tag is on HEAD" in said
        assert "is not in this repository" in why(found)["the run's tag on its own commit"]
        assert "s3cret" not in said + repr(everything(journal / "experiments"))

    def test_its_tag_is_on_its_own_commit_where_that_is_here(
        self, journal: Path, made: dict[str, Path]
    ) -> None:
        git(journal, "fetch", "-q", str(made["close"].parents[2]), "HEAD")
        labbook("import", str(made["close"]), ID, cwd=journal)
        tagged = git(journal, "rev-parse", f"run/{ID}/1^{{commit}}")
        assert tagged == record(journal).code.commit
        assert "the run's tag on its own commit" not in why(record(journal))

    @pytest.mark.parametrize(
        ("end", "state", "reason"),
        [
            ("raise", "failed", "its log ends in a traceback: ValueError: out of luck"),
            ("interrupt", "stopped", "interrupted"),
            ("kill", "lost", "its session was never closed"),
        ],
    )
    def test_its_end_is_taken_from_its_files(
        self, journal: Path, made: dict[str, Path], end: str, state: str, reason: str
    ) -> None:
        labbook("import", str(made[end]), ID, cwd=journal)
        found = record(journal)
        assert found.state == state
        assert (found.reason or "").startswith(reason)
        assert f"the run is taken for {state}" in why(found)["the launcher's word on the state"]
        assert found.metrics["test/error_rate"].last == (None, 3.25)

    def test_a_person_knows_better(self, journal: Path, made: dict[str, Path]) -> None:
        labbook("import", str(made["kill"]), ID, "--state", "finished", cwd=journal)
        found = record(journal)
        assert (found.state, found.reason) == ("finished", None)
        assert why(found)["the launcher's word on the state"] == (
            "whoever imported it said that it is finished"
        )

    def test_its_zip_alone_will_do(
        self, journal: Path, made: dict[str, Path], tmp_path: Path
    ) -> None:
        archive = tmp_path / f"{made['close'].name} (1).zip"
        shutil.copy(made["close"].with_suffix(".zip"), archive)
        labbook("import", str(archive), ID, cwd=journal)
        assert (record(journal).state, record(journal).task) == ("finished", made["close"].name)

    def test_json(self, journal: Path, made: dict[str, Path]) -> None:
        said = json.loads(labbook("import", str(made["raise"]), ID, "--json", cwd=journal).stdout)
        assert (said["run"], said["state"]) == (f"{ID}/1", "failed")
        assert said["task"] == made["raise"].name


class TestAfterwards:
    @pytest.fixture
    def imported(self, journal: Path, made: dict[str, Path]) -> Path:
        labbook("import", str(made["raise"]), ID, cwd=journal)
        return journal

    def test_a_second_fill_changes_nothing(self, imported: Path) -> None:
        assert labbook("fill", f"{ID}/1", cwd=imported).stderr.endswith("nothing changed\n")

    def test_other_commands_know_it(self, imported: Path) -> None:
        (line,) = json.loads(labbook("status", f"{ID}/1", "--json", cwd=imported).stdout)["runs"]
        assert (line["state"], line["launcher"]) == ("failed", "imported")
        assert "failed" in labbook("list", cwd=imported).stdout
        assert "out of luck" in labbook("show", ID, cwd=imported).stdout
        assert "ValueError: out of luck" in labbook("logs", f"{ID}/1", cwd=imported).stdout
        labbook("check", "--strict", cwd=imported, code=1)
        labbook("stop", f"{ID}/1", cwd=imported)

    def test_nothing_can_be_launched_so(self, imported: Path) -> None:
        said = labbook("launch", ID, "--to", "imported", cwd=imported, code=5).stderr
        assert "an imported run can't be started" in said

    def test_in_another_clone_nothing_is_lost(self, imported: Path, tmp_path: Path) -> None:
        git(imported, "add", "-A")
        git(imported, "commit", "-q", "-m", "Import")
        other = tmp_path / "other"
        git(tmp_path, "clone", "-q", str(imported), str(other))
        before = everything(other / "experiments")
        said = labbook("fill", f"{ID}/1", cwd=other, code=4).stderr
        assert "labbook did not start it, and nothing here tells its state" in said
        assert everything(other / "experiments") == before
        assert "failed" in labbook("status", f"{ID}/1", cwd=other).stdout
        git(other, "tag", "-d", f"run/{ID}/1")
        labbook("show", ID, cwd=other)

    def test_what_a_killed_import_left_is_completed(
        self, imported: Path, made: dict[str, Path]
    ) -> None:
        shutil.rmtree(imported / ".labbook" / "runs")
        shutil.rmtree(imported / "experiments" / ID / "runs")
        (imported / ".labbook" / "importing-left").mkdir()
        said = labbook("import", str(made["raise"]), ID, cwd=imported).stderr
        assert "it was claimed before, and its session is here now" in said
        assert (record(imported).state, git(imported, "tag")) == ("failed", f"run/{ID}/1")
        assert not list((imported / ".labbook").glob("importing-*"))

    def test_where_it_was_not_filled_another_clone_calls_it_open(
        self, imported: Path, tmp_path: Path
    ) -> None:
        other = tmp_path / "other"
        git(tmp_path, "clone", "-q", str(imported), str(other))
        assert "launched" in labbook("status", cwd=other).stdout
        assert labbook("fill", ID, cwd=other, code=4).stdout == ""
        assert not (other / "experiments" / ID / "runs").exists()


class TestRefused:
    def test_twice(self, journal: Path, made: dict[str, Path]) -> None:
        labbook("import", str(made["close"]), ID, cwd=journal)
        said = labbook("import", str(made["close"].with_suffix(".zip")), ID, cwd=journal, code=5)
        assert f"{made['close'].name} is {ID}/1 already" in said.stderr
        assert git(journal, "tag") == f"run/{ID}/1"
        assert not list((journal / ".labbook").glob("importing-*"))

    def test_the_session_of_a_run_that_labbook_started(
        self, journal: Path, made: dict[str, Path], tmp_path: Path
    ) -> None:
        message = {"created": "2026-11-23T09:00:00Z", "launcher": "local"}
        git(journal, "tag", "-a", f"run/{ID}/1", "-m", json.dumps(message))
        session = tmp_path / made["kill"].name
        shutil.copytree(made["kill"], session)
        task = json.loads((session / "task.json").read_text())
        (session / "task.json").write_text(json.dumps({**task, "tags": [f"run/{ID}/1"]}))
        said = labbook("import", str(session), ID, cwd=journal, code=5).stderr
        assert f"is of {ID}/1, which the journal has already" in said
        assert f".labbook/runs/{ID}/1/session/offline" in said

    @pytest.mark.parametrize(
        ("source", "experiment", "said"),
        [
            ("nowhere", ID, "there is no nowhere"),
            (".", ID, "is no session"),
            ("a\x1b]0;b", ID, "there is no a"),
            ("x" * 5000, ID, "there is no x"),
            ("offline-" + "0" * 32, ID, "there is no offline-000"),
            ("0" * 32, ID, "this journal's tracker is no server"),
            ("https://app.lab/projects/x/tasks/" + "0" * 32, ID, "tracker is no server"),
            ("nowhere", ".", "labbook new SLUG makes an experiment"),
            ("nowhere", "nothing", "no experiment is called 'nothing'"),
        ],
    )
    def test_what_names_no_session_or_experiment(
        self, journal: Path, source: str, experiment: str, said: str
    ) -> None:
        assert said in labbook("import", source, experiment, cwd=journal, code=2).stderr
        assert git(journal, "tag") == ""

    def test_a_folder_of_sessions(self, journal: Path, made: dict[str, Path]) -> None:
        said = labbook("import", str(made["close"].parent), ID, cwd=journal, code=2).stderr
        assert f"did you mean {made['close']}" in said

    def test_an_empty_session(self, journal: Path, tmp_path: Path) -> None:
        session = tmp_path / f"offline-{'0' * 32}"
        session.mkdir()
        said = labbook("import", str(session), ID, cwd=journal, code=2).stderr
        assert "neither a task nor events" in said

    def test_a_manifest_with_errors(self, journal: Path, made: dict[str, Path]) -> None:
        (journal / "experiments" / ID / "launch.yaml").write_text("data: [sensitive\n")
        said = labbook("import", str(made["close"]), ID, cwd=journal, code=5).stderr
        assert "whether an imported run's data is sensitive" in said


class TestHostile:
    def test_links_are_not_followed(
        self, journal: Path, made: dict[str, Path], tmp_path: Path
    ) -> None:
        secret = tmp_path / "secret"
        secret.write_text("s3cret")
        session = tmp_path / made["kill"].name
        shutil.copytree(made["kill"], session)
        (session / "data" / "link").symlink_to(secret)
        (session / "data" / "folder").symlink_to(tmp_path)
        os.mkfifo(session / "data" / "pipe")
        labbook("import", str(session), ID, cwd=journal)
        kept = journal / ".labbook" / "runs" / ID / "1"
        assert not any(path.is_symlink() or path.is_fifo() for path in kept.rglob("*"))
        assert "s3cret" not in repr(everything(kept))

    def test_of_sensitive_data_there_are_numbers_only(
        self, journal: Path, made: dict[str, Path]
    ) -> None:
        manifest = journal / "experiments" / ID / "launch.yaml"
        manifest.write_text(
            "command: [python, train.py]\n"
            'data: [{name: calls, source: "s3://calls", mount: /data, sensitive: true}]\n'
        )
        labbook("import", str(made["raise"]), ID, cwd=journal)
        found = record(journal)
        assert (found.log, found.reason) == ((), "its log ends in a traceback")
        assert [data["name"] for data in found.data] == ["calls"]
        assert "out of luck" not in repr(everything(journal / "experiments"))


class TestServer:
    @pytest.fixture
    def server(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[ClearmlServer]:
        with ClearmlServer() as running:
            for name, value in running.environment().items():
                monkeypatch.setenv(name, value)
            yield running

    @pytest.fixture
    def journal(self, tmp_path: Path, server: ClearmlServer) -> Path:
        settings = f'tracker = {{name = "clearml", host = "{server.host}"}}\n'
        return make_journal(tmp_path / "journal", settings)

    @pytest.fixture
    def task(self, server: ClearmlServer) -> str:
        parameters = {"General": {"lr": {"section": "General", "name": "lr", "value": "0.1"}}}
        task = server.add_task(
            "plain",
            hyperparams=parameters,
            started="2026-11-23T09:00:00+00:00",
            completed="2026-11-23T10:00:00+00:00",
        )
        server.add_points(task, "train", "loss", [(0, 1.0), (1, 0.5)])
        return task

    def test_a_task_by_the_address_of_its_page(
        self, journal: Path, server: ClearmlServer, task: str
    ) -> None:
        labbook("import", f"{server.host}/projects/x/tasks/{task}/output/log", ID, cwd=journal)
        found = record(journal)
        assert (found.state, found.launcher, found.tracker) == ("finished", "imported", "clearml")
        assert (found.task, found.finished) == (task, "2026-11-23T10:00:00Z")
        assert found.metrics["train/loss"].last == (1, 0.5)
        assert found.parameters == {"General/lr": "0.1"}
        assert labbook("fill", task, cwd=journal).stderr.endswith("nothing changed\n")
        assert f"is {ID}/1 already" in labbook("import", task, ID, cwd=journal, code=5).stderr
        assert leaks(journal) == []

    def test_one_that_goes_on_is_filled_again_later_and_elsewhere(
        self, journal: Path, server: ClearmlServer, task: str, tmp_path: Path
    ) -> None:
        server.store.tasks[task].update(status="in_progress", completed=None)
        labbook("import", task, ID, cwd=journal)
        assert record(journal).state == "running"
        server.store.tasks[task].update(
            status="failed", status_message="out of memory", completed="2026-11-23T10:00:00+00:00"
        )
        server.add_points(task, "train", "loss", [(2, 0.25)])
        other = tmp_path / "other"
        git(tmp_path, "clone", "-q", str(journal), str(other))
        labbook("fill", ID, cwd=other)
        found = record(other)
        assert (found.state, found.reason) == ("failed", "out of memory")
        assert found.metrics["train/loss"].count == 3

    def test_a_session_in_a_journal_with_a_server(
        self, journal: Path, made: dict[str, Path]
    ) -> None:
        labbook("import", str(made["close"]), ID, cwd=journal)
        assert (record(journal).tracker, record(journal).state) == ("clearml-offline", "finished")
        assert labbook("fill", f"{ID}/1", cwd=journal).stderr.endswith("nothing changed\n")

    def test_a_task_that_the_server_does_not_have(self, journal: Path) -> None:
        said = labbook("import", "0" * 32, ID, cwd=journal, code=4).stderr
        assert f"there is no task {'0' * 32}" in said
        assert git(journal, "tag") == ""

    def test_a_run_of_a_launcher_that_is_not_known_here_is_filled_from_the_server(
        self, journal: Path, server: ClearmlServer, task: str
    ) -> None:
        message = {"created": "2026-11-23T09:00:00Z", "launcher": "slurm"}
        git(journal, "tag", "-a", f"run/{ID}/1", "-m", json.dumps(message))
        server.store.tasks[task].update(tags=[f"run/{ID}/1"], status="failed")
        labbook("fill", f"{ID}/1", cwd=journal)
        assert (record(journal).state, record(journal).launcher) == ("failed", "slurm")
        assert record(journal).metrics["train/loss"].last == (1, 0.5)

    def test_a_value_that_is_called_a_credential_stays_on_the_server(
        self, journal: Path, server: ClearmlServer, task: str
    ) -> None:
        given = server.store.tasks[task]["hyperparams"]["General"]
        given["password"] = {"section": "General", "name": "password", "value": "hunter2"}
        labbook("import", task, ID, cwd=journal)
        assert record(journal).parameters["General/password"] == "***"
        assert "hunter2" not in repr(everything(journal / "experiments"))
        said = labbook("check", "--online", cwd=journal, code=1).stdout
        assert ("hunter2" in said, "online-parameter" in said) == (False, False)

    def test_of_a_task_nobody_but_the_server_tells_the_state(
        self, journal: Path, task: str
    ) -> None:
        said = labbook("import", task, ID, "--state", "failed", cwd=journal, code=2).stderr
        assert "its server tells the state" in said
