"""Sessions that are taken in, where they are large, odd or made to do harm."""

import json
import os
import zipfile
from pathlib import Path

import pytest

from labbook.adapters import clearml_import
from labbook.adapters.clearml_import import ClearmlImporter
from labbook.errors import OutsideError, Refused, UsageError
from labbook.model.layout import LocalRunLayout
from labbook.model.run import RunState
from labbook.model.settings import Settings
from labbook.ports import ForeignRun

NAME = "offline-" + "1f" * 16


@pytest.fixture
def session(tmp_path: Path) -> Path:
    folder = tmp_path / NAME
    (folder / "data").mkdir(parents=True)
    (folder / "task.json").write_text(json.dumps({"id": NAME, "name": "plain", "tags": ["a"]}))
    (folder / "data" / "file").write_text("x")
    return folder


@pytest.fixture
def run(tmp_path: Path) -> Path:
    folder = tmp_path / "run"
    folder.mkdir()
    return folder


def take(session: Path, run: Path, state: RunState | None = None) -> ForeignRun:
    return ClearmlImporter(Settings()).take_session(session, run, state)


def kept(run: Path) -> set[str]:
    return {path.relative_to(run).as_posix() for path in run.rglob("*") if path.is_file()}


def test_its_files_are_copied_and_it_is_told_what_it_is(session: Path, run: Path) -> None:
    assert take(session, run) == ForeignRun(NAME, ("plain", "a"), session=True)
    place = f"session/offline/{NAME}"
    assert kept(run) == {"imported.json", f"{place}/task.json", f"{place}/data/file"}
    imported = json.loads(LocalRunLayout(run).imported.read_text())
    assert (imported["task"], imported["end"]["state"]) == (NAME, "lost")


@pytest.mark.parametrize("bound", ["MOST_FILES", "MOST_BYTES"])
def test_a_session_above_its_bounds_is_refused(
    session: Path, run: Path, monkeypatch: pytest.MonkeyPatch, bound: str
) -> None:
    monkeypatch.setattr(clearml_import, bound, 1)
    with pytest.raises(Refused, match="the session is larger than"):
        take(session, run)


def test_a_link_to_a_session_is_the_session(session: Path, run: Path, tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(session)
    assert take(link, run).task == NAME


def test_a_pipe_is_no_zip(run: Path, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / f"{NAME}.zip")
    with pytest.raises(OutsideError, match="the session can't be read"):
        take(tmp_path / f"{NAME}.zip", run)


def test_a_zip_is_kept_as_it_is_and_never_unpacked(run: Path, tmp_path: Path) -> None:
    archive = tmp_path / f"{NAME}.zip"
    with zipfile.ZipFile(archive, "w") as made:
        made.writestr("task.json", "[" * 100_000)
        made.writestr("../../climbed", "x")
    assert take(archive, run, RunState.FINISHED) == ForeignRun(NAME, session=True)
    assert kept(run) == {"imported.json", f"session/offline/{NAME}.zip"}


@pytest.mark.parametrize("content", [b"", b"PK", b"no zip at all"])
def test_what_is_no_zip_is_no_session(run: Path, tmp_path: Path, content: bytes) -> None:
    (tmp_path / f"{NAME}.zip").write_bytes(content)
    with pytest.raises(UsageError, match="neither a task nor events"):
        take(tmp_path / f"{NAME}.zip", run)


@pytest.mark.parametrize(
    "task",
    ["", "[]", "3", '{"tags": 3, "name": {}}', '{"tags": [null, "\\u001b]0;x"], "script": 1}'],
)
def test_a_task_of_another_shape(session: Path, run: Path, task: str) -> None:
    (session / "task.json").write_text(task)
    foreign = take(session, run)
    assert foreign.task == NAME
    assert not any("\x1b" in name for name in foreign.names)


def test_what_a_person_says_stands(session: Path, run: Path) -> None:
    take(session, run, RunState.FINISHED)
    end = json.loads(LocalRunLayout(run).imported.read_text())["end"]
    assert (end["state"], end["reason"]) == ("finished", None)
