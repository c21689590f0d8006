"""How a session ended."""

import json
import zipfile
from pathlib import Path

import pytest

from labbook.adapters.bounded_files import FolderFiles, ZipFiles
from labbook.adapters.clearml_session import Session
from labbook.adapters.session_end import derive_end
from labbook.errors import UsageError
from labbook.model.run import RunState

HEAD = "Traceback (most recent call last):"
TRACE = [HEAD, '  File "train.py", line 3, in <module>', "    fit()", "ValueError: out of luck"]
IGNORED = [
    "Exception ignored in: <function __del__>",
    HEAD,
    '  File "x.py", line 1, in __del__',
    "    stop()",
    "AttributeError: 'NoneType' object has no attribute 'stop'",
]


def make(tmp_path: Path, log: list[str], *, packed: bool = True) -> Session:
    """A closed session with a metric; `packed` says whether its zip has that too."""
    folder, archive = tmp_path / "session", tmp_path / "session.zip"
    folder.mkdir()
    (folder / "metrics.jsonl").write_text(
        json.dumps([{"metric": "a", "variant": "b", "iter": 0, "value": 1.0}]) + "\n"
    )
    (folder / "log.jsonl").write_text(json.dumps([{"type": "log", "msg": "\n".join(log)}]) + "\n")
    (folder / "task.json").write_text("{}")
    with zipfile.ZipFile(archive, "w") as made:
        for path in folder.iterdir():
            if packed or path.name != "metrics.jsonl":
                made.write(path, path.name)
    return Session("session", (FolderFiles(folder, "session"), ZipFiles(archive, "session.zip")))


@pytest.mark.parametrize(
    ("log", "state", "error"),
    [
        (["epoch 1", "done"], RunState.FINISHED, None),
        (["epoch 1", *TRACE], RunState.FAILED, "ValueError: out of luck"),
        (["epoch 1", *TRACE, *IGNORED], RunState.FAILED, "ValueError: out of luck"),
        ([f"[rank0]: {line}" for line in TRACE], RunState.FAILED, "ValueError: out of luck"),
        ([*TRACE, "", "ClearML Task: stored"], RunState.FAILED, "ValueError: out of luck"),
        ([*TRACE[:3], "KeyboardInterrupt"], RunState.STOPPED, None),
        ([HEAD], RunState.FAILED, None),
    ],
)
def test_the_state_that_a_closed_session_tells(
    tmp_path: Path, log: list[str], state: RunState, error: str | None
) -> None:
    end = derive_end(make(tmp_path, log), None)
    assert (end.state, end.error) == (state, error)


@pytest.mark.parametrize(
    "log",
    [
        [*TRACE, *(f"size mismatch for layer {n}" for n in range(40))],
        [*TRACE, *(f"epoch {n}" for n in range(40)), *IGNORED],
    ],
)
def test_a_traceback_far_from_the_end_tells_nothing(tmp_path: Path, log: list[str]) -> None:
    with pytest.raises(UsageError, match="doesn't tell how it ended: its log has a traceback"):
        derive_end(make(tmp_path, log), None)


def test_a_zip_without_the_metrics_of_its_folder_tells_nothing(tmp_path: Path) -> None:
    session = make(tmp_path, ["epoch 1"], packed=False)
    with pytest.raises(UsageError, match="its zip has no metrics") as refused:
        derive_end(session, None)
    assert "--state failed" in (refused.value.hint or "")
    assert derive_end(session, RunState.FAILED).state is RunState.FAILED
    with pytest.raises(UsageError, match="its zip has no metrics"):
        derive_end(Session("session", session.copies[1:]), None)


def test_a_run_that_reported_nothing_is_finished_all_the_same(tmp_path: Path) -> None:
    session = make(tmp_path, ["prepared"], packed=False)
    (tmp_path / "session" / "metrics.jsonl").unlink()
    assert derive_end(session, None).state is RunState.FINISHED


def test_what_a_person_says_stands(tmp_path: Path) -> None:
    end = derive_end(make(tmp_path, TRACE), RunState.FINISHED)
    assert (end.state, end.reason, end.error) == (RunState.FINISHED, None, None)
