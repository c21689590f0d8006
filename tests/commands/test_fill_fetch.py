"""`labbook fill RUN --fetch NAME`: files that the real SDK has uploaded, brought here whole."""

import hashlib
import json
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.adapters.clearml.leaks import leaks
from tests.commands.server_journal import (
    ID,
    labbook,
    make_journal,
    record,
    record_path,
    set_up,
)
from tests.fakes.clearml import ClearmlServer
from tests.fakes.clearml_faults import broken_chunks, redirect

TRAIN = """
import tracking
with tracking.Run("config.yaml") as run:
    run.log("test/error_rate", 12.345678901234567)
    for name, content in (("table", b"1,2" * 1000), ("мои данные 100%", b"x"), ("a?b#c/d", b"y")):
        path = run.output / (name.translate({47: "_", 63: "_"}) + ".csv")
        path.write_bytes(content)
        run.add_artifact(name, path)
"""
MODEL = """
import os
from clearml import OutputModel
model = OutputModel(task=run._task, name="best", framework="PyTorch")
model.update_weights(str(path), upload_uri=os.environ["CLEARML_FILES_HOST"], auto_delete_file=False)
"""
RUN = f"{ID}/1"
HERE = Path(".labbook/artifacts") / ID / "1"


@pytest.fixture(scope="module")
def running() -> Iterator[ClearmlServer]:
    with ClearmlServer() as server:
        yield server


