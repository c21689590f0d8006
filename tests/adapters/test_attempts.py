"""A run that was started again: what its own file and its tracker's tasks say together."""

import json
from pathlib import Path

import pytest

from labbook.adapters.bounded_files import FolderFiles
from labbook.adapters.clearml_join import join_tasks
from labbook.adapters.completed import with_metrics, with_result
from labbook.adapters.metrics_file import read_metrics_file
from labbook.adapters.result_file import read_result_file
from labbook.model.metric import Series
from labbook.model.tracked import TrackedRun

FIRST = [(step, float(step)) for step in range(11)]
THEN = [(8, 13.0), (9, 14.0)]
STANDS = [*FIRST[:8], *THEN]
LOST = ("3 points of abandoned attempts", "a later attempt began again before them")


def task(name: str, points: list[tuple[int, float]]) -> TrackedRun:
    series = Series("train/loss", [step for step, _ in points], [value for _, value in points])
    return TrackedRun("tracker", task=name, series=(series,))


@pytest.fixture(params=[True, False], ids=["marked", "unmarked"])
def files(tmp_path: Path, request: pytest.FixtureRequest) -> FolderFiles:
    """What both attempts wrote, with or without a line where each of them begins."""
    events: list[dict[str, object]] = []
    for points in (FIRST, THEN):
        events += [{"attempt": 1.7e9}] * request.param
        events += [{"metric": "train/loss", "step": s, "value": v} for s, v in points]
    (tmp_path / "metrics.jsonl").write_text("".join(json.dumps(one) + "\n" for one in events))
    (tmp_path / "result.json").write_text(json.dumps({"metrics": {"train/loss": 14.0}}))
    return FolderFiles(tmp_path, "output")


def completed(tracked: TrackedRun, files: FolderFiles) -> TrackedRun:
    return with_result(with_metrics(tracked, read_metrics_file(files)), read_result_file(files))


def test_points_of_an_abandoned_attempt_do_not_come_back(files: FolderFiles) -> None:
    joined = completed(join_tasks([task("a", FIRST), task("b", THEN)]), files)
    (series,) = joined.series
    assert series.points() == STANDS
    assert not [lack for lack in joined.missing if "agreement" in lack.what]
    assert not [lack for lack in joined.missing if "tracker lacks" in lack.what]


def test_without_a_tracker_they_are_left_out_and_that_is_said(files: FolderFiles) -> None:
    joined = completed(TrackedRun("metrics.jsonl"), files)
    (series,) = joined.series
    assert series.points() == STANDS
    assert [(lack.what, lack.why.partition(",")[0]) for lack in joined.missing] == [LOST]


def test_the_first_attempt_is_completed_where_its_task_is_lost(files: FolderFiles) -> None:
    joined = completed(task("b", THEN), files)
    (series,) = joined.series
    assert series.points() == STANDS
    assert "8 points that the tracker lacks" in {lack.what for lack in joined.missing}


def test_steps_that_fall_back_within_an_attempt_stay(tmp_path: Path) -> None:
    lines = [{"attempt": 1.7e9}, *({"metric": "m", "step": s, "value": s} for s in (5, 1, 5))]
    (tmp_path / "metrics.jsonl").write_text("".join(json.dumps(one) + "\n" for one in lines))
    metrics = read_metrics_file(FolderFiles(tmp_path, "output"))
    assert metrics is not None
    assert metrics.series == (Series("m", [5, 1, 5], [5.0, 1.0, 5.0]),)
    assert metrics.missing == ()
    assert metrics.times == (1.7e9, 1.7e9)
