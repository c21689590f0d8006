"""The server tracker keeps the contract on what the real SDK reported to the stand-in."""

from dataclasses import replace
from pathlib import Path

import pytest

from labbook.adapters.clearml_server import ServerTracker
from labbook.formats.metrics import summarize
from labbook.model.reference import RunRef
from labbook.model.run import RunState
from labbook.model.settings import Settings
from labbook.model.tracked import TrackedRun
from tests.adapters.clearml.leaks import leaks
from tests.adapters.tracker_contract import RUN, Reported, TrackerContract
from tests.fakes.clearml import ClearmlServer


class TestServer(TrackerContract):
    @pytest.fixture
    def reported(self, online: Reported) -> Reported:
        return online


def test_one_login_and_a_handful_of_requests(
    online: Reported, busy_server: ClearmlServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in busy_server.environment().items():
        monkeypatch.setenv(name, value)
    tracker = ServerTracker(online.tracker.settings)  # type: ignore[attr-defined]
    before = len(busy_server.requests)
    for _ in range(2):
        tracker.fetch(RUN, online.folder)
    run = [
        "tasks.get_all_ex",
        "events.get_task_events",
        "events.get_task_events",
        "events.get_task_plots",
        "events.get_task_log",
        "file",
        "file",
    ]
    assert busy_server.asked()[before:] == ["auth.login", *run, *run]


def test_offline_and_on_the_server_a_training_is_the_same_but_for_ids_and_times(
    online: Reported, closed: Reported
) -> None:
    def shape(tracked: TrackedRun) -> object:
        return (
            {s.metric: (list(s.steps), list(s.values)) for s in tracked.series},
            dict(tracked.parameters),
            tracked.plots,
            tracked.samples,
            [(a.name, a.size, a.sha256) for a in tracked.artifacts],
            replace(tracked.code, commit=None),
            tracked.environment.packages,
            tracked.missing,
            [line for line in tracked.log if "ClearML" not in line],
        )

    assert shape(online.fetch()) == shape(closed.fetch())


def test_what_only_a_server_tells(online: Reported, busy_server: ClearmlServer) -> None:
    tracked = online.fetch()
    assert tracked.state is RunState.FINISHED
    assert tracked.source == f"clearml server ({busy_server.host})"
    (task,) = busy_server.store.tasks
    assert tracked.task == task
    assert (tracked.task_url or "").startswith("http://app.lab:8080/projects/")
    assert task in (tracked.task_url or "")


def test_no_key_is_written_into_the_run_s_folder(online: Reported) -> None:
    assert leaks(online.folder) == []
    assert leaks(repr(online.fetch())) == []


def test_a_spike_among_20_000_points_keeps_its_value_and_step(
    server: ClearmlServer, tracker: ServerTracker, tmp_path: Path
) -> None:
    task = server.add_task(str(RUN), tags=[RUN.tag])
    values = [(step, 99.123456789012345 if step == 13_337 else 1 / 3) for step in range(20_000)]
    server.add_points(task, "valid", "score", values)
    (series,) = tracker.fetch(RUN, tmp_path).series
    assert summarize(series).max == (13_337, 99.123456789012345)
    assert len(series.values) == 20_000
    averaged = server.events.scalar_metrics_iter_histogram({"task": task})
    assert max(averaged["valid"]["score"]["y"]) < 11


def test_a_thousand_series_come_whole(
    server: ClearmlServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name, value in server.environment().items():
        monkeypatch.setenv(name, value)
    seen: list[tuple[int, int | None]] = []
    tracker = ServerTracker(Settings(), lambda come, of: seen.append((come, of)))
    task = server.add_task(str(RUN), tags=[RUN.tag])
    for number in range(1000):
        server.add_points(task, f"layer {number}", "norm", [(step, number) for step in range(25)])
    series = tracker.fetch(RUN, tmp_path).series
    assert len(series) == 1000
    assert {tuple(one.steps) for one in series} == {tuple(range(25))}
    assert [come for come, _ in seen] == [10_000, 20_000, 25_000]
    assert {of for _, of in seen} == {25_000}


def test_a_training_that_could_not_reach_the_server_is_read_from_its_own_files(
    server: ClearmlServer, tracker: ServerTracker, tmp_path: Path
) -> None:
    (tmp_path / "output").mkdir()
    (tmp_path / "output" / "metrics.jsonl").write_text('{"metric": "test/error", "value": 2}\n')
    tracked = tracker.fetch(RunRef("2026-01-01-demo", 4), tmp_path)
    assert [(s.metric, list(s.values)) for s in tracked.series] == [("test/error", [2.0])]
    (lack,) = tracked.missing
    assert lack.what == "the run's task"
    assert "run/2026-01-01-demo/4" in lack.why
