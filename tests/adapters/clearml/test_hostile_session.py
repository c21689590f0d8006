"""Sessions that are broken, or made to do harm."""

import json
import os
import shutil
import zipfile
from pathlib import Path
from typing import Any

import pytest

from labbook.adapters import (
    bounded_files,
    clearml_events,
    clearml_offline_run,
    clearml_samples,
    clearml_session,
    clearml_task,
)
from labbook.model.tracked import TrackedCode, TrackedRun
from tests.adapters.tracker_contract import Reported


def point(**changes: Any) -> dict[str, Any]:
    event = {"type": "training_stats_scalar", "metric": "m", "variant": "v", "iter": 1, "value": 2}
    return {**event, "timestamp": 1_700_000_000_000, **changes}


def append(session: Path, *events: Any, name: str = "metrics.jsonl") -> None:
    with (session / name).open("a") as file:
        file.write(json.dumps(list(events)) + "\n")


def change_task(session: Path, **changes: Any) -> None:
    """Change the task of a session of which only the folder is left."""
    without_zip(session)
    task = json.loads((session / "task.json").read_text())
    (session / "task.json").write_text(json.dumps({**task, **changes}))


def missing(tracked: TrackedRun) -> str:
    return "\n".join(f"{lack.what}: {lack.why}" for lack in tracked.missing)


def without_zip(session: Path) -> None:
    session.with_suffix(".zip").unlink(missing_ok=True)


class TestCopies:
    def test_an_empty_task_is_taken_from_the_zip(self, edited: Reported, session: Path) -> None:
        (session / "task.json").write_bytes(b"")
        tracked = edited.fetch()
        assert tracked.parameters["General/lr"] == "0.001"
        assert "task.json of the session's folder: is empty; the zip's was taken" in missing(
            tracked
        )

    def test_without_another_copy_the_task_is_missing(
        self, edited: Reported, session: Path
    ) -> None:
        without_zip(session)
        (session / "task.json").write_bytes(b"")
        tracked = edited.fetch()
        assert tracked.parameters == {}
        assert len(tracked.series) > 3
        assert "task.json of the session: folder: is empty" in missing(tracked)

    def test_the_copy_with_more_events_wins(self, edited: Reported, session: Path) -> None:
        append(session, point())
        tracked = edited.fetch()
        assert any(series.metric == "m/v" for series in tracked.series)
        assert "part of metrics.jsonl in the session's zip" in missing(tracked)

    def test_only_the_zip_is_left(self, edited: Reported, session: Path) -> None:
        whole = edited.fetch()
        shutil.rmtree(session)
        tracked = edited.fetch()
        assert tracked.source == "clearml offline session (zip)"
        assert tracked.series == whole.series
        assert tracked.samples == whole.samples
        assert [a.sha256 for a in tracked.artifacts] == [a.sha256 for a in whole.artifacts]
        assert "canary" not in repr(tracked)

    def test_a_cut_zip_beside_a_whole_folder(self, edited: Reported, session: Path) -> None:
        archive = session.with_suffix(".zip")
        archive.write_bytes(archive.read_bytes()[:1000])
        tracked = edited.fetch()
        assert tracked.parameters["General/lr"] == "0.001"
        assert "zip: is broken; the folder's was taken" in missing(tracked)


class TestEvents:
    def test_broken_lines_are_counted_and_the_rest_is_read(
        self, edited: Reported, session: Path
    ) -> None:
        with (session / "metrics.jsonl").open("ab") as file:
            file.write(b'{"metric": 1}\n[{"cut\n\xff\xfe\x00\n' + b"[" * 200_000 + b"\n")
        append(session, point(variant="after"))
        tracked = edited.fetch()
        assert any(series.metric == "m/after" for series in tracked.series)
        assert "4 lines of metrics.jsonl" in missing(tracked)

    @pytest.mark.parametrize(
        "event",
        [
            None,
            [],
            {},
            point(value=None),
            point(value=True),
            point(value="much"),
            point(value=10**400),
            point(iter=0.5),
            point(iter=2**70),
            point(iter="1"),
            {"type": "plot", "metric": "m", "variant": "v", "plot_str": 3},
        ],
    )
    def test_a_malformed_event_is_counted(
        self, edited: Reported, session: Path, event: object
    ) -> None:
        append(session, event, point(variant="after"))
        tracked = edited.fetch()
        assert any(series.metric == "m/after" for series in tracked.series)
        assert "1 events of metrics.jsonl: they are malformed" in missing(tracked)

    def test_text_that_is_no_utf8_keeps_its_points(self, edited: Reported, session: Path) -> None:
        line = json.dumps([point(metric="M")]).replace('"M"', '"\udcff"')
        with (session / "metrics.jsonl").open("ab") as file:
            file.write(line.encode("utf-8", "surrogateescape") + b"\n")
        assert any(series.metric == "\ufffd/v" for series in edited.fetch().series)

    def test_names_can_be_written_as_utf8_on_one_line(
        self, edited: Reported, session: Path
    ) -> None:
        append(session, point(metric="a\x00\ud800\n\x1b[31m", variant="<!-- labbook:end -->"))
        append(session, point(metric="x" * 1_000_000, variant="1"))
        append(session, point(metric="x" * 1_000_001, variant="1"))
        names = [series.metric for series in edited.fetch().series]
        assert "".join(names).encode().decode().isprintable()
        assert len([name for name in names if name.startswith("xxx")]) == 2
        assert max(map(len, names)) < 450

    def test_the_log_is_bounded_and_plain(self, edited: Reported, session: Path) -> None:
        message = "\n".join(f"\x1b[1mline {i}\x1b[0m " + "x" * 5000 for i in range(1000))
        append(session, {"type": "log", "msg": message, "timestamp": 1}, name="log.jsonl")
        log = edited.fetch().log
        assert len(log) == 200
        assert log[-1].startswith("line 999 xxx")
        assert max(map(len, log)) == 2000

    def test_times_out_of_range_are_passed_over(self, edited: Reported, session: Path) -> None:
        before = edited.fetch()
        append(session, point(timestamp=-5), point(timestamp=10**30), point(timestamp="now"))
        after = edited.fetch()
        assert (after.started, after.finished) == (before.started, before.finished)


