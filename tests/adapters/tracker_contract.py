"""What every tracker must bring home of the reference training."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from importlib.metadata import version
from math import isfinite
from pathlib import Path

import pytest

from labbook.errors import OutsideError, Refused, UsageError
from labbook.model.metric import Series
from labbook.model.reference import RunRef
from labbook.model.run import Artifact
from labbook.model.tracked import TrackedRun
from labbook.ports import Tracker, UnknownRun

RUN = RunRef("2026-01-01-demo", 1)


@dataclass(frozen=True)
class Reported:
    """A tracker to which the reference training has reported from `folder`."""

    tracker: Tracker
    folder: Path
    commit: str
    run: RunRef = RUN

    def fetch(self) -> TrackedRun:
        return self.tracker.fetch(self.run, self.folder)


class TrackerContract:
    """Subclass it and give it a class-wide fixture `reported`."""

    @pytest.fixture
    def tracked(self, reported: Reported) -> TrackedRun:
        return reported.fetch()

    @pytest.fixture
    def series(self, tracked: TrackedRun) -> Mapping[str, Series]:
        return {series.metric: series for series in tracked.series}

    def test_every_point_is_there_exactly(self, series: Mapping[str, Series]) -> None:
        assert list(series["train/loss"].steps) == list(range(300))
        assert list(series["train/loss"].values) == [1 / (step + 1) for step in range(300)]
        assert min(series["valid/error_rate"].points(), key=lambda p: p[1]) == (200, 0.1)

    def test_a_title_with_a_slash_is_quoted(self, series: Mapping[str, Series]) -> None:
        assert series['"test-clean/WER"/greedy'].points() == [(300, 7.25)]

    def test_a_single_value_has_its_plain_name_and_no_step(
        self, series: Mapping[str, Series]
    ) -> None:
        assert series["test/error_rate"].points() == [(None, 0.1 + 0.2)]

    def test_what_the_tracker_cannot_hold_comes_from_the_metrics_file(
        self, reported: Reported
    ) -> None:
        output = reported.folder / "output"
        output.mkdir(exist_ok=True)
        (output / "metrics.jsonl").write_text(
            '{"metric": "train/grad", "step": 1, "value": "nan"}\n'
        )
        tracked = reported.fetch()
        (output / "metrics.jsonl").unlink()
        (grad,) = (s for s in tracked.series if s.metric == "train/grad")
        assert list(grad.steps) == [0, 1]
        assert [isfinite(value) for value in grad.values] == [True, False]

    def test_parameters(self, tracked: TrackedRun) -> None:
        assert tracked.parameters["General/lr"] == "0.001"
        assert tracked.parameters["General/name"] == "Ж"
        assert tracked.parameters["General/nested/depth"] == "2"

    def test_plots_are_listed_with_their_plotly_text(self, tracked: TrackedRun) -> None:
        (plot,) = tracked.plots
        assert (plot.title, plot.series, plot.step) == ("confusion", "test", 300)
        assert '"heatmap"' in plot.plotly

    def test_the_last_picture_of_a_series(self, tracked: TrackedRun) -> None:
        (picture,) = tracked.samples
        assert (picture.title, picture.series, picture.step) == ("spectrogram", "../утро", 2)
        assert picture.suffix == ".jpg"
        assert picture.content.startswith(b"\xff\xd8\xff")

    def test_artifacts_with_size_and_digest(self, tracked: TrackedRun) -> None:
        note, array = tracked.artifacts
        content = "text with ü".encode()
        assert (note.name, note.size) == ("note", len(content))
        assert note.sha256 == f"sha256:{sha256(content).hexdigest()}"
        assert array.name == "array"
        assert array.size

    def test_the_bytes_of_an_artifact(self, reported: Reported, tracked: TrackedRun) -> None:
        lost = {lack.what for lack in tracked.missing}
        for artifact in tracked.artifacts:
            if f"file of artifact {artifact.name}" in lost:
                continue
            content = b"".join(reported.tracker.content(artifact, reported.folder))
            assert len(content) == artifact.size
            assert f"sha256:{sha256(content).hexdigest()}" == artifact.sha256

    def test_an_artifact_that_is_gone(self, reported: Reported, tracked: TrackedRun) -> None:
        gone = replace(tracked.artifacts[0], uri=f"{tracked.artifacts[0].uri}.gone")
        with pytest.raises(OutsideError):
            list(reported.tracker.content(gone, reported.folder))

    @pytest.mark.parametrize("uri", ["s3://speech/a.bin", "gs://b/a.bin", "file:///etc/hostname"])
    def test_an_artifact_that_lies_elsewhere_is_not_fetched(
        self, reported: Reported, uri: str
    ) -> None:
        with pytest.raises(Refused, match=re.escape(uri)):
            list(reported.tracker.content(Artifact("a", uri), reported.folder))

    def test_a_model_that_was_left_in_the_run_s_folder(self, reported: Reported) -> None:
        model = reported.folder / "output" / "my model.pt"
        model.parent.mkdir(exist_ok=True)
        model.write_bytes(b"weights")
        artifact = Artifact("best", f"file://{model}")
        assert list(reported.tracker.content(artifact, reported.folder)) == [b"weights"]
        model.unlink()

    def test_a_path_that_climbs_out_of_the_run_s_folder_is_not_read(
        self, reported: Reported
    ) -> None:
        outside = reported.folder.parent / "outside.txt"
        outside.write_text("secret")
        for uri in ("../outside.txt", "output/../../outside.txt", str(outside)):
            with pytest.raises(OutsideError):
                list(reported.tracker.content(Artifact("a", uri), reported.folder))

    def test_without_media_the_numbers_are_the_same(
        self, reported: Reported, tracked: TrackedRun
    ) -> None:
        numbers = reported.tracker.fetch(reported.run, reported.folder, media=False)
        assert [(s.metric, s.points()) for s in numbers.series] == [
            (s.metric, s.points()) for s in tracked.series
        ]
        assert numbers.artifacts == tracked.artifacts
        assert numbers.parameters == tracked.parameters
        assert (numbers.task, numbers.state) == (tracked.task, tracked.state)

    def test_the_end_of_the_log(self, tracked: TrackedRun) -> None:
        assert "first line of output" in tracked.log
        assert "done" in tracked.log
        assert not any("10%" in line for line in tracked.log)

    def test_code_packages_and_host(self, tracked: TrackedRun, reported: Reported) -> None:
        assert tracked.code.commit == reported.commit
        assert tracked.code.entry_point == "train.py"
        assert tracked.code.repository == "https://git.lab/speech.git"
        assert "+# changed" in (tracked.code.diff or "")
        assert tracked.environment.packages["clearml"] == version("clearml")
        assert (tracked.environment.python or "").startswith("3.")
        assert tracked.environment.host

    def test_start_and_end(self, tracked: TrackedRun) -> None:
        assert tracked.started
        assert tracked.finished
        assert tracked.started <= tracked.finished
        assert tracked.finished.endswith("Z")

    def test_it_lets_us_in_and_tells_where_runs_report(self, reported: Reported) -> None:
        reported.tracker.reach()
        assert reported.tracker.check()

    def test_a_task_that_is_no_run(self, reported: Reported) -> None:
        with pytest.raises((OutsideError, UsageError), match="0" * 32):
            reported.tracker.find_run("0" * 32)

    def test_a_run_that_nobody_knows(self, reported: Reported, tmp_path: Path) -> None:
        with pytest.raises(UnknownRun, match="nothing is known"):
            reported.tracker.fetch(RunRef("2026-01-01-other", 7), tmp_path)
