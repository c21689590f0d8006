"""Several sessions of one run, and sessions whose copies disagree, made by the real SDK."""

import json
import shutil
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labbook.adapters.clearml_offline import OfflineTracker
from labbook.model.metric import Series
from labbook.model.reference import RunRef
from labbook.model.settings import Settings
from labbook.model.tracked import TrackedRun
from tests.adapters.clearml.sessions import train

RUN = RunRef("2026-01-01-demo", 1)
WER = """\
%WER 25.00 [ 1 / 4, 0 ins, 0 del, 1 sub ]
%SER 50.00 [ 1 / 2 ]
Scored 2 sentences, 0 not present in hyp.
================================================================================
ALIGNMENTS

Format:
<utterance-id>, WER DETAILS
<eps> ; reference  ; on ; the ; first ;  line
  I   ;     S      ; =  ;  =  ;   S   ;   D
 and  ; hypothesis ; on ; the ; third ; <eps>
================================================================================
one, %WER 50.00 [ 1 / 2, 0 ins, 0 del, 1 sub ]
a ; b
= ; S
a ; c
================================================================================
two, %WER 0.00 [ 0 / 2, 0 ins, 0 del, 0 sub ]
a ; b
= ; =
a ; b
================================================================================
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run's folder: killed at step 6, gone on with at step 4 from a checkpoint, and finished.

    Between them the program reported an evaluation of its own to another task.
    """
    root = tmp_path_factory.mktemp("resumed")
    cache = root / "run" / "session"
    tagged = {"TAGS": RUN.tag}
    train(cache, "0", "6", "kill", cwd=root, environment=tagged)
    train(cache, "90", "91", "close", "elsewhere", cwd=root)
    train(cache, "4", "8", "close", cwd=root, environment={**tagged, "WER": WER})
    return root / "run"


@pytest.fixture
def run(made: Path, tmp_path: Path) -> Path:
    """A copy to spoil."""
    folder = tmp_path / "run"
    shutil.copytree(made, folder)
    return folder


def fetch(folder: Path) -> TrackedRun:
    return OfflineTracker(Settings()).fetch(RUN, folder)


def loss(tracked: TrackedRun) -> Series:
    (found,) = (series for series in tracked.series if series.metric == "train/loss")
    return found


def missing(tracked: TrackedRun) -> str:
    return "\n".join(f"{lack.what}: {lack.why}" for lack in tracked.missing)


def sessions(run: Path) -> list[Path]:
    """The folders of the run's two sessions, the killed one first."""
    folders = [path for path in (run / "session/offline").iterdir() if path.is_dir()]
    tasks = {folder: json.loads((folder / "task.json").read_text()) for folder in folders}
    own = [folder for folder, task in tasks.items() if task["name"] != "elsewhere"]
    return sorted(own, key=lambda folder: "from_4" in tasks[folder]["hyperparams"]["General"])


class TestJoined:
    def test_a_resumed_run_is_one_series_with_the_overlap_said(self, made: Path) -> None:
        tracked = fetch(made)
        first = [(step, 1 / (step + 1)) for step in range(4)]
        then = [(step, 4 + 1 / (step + 1)) for step in range(4, 8)]
        assert loss(tracked).points() == [*first, *then]
        killed, closed = (folder.name for folder in sessions(made))
        said = missing(tracked)
        assert f"steps 4 to 5 of task {killed}: task {closed} reports them again" in said
        assert "the run in one task: it reported to 2" in said
        assert "None" not in said

    def test_a_session_of_another_task_is_left_out_and_named(self, made: Path) -> None:
        tracked = fetch(made)
        assert 90 not in loss(tracked).steps
        assert "its task is 'elsewhere', and another session names the run" in missing(tracked)

    def test_all_of_both_comes_home(self, made: Path) -> None:
        tracked = fetch(made)
        assert {"General/from_0", "General/from_4"} <= tracked.parameters.keys()
        assert "trained from 4" in tracked.log
        assert tracked.started is not None
        assert tracked.finished is not None
        assert tracked.attempts == ()

    def test_a_session_without_its_task_is_joined_with_the_others(self, run: Path) -> None:
        killed, _ = sessions(run)
        (killed / "task.json").write_bytes(b"")
        tracked = fetch(run)
        assert list(loss(tracked).steps) == list(range(8))
        assert f"task.json of the session ({killed.name}): folder: is empty" in missing(tracked)

    def test_the_last_session_without_its_task_takes_nothing_away(self, run: Path) -> None:
        whole = fetch(run)
        _, closed = sessions(run)
        closed.with_suffix(".zip").unlink()
        (closed / "task.json").write_bytes(b"")
        tracked = fetch(run)
        assert tracked.code.entry_point == whole.code.entry_point == "train.py"
        assert tracked.environment.packages == whole.environment.packages

    def test_an_error_file_of_the_session_is_read(self, made: Path, run: Path) -> None:
        (text,) = fetch(made).error_texts
        assert (text.artifact, text.text) == ("wer.txt", WER)
        _, closed = sessions(run)
        shutil.rmtree(closed)
        assert fetch(run).error_texts == (text,)


