"""Which tasks are a run's, and what is said where none is."""

from pathlib import Path

import pytest

from labbook.adapters.clearml_server import ServerTracker
from labbook.errors import OutsideError, UsageError
from labbook.model.run import RunState
from labbook.model.settings import Settings
from labbook.ports import UnknownRun
from tests.adapters.tracker_contract import RUN
from tests.fakes.clearml import ClearmlServer

NOWHERE = Path("/nonexistent")


def in_project(tracker: ServerTracker, project: str) -> ServerTracker:
    return ServerTracker(Settings(tracker="clearml", tracker_project=project))


def test_the_run_tag_finds_it_whatever_its_name(
    server: ClearmlServer, tracker: ServerTracker
) -> None:
    server.add_task(str(RUN))
    tagged = server.add_task("renamed by a person", tags=["a", RUN.tag])
    assert tracker.fetch(RUN, NOWHERE).task == tagged


def test_without_a_tag_the_name_finds_it(server: ClearmlServer, tracker: ServerTracker) -> None:
    server.add_task(f"{RUN}0")
    server.add_task(f"a copy of {RUN}")
    named = server.add_task(str(RUN))
    assert tracker.fetch(RUN, NOWHERE).task == named


def test_another_journal_s_run_of_that_name_is_told_apart_by_the_project(
    server: ClearmlServer, tracker: ServerTracker
) -> None:
    ours = server.add_task(str(RUN), project="speech", tags=[RUN.tag])
    server.add_task(str(RUN), project="vision", tags=[RUN.tag])
    with pytest.raises(OutsideError, match=r"2 projects .* speech, vision") as error:
        tracker.fetch(RUN, NOWHERE)
    assert "tracker.project" in (error.value.hint or "")
    assert in_project(tracker, "speech").fetch(RUN, NOWHERE).task == ours


def test_what_was_looked_for_is_said_and_what_is_near(
    server: ClearmlServer, tracker: ServerTracker
) -> None:
    server.add_task(f"{RUN.experiment}/7", project="speech")
    with pytest.raises(UnknownRun) as error:
        in_project(tracker, "speech").fetch(RUN, NOWHERE)
    for part in (server.host, RUN.tag, "'speech'"):
        assert part in error.value.sentence
    assert error.value.hint == "near: '2026-01-01-demo/7' in 'speech'"
    assert not error.value.surely


def test_a_run_in_another_project_is_near(server: ClearmlServer, tracker: ServerTracker) -> None:
    server.add_task(str(RUN), project="vision", tags=[RUN.tag])
    with pytest.raises(UnknownRun) as error:
        in_project(tracker, "speech").fetch(RUN, NOWHERE)
    assert error.value.hint == f"near: '{RUN}' in 'vision'"


@pytest.mark.parametrize("as_object", [True, False])
def test_a_clone_that_a_person_made_on_the_page_is_not_the_run(
    server: ClearmlServer, tracker: ServerTracker, as_object: bool
) -> None:
    task = server.add_task(str(RUN), tags=[RUN.tag])
    parent = {"id": task} if as_object else task
    clone = server.add_task(f"Clone of {RUN}", tags=[RUN.tag], status="created", parent=parent)
    tracked = tracker.fetch(RUN, NOWHERE)
    assert (tracked.task, tracked.state) == (task, RunState.FINISHED)
    (lack,) = tracked.missing
    assert (lack.what, lack.why) == (f"task {clone}", f"it is a clone of {task}")


@pytest.mark.parametrize(
    ("name", "tags"), [("anything", ["t", RUN.tag]), (str(RUN), []), (RUN.tag, ["other"])]
)
def test_a_task_tells_which_run_it_is(
    server: ClearmlServer, tracker: ServerTracker, name: str, tags: list[str]
) -> None:
    assert tracker.find_run(server.add_task(name, tags=tags)) == RUN


def test_a_task_that_is_no_run(server: ClearmlServer, tracker: ServerTracker) -> None:
    task = server.add_task("by hand\x1b[31m", tags=["run/of/nothing"])
    with pytest.raises(UsageError, match="no run of labbook") as error:
        tracker.find_run(task)
    assert "\x1b" not in error.value.sentence


def test_a_task_that_nobody_knows(tracker: ServerTracker) -> None:
    with pytest.raises(OutsideError, match="there is no task 0000"):
        tracker.find_run("0" * 32)


def test_a_task_that_was_continued_may_have_shifted_its_steps(
    server: ClearmlServer, tracker: ServerTracker
) -> None:
    """The stand-in's points begin at 22:13:20 on 2023-11-14, a second apart."""
    started = "2023-11-14T22:15:00+00:00"
    task = server.add_task(str(RUN), tags=[RUN.tag], started=started)
    server.add_points(task, "train", "loss", [(step, 1.0) for step in range(50)])
    assert tracker.fetch(RUN, NOWHERE).missing == ()
    server.add_points(task, "train", "loss", [(step, 1.0) for step in range(200)])
    tracked = tracker.fetch(RUN, NOWHERE)
    (lack,) = tracked.missing
    assert lack.what == "steps as the program counted them"
    assert "continued at 2023-11-14T22:15:00Z" in lack.why
    assert tracked.started == "2023-11-14T22:13:20Z"