class TestPaths:
    @pytest.mark.parametrize(
        "uri",
        [
            "/etc/passwd",
            "{session}/../../../../secret",
            "file://{session}/data/../../../secret",
            "{session}//etc/passwd",
            "{session}/link",
            "{session}/fifo",
            "{session}/a\x00b",
        ],
    )
    def test_no_artifact_or_picture_comes_from_elsewhere(
        self, edited: Reported, session: Path, uri: str
    ) -> None:
        secret = edited.folder / "secret"
        secret.write_bytes(b"\x89PNG\r\n\x1a\nsecret")
        (session / "link").symlink_to(secret)
        os.mkfifo(session / "fifo")
        place = uri.format(session=session)
        artifact = {"key": "evil", "uri": place, "mode": "output"}
        change_task(session, execution={"artifacts": [artifact]}, offline_folder=str(session))
        append(session, point(type="training_debug_image", variant="evil", url=place))
        tracked = edited.fetch()
        (evil,) = tracked.artifacts
        assert (evil.size, evil.sha256) == (None, None)
        assert [picture.title for picture in tracked.samples] == ["spectrogram"]
        assert "sample m/evil" in missing(tracked)

    def test_a_session_that_is_a_link_is_passed_over(
        self, edited: Reported, session: Path, tmp_path: Path
    ) -> None:
        outside = tmp_path / "outside"
        shutil.move(session, outside)
        without_zip(session)
        session.symlink_to(outside)
        (edited.folder / "output").mkdir(exist_ok=True)
        (edited.folder / "output/metrics.jsonl").write_text('{"metric": "a", "value": 1}\n')
        tracked = edited.fetch()
        assert tracked.source == "metrics.jsonl"
        assert [series.metric for series in tracked.series] == ["a"]

    def test_a_zip_that_climbs_writes_nothing(self, edited: Reported, session: Path) -> None:
        shutil.rmtree(session)
        with zipfile.ZipFile(session.with_suffix(".zip"), "a") as archive:
            archive.writestr("../../../climbed", "x")
        before = sorted(edited.folder.rglob("*"))
        edited.fetch()
        assert sorted(edited.folder.rglob("*")) == before

    def test_a_zip_bomb_is_not_unpacked(
        self, edited: Reported, session: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(bounded_files, "MOST_UNPACKED", 1 << 20)
        shutil.rmtree(session)
        archive = session.with_suffix(".zip")
        archive.unlink()
        with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as made:
            made.writestr("metrics.jsonl", json.dumps([point()]) + "\n" + " " * (16 << 20))
        tracked = edited.fetch()
        assert [series.metric for series in tracked.series] == ["m/v"]
        assert "the end of metrics.jsonl: is larger than 1024 KiB" in missing(tracked)

    def test_a_picture_is_what_its_bytes_say(self, edited: Reported, session: Path) -> None:
        (session / "data/page.png").write_text("<svg onload=alert(1)>")
        url = f"{json.loads((session / 'task.json').read_text())['offline_folder']}/data/page.png"
        append(session, point(type="training_debug_image", variant="page", url=url))
        assert "sample m/page: is neither a picture nor a sound" in missing(edited.fetch())


class TestTask:
    def test_a_changed_artifact_is_told(self, edited: Reported, session: Path) -> None:
        without_zip(session)
        (note,) = session.rglob("note.txt")
        note.write_text("another text")
        tracked = edited.fetch()
        assert tracked.artifacts[0].size == len("another text")
        assert "artifact note: the file has changed since it was noted" in missing(tracked)

    def test_a_lost_artifact_is_told(self, edited: Reported, session: Path) -> None:
        without_zip(session)
        (note,) = session.rglob("note.txt")
        note.unlink()
        tracked = edited.fetch()
        assert tracked.artifacts[0].size == len("text with ü".encode())
        assert "file of artifact note: folder: is missing" in missing(tracked)
        assert str(edited.folder) not in tracked.artifacts[0].uri

    def test_credentials_are_stripped(self, edited: Reported, session: Path) -> None:
        uri = "https://me:canary@s3.lab/b/model.pt?X-Amz-Signature=canary&X-Amz-Credential=canary"
        change_task(
            session,
            script={"repository": "me:canary@git.lab/x.git", "version_num": "HEAD"},
            execution={"artifacts": [{"key": "remote", "uri": uri}]},
            offline_output_models=[{"init": {"name": "m"}, "weights": {"register_uri": uri}}],
        )
        tracked = edited.fetch()
        assert "canary" not in repr(tracked)
        assert tracked.artifacts[0].uri == tracked.models[0].uri == "https://s3.lab/b/model.pt"
        assert tracked.code.commit is None

    def test_a_model_in_the_session(self, edited: Reported, session: Path) -> None:
        (session / "output_models").mkdir()
        (session / "output_models/model.pt").write_bytes(b"weights")
        place = str(session / "output_models/model.pt")
        model = {"init": {"name": None}, "weights": {"weights_filename": place}}
        change_task(session, offline_folder=str(session), offline_output_models=[model])
        (model_file,) = edited.fetch().models
        assert (model_file.name, model_file.size) == ("model.pt", 7)

    def test_a_script_outside_of_a_repository_is_no_change(
        self, edited: Reported, session: Path
    ) -> None:
        change_task(session, script={"entry_point": "train.py", "diff": "import this"})
        assert edited.fetch().code == TrackedCode(entry_point="train.py")

    @pytest.mark.parametrize("task", ["[]", "3", '{"script": 1, "hyperparams": [], "id": {}}'])
    def test_a_task_of_another_shape(self, edited: Reported, session: Path, task: str) -> None:
        without_zip(session)
        (session / "task.json").write_text(task)
        tracked = edited.fetch()
        assert tracked.parameters == {}
        assert len(tracked.series) > 3


def test_another_session_of_the_run_is_told(edited: Reported, session: Path) -> None:
    other = session.with_name("offline-" + "0" * 32)
    other.mkdir()
    append(other, point())
    tracked = edited.fetch()
    assert len(tracked.series) > 3
    assert f"it reported to 2: {other.name} (2023-" in missing(tracked)


class TestBounds:
    def test_a_line_without_end(
        self, edited: Reported, session: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(bounded_files, "MOST_LINE", 1 << 20)
        with (session / "metrics.jsonl").open("a") as file:
            file.write("[" + " " * (5 << 20) + "\n")
        append(session, point())
        with (session / "metrics.jsonl").open("a") as file:
            file.write("[" + " " * (5 << 20))
        tracked = edited.fetch()
        assert any(series.metric == "m/v" for series in tracked.series)
        assert "2 lines of metrics.jsonl: they are no list of events" in missing(tracked)

    def test_points_plots_and_pictures(
        self, edited: Reported, session: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(clearml_events, "MOST_POINTS", 100)
        monkeypatch.setattr(clearml_events, "MOST_PLOTS", 0)
        monkeypatch.setattr(clearml_samples, "MOST_SAMPLE", 10)
        tracked = edited.fetch()
        assert sum(len(series.values) for series in tracked.series) == 100
        assert "504 points of metrics.jsonl: above" in missing(tracked)
        assert "1 plots of metrics.jsonl: above" in missing(tracked)
        assert "sample spectrogram/../утро: folder: is larger than" in missing(tracked)

    def test_sessions_above_their_bound_are_missing(
        self, edited: Reported, session: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(clearml_offline_run, "MOST_SESSIONS", 1)
        shutil.copytree(session, session.with_name("z"))
        assert "sessions after the first 1 (1): a run has at most 1" in missing(edited.fetch())

    def test_a_task_above_its_bound(
        self, edited: Reported, session: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(clearml_session, "MOST_TASK", 100)
        assert "task.json of the session: folder: is larger than" in missing(edited.fetch())

    def test_a_diff_above_its_bound(
        self, edited: Reported, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(clearml_task, "MOST_DIFF", 10)
        tracked = edited.fetch()
        assert tracked.code.diff is None
        assert "uncommitted changes: they are longer than" in missing(tracked)