class TestCopiesThatDisagree:
    @pytest.fixture
    def session(self, run: Path) -> Path:
        """The closed session, alone."""
        killed, closed = sessions(run)
        for path in (run / "session/offline").iterdir():
            if not path.name.startswith(closed.name):
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        assert not killed.exists()
        return closed

    def test_last_scalars_that_only_the_zip_has(self, run: Path, session: Path) -> None:
        metrics = session / "metrics.jsonl"
        metrics.write_bytes(metrics.read_bytes()[:-40])
        tracked = fetch(run)
        assert tracked.series
        assert [s.metric for s in tracked.series if s.metric == "test/error_rate"]
        assert "metrics.jsonl in the session's folder: less than elsewhere" in missing(tracked)

    def test_an_older_task_in_either_copy(self, run: Path, session: Path) -> None:
        whole = fetch(run)
        task = json.loads((session / "task.json").read_text())
        (session / "task.json").write_text(json.dumps({**task, "hyperparams": {}}))
        tracked = fetch(run)
        assert tracked.parameters == whole.parameters
        assert "part of task.json in the session's folder: less than elsewhere" in missing(tracked)

    def test_a_file_of_zeros_beside_a_whole_one(self, run: Path, session: Path) -> None:
        whole = fetch(run)
        metrics = session / "metrics.jsonl"
        metrics.write_bytes(bytes(metrics.stat().st_size))
        tracked = fetch(run)
        assert tracked.series == whole.series
        assert "part of metrics.jsonl in the session's folder" in missing(tracked)

    def test_a_zip_that_was_written_before_the_last_scalars(self, run: Path, session: Path) -> None:
        whole = fetch(run)
        archive = session.with_suffix(".zip")
        archive.unlink()
        with zipfile.ZipFile(archive, "w") as made:
            made.write(session / "task.json", "task.json")
        tracked = fetch(run)
        assert tracked.series == whole.series
        assert "metrics.jsonl of the session's zip: is missing; the folder's was taken" in missing(
            tracked
        )

    def test_an_artifact_that_only_the_zip_has_whole(self, run: Path, session: Path) -> None:
        (whole,) = fetch(run).artifacts
        (path,) = (path for path in session.rglob("wer.txt") if path.is_file())
        path.write_bytes(path.read_bytes()[:10])
        tracked = fetch(run)
        assert tracked.artifacts[0].sha256 == whole.sha256
        assert "artifact wer.txt in the folder: it has changed since it was noted; the zip's" in (
            missing(tracked)
        )

    def test_only_a_cut_zip_is_left(self, run: Path, session: Path) -> None:
        shutil.rmtree(session)
        archive = session.with_suffix(".zip")
        archive.write_bytes(archive.read_bytes()[:-100])
        tracked = fetch(run)
        assert tracked.series == ()
        assert "metrics.jsonl of the session: zip: is broken" in missing(tracked)


@given(cut=st.floats(0, 1), file=st.sampled_from(["metrics.jsonl", "log.jsonl", "task.json"]))
@settings(max_examples=20)
def test_wherever_the_folder_breaks_off_the_zip_completes_it(
    made: Path, cut: float, file: str
) -> None:
    _, closed = sessions(made)
    with TemporaryDirectory() as place:
        run = Path(place)
        shutil.copytree(made, run, dirs_exist_ok=True)
        broken = run / closed.relative_to(made) / file
        content = broken.read_bytes()
        broken.write_bytes(content[: int(cut * len(content))])
        whole, tracked = fetch(made), fetch(run)
    assert (tracked.series, tracked.parameters) == (whole.series, whole.parameters)
    assert (tracked.log, tracked.code) == (whole.log, whole.code)
    if cut < 0.9:
        assert f"{file} " in missing(tracked)