class TestSeveralTasks:
    """A restart and a resumed run make tasks of their own."""

    def first(self, server: ClearmlServer, steps: range) -> str:
        task = server.add_task(
            str(RUN), tags=[RUN.tag], status="failed", started="2026-01-01T10:00:00+00:00"
        )
        server.add_points(task, "train", "loss", [(step, 1.0) for step in steps])
        return task

    def then(self, server: ClearmlServer, steps: range) -> str:
        task = server.add_task(
            str(RUN), tags=[RUN.tag], status="completed", started="2026-01-01T12:00:00+00:00"
        )
        server.add_points(task, "train", "loss", [(step, 2.0) for step in steps])
        return task

    def test_what_was_done_twice_is_the_later_task_s(
        self, server: ClearmlServer, tracker: ServerTracker
    ) -> None:
        later = self.then(server, range(50, 100))
        self.first(server, range(58))
        tracked = tracker.fetch(RUN, NOWHERE)
        (loss,) = tracked.series
        assert list(loss.steps) == list(range(100))
        assert list(loss.values) == [1.0] * 50 + [2.0] * 50
        assert (tracked.task, tracked.state) == (later, RunState.FINISHED)
        assert tracked.started == "2026-01-01T10:00:00Z"
        told = [f"{lack.what}: {lack.why}" for lack in tracked.missing]
        assert any(line.startswith("the run in one task: it reported to 2") for line in told)
        assert any("steps 50 to 57 of task" in line and later in line for line in told)

    def test_a_gap_is_said(self, server: ClearmlServer, tracker: ServerTracker) -> None:
        self.first(server, range(0, 60, 10))
        self.then(server, range(80, 120, 10))
        tracked = tracker.fetch(RUN, NOWHERE)
        assert list(tracked.series[0].steps) == [*range(0, 60, 10), *range(80, 120, 10)]
        assert any("steps 60 to 79 between tasks" in lack.what for lack in tracked.missing)

    def test_a_seamless_resumption_has_no_gap(
        self, server: ClearmlServer, tracker: ServerTracker
    ) -> None:
        self.first(server, range(0, 60, 10))
        self.then(server, range(60, 120, 10))
        whats = [lack.what for lack in tracker.fetch(RUN, NOWHERE).missing]
        assert whats == ["the run in one task"]

    def test_final_values_are_the_last_task_s(
        self, server: ClearmlServer, tracker: ServerTracker
    ) -> None:
        for task, value in ((self.first(server, range(3)), 1.5), (self.then(server, range(3)), 2)):
            server.add_points(task, "Summary", "test/error", [(-(2**31), value)])
        tracked = tracker.fetch(RUN, NOWHERE)
        series = {one.metric: one for one in tracked.series}
        assert series["test/error"].points() == [(None, 2.0)]
        assert any(lack.what.startswith("final values of task") for lack in tracked.missing)

    def test_each_task_is_an_attempt_and_the_run_changed_when_the_last_one_did(
        self, server: ClearmlServer, tracker: ServerTracker
    ) -> None:
        first, later = self.first(server, range(3)), self.then(server, range(3))
        server.store.tasks[first] |= {"status": "in_progress", "status_reason": "?"}
        server.store.tasks[first]["last_update"] = "2026-01-01T13:00:00.5+00:00"
        server.store.tasks[later] |= {
            "completed": "2026-01-01T14:00:00+00:00",
            "last_update": "2026-01-01T14:00:00+00:00",
            "last_change": "2026-01-01T15:00:00.25+01:00",
        }
        tracked = tracker.fetch(RUN, NOWHERE)
        lost, ended = tracked.attempts
        assert (lost.state, lost.started, lost.finished) == (
            RunState.LOST,
            "2026-01-01T10:00:00Z",
            None,
        )
        assert first in (lost.reason or "")
        assert (ended.state, ended.finished) == (RunState.FINISHED, "2026-01-01T14:00:00Z")
        assert tracked.updated == "2026-01-01T14:00:00.250000Z"

    def test_one_task_tells_of_no_attempts(
        self, server: ClearmlServer, tracker: ServerTracker
    ) -> None:
        self.first(server, range(3))
        assert tracker.fetch(RUN, NOWHERE).attempts == ()

    def test_a_metric_of_one_task_alone_stays(
        self, server: ClearmlServer, tracker: ServerTracker
    ) -> None:
        server.add_points(self.first(server, range(3)), "warmup", "loss", [(1, 5)])
        server.add_points(self.then(server, range(3)), "valid", "loss", [(2, 6)])
        series = {one.metric: one.points() for one in tracker.fetch(RUN, NOWHERE).series}
        assert series["warmup/loss"] == [(1, 5.0)]
        assert series["valid/loss"] == [(2, 6.0)]