@pytest.fixture(scope="module")
def launched(running: ClearmlServer, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A journal with a run that is not filled yet, for each test to copy."""
    root = tmp_path_factory.mktemp("launched")
    with set_up(running, root) as settings:
        train = TRAIN + "    " + "    ".join(MODEL.strip().splitlines(keepends=True)) + "\n"
        journal = make_journal(root / "journal", settings, train)
        labbook("launch", ID, "--commit", cwd=journal)
    return journal


@pytest.fixture
def server(
    running: ClearmlServer, launched: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[ClearmlServer]:
    for name, value in running.environment().items():
        monkeypatch.setenv(name, value)
    files = dict(running.files)
    running.requests.clear()
    yield running
    running.files = files
    running.faults.clear()


@pytest.fixture
def journal(launched: Path, tmp_path: Path, server: ClearmlServer) -> Path:
    return Path(shutil.copytree(launched, tmp_path / "journal", symlinks=True))


def spoil(server: ClearmlServer, content: bytes) -> None:
    (path,) = (path for path in server.files if path.endswith("/table.csv"))
    server.files[path] = content


def test_a_run_is_filled_and_its_artifact_lies_here(journal: Path) -> None:
    done = labbook("fill", RUN, "--fetch", "table", cwd=journal)
    assert done.stdout.splitlines()[-1] == str(HERE / "table.csv")
    assert (journal / HERE / "table.csv").read_bytes() == b"1,2" * 1000
    assert "table: has the digest of the record" in done.stderr
    assert record(journal).state == "finished"
    assert "artifacts" not in labbook("check", cwd=journal).stdout
    assert leaks(journal) == []


def test_a_run_that_was_filled_is_left_alone(journal: Path, server: ClearmlServer) -> None:
    labbook("fill", RUN, cwd=journal)
    report = journal / "experiments" / ID / "report.md"
    report.write_text(report.read_text().replace("12.3<!--", "9.9<!--"))
    server.requests.clear()
    labbook("fill", RUN, "--fetch", "table", cwd=journal)
    assert "9.9<!--" in report.read_text()
    assert server.asked() == ["auth.login", "file"]


def test_names_of_any_letters_and_several_at_once(journal: Path) -> None:
    names = ("мои данные 100%", "a?b#c/d")
    asked = [word for name in names for word in ("--fetch", name)]
    done = labbook("fill", RUN, *asked, "--json", cwd=journal)
    told = json.loads(done.stdout)
    assert told["runs"] == {RUN: "finished"}
    assert [(file["name"], file["verified"]) for file in told["fetched"]] == [
        (name, True) for name in names
    ]
    contents = [(journal / file["path"]).read_bytes() for file in told["fetched"]]
    assert contents == [b"x", b"y"]
    assert {Path(file["path"]).parent for file in told["fetched"]} == {HERE}


def test_a_file_that_is_here_is_not_fetched_again_unless_it_was_spoilt(
    journal: Path, server: ClearmlServer
) -> None:
    labbook("fill", RUN, "--fetch", "table", cwd=journal)
    server.requests.clear()
    done = labbook("fill", RUN, "--fetch", "table", cwd=journal)
    assert "is here already" in done.stderr
    assert server.requests == []
    path = journal / HERE / "table.csv"
    path.chmod(0o644)
    path.write_bytes(b"spoilt")
    labbook("fill", RUN, "--fetch", "table", cwd=journal)
    assert path.read_bytes() == b"1,2" * 1000
    assert stat.S_IMODE(path.stat().st_mode) & 0o222 == 0


def test_another_file_than_the_record_s_is_not_kept(journal: Path, server: ClearmlServer) -> None:
    labbook("fill", RUN, cwd=journal)
    (table,) = (one for one in record(journal).artifacts if one.name == "table")
    for content in (b"3,4" * 1000, b"1,2"):
        spoil(server, content)
        said = labbook("fill", RUN, "--fetch", "table", cwd=journal, code=4).stderr
        assert str(table.sha256) in said
        assert f"sha256:{hashlib.sha256(content).hexdigest()}" in said
        assert list((journal / HERE).iterdir()) == []
    spoil(server, b"1,2" * 1001)
    said = labbook("fill", RUN, "--fetch", "table", cwd=journal, code=4).stderr
    assert "larger than 3,000 bytes" in said
    assert list((journal / HERE).iterdir()) == []


@pytest.mark.parametrize("fault", [broken_chunks, redirect("http://127.0.0.1:1/")])
def test_what_breaks_off_leaves_nothing_and_the_others_still_come(
    journal: Path, server: ClearmlServer, fault: object
) -> None:
    labbook("fill", RUN, "--fetch", "table", cwd=journal)
    (journal / HERE / "table.csv").unlink()
    labbook("fill", RUN, "--fetch", "a?b#c/d", cwd=journal)
    server.faults["file"] = fault  # type: ignore[assignment]
    done = labbook("fill", RUN, "--fetch", "table", "--fetch", "a?b#c/d", cwd=journal, code=4)
    assert done.stderr.startswith("error: table: the ClearML server")
    assert len(done.stdout.splitlines()) == 1
    assert [path.name for path in (journal / HERE).iterdir()] == [Path(done.stdout.strip()).name]


def test_an_unknown_name_is_answered_with_those_there_are(journal: Path) -> None:
    said = labbook("fill", RUN, "--fetch", "tabel", cwd=journal, code=2).stderr
    assert "has no artifact or model 'tabel'" in said
    assert "'table'" in said
    assert "'best'" in said


def test_a_model_has_no_digest_on_the_server_and_that_is_said(journal: Path) -> None:
    done = labbook("fill", RUN, "--fetch", "best", cwd=journal)
    assert "the record has no digest for it" in done.stderr
    assert hashlib.sha256(b"y").hexdigest() in done.stderr
    assert (journal / done.stdout.splitlines()[-1]).read_bytes() == b"y"


def test_what_lies_elsewhere_is_not_fetched(journal: Path) -> None:
    labbook("fill", RUN, cwd=journal)
    (table,) = (one for one in record(journal).artifacts if one.name == "table")
    path = record_path(journal)
    path.write_text(path.read_text().replace(table.uri, "s3://speech/table.csv"))
    said = labbook("fill", RUN, "--fetch", "table", cwd=journal, code=5).stderr
    assert "from ClearML's own file server" in said
    assert "s3://speech/table.csv" in said


def test_a_draft_fetches_nothing_and_one_run_has_to_be_meant(journal: Path) -> None:
    labbook("fill", RUN, "--draft", "--fetch", "table", cwd=journal, code=2)
    assert not (journal / ".labbook/artifacts").exists()
    labbook("fill", ID, "--fetch", "table", cwd=journal)
    labbook("launch", ID, "--commit", cwd=journal)
    said = labbook("fill", ID, "--fetch", "table", cwd=journal, code=2).stderr
    assert f"{ID}/1, {ID}/2" in said


def test_offline_it_is_copied_out_of_the_session_s_folder_or_zip(tmp_path: Path) -> None:
    journal = make_journal(tmp_path / "journal", "", TRAIN)
    labbook("launch", ID, "--commit", cwd=journal)
    labbook("fill", RUN, "--fetch", "table", cwd=journal)
    assert (journal / HERE / "table.csv").read_bytes() == b"1,2" * 1000
    (session,) = (
        p for p in (journal / ".labbook/runs" / ID / "1/session/offline").iterdir() if p.is_dir()
    )
    shutil.rmtree(session)
    shutil.rmtree(journal / ".labbook/artifacts")
    labbook("fill", RUN, "--fetch", "table", cwd=journal)
    assert (journal / HERE / "table.csv").read_bytes() == b"1,2" * 1000
    session.with_name(f"{session.name}.zip").unlink()
    said = labbook("fill", RUN, "--fetch", "a?b#c/d", cwd=journal, code=4).stderr
    assert "is not on this machine" in said
