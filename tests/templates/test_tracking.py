"""The trainer's side of tracking, run in a process of its own as a training does."""

import math
import sys
from array import array
from importlib.metadata import version

import pytest

from tests.fakes.clearml import ClearmlServer
from tests.fakes.clearml_faults import MAINTENANCE
from tests.templates.laid_out import points, python, result
from tests.templates.tracked_training import BASE, RUN, fetched, offline, train

POINTS = {
    ("train/loss", 1, 0.75),
    ("train/loss", 3, 0.1 + 0.2),
    ("valid/loss", 1, 1.5),
    ("valid/loss", 3, 0.6000000000000001),
    ("train/lr", 1, 0.5),
    ("train/lr", 2, 0.5),
    ("train/lr", 3, 0.5),
    ("test_phone/error_rate", None, 12.5),
}


def finite(found: list[tuple[str, int | None, float]]) -> set[tuple[str, int | None, float]]:
    return {point for point in found if math.isfinite(point[2])}


def test_without_clearml_the_file_has_every_value(run):
    assert train(run) == ""
    found = points(run.output)
    assert finite(found) == POINTS
    assert [p[:2] for p in found if math.isnan(p[2])] == [("train/loss", 2), ("valid/loss", 2)]


def test_with_clearml_the_file_has_every_value_too(run):
    train(run, **offline(run))
    assert finite(points(run.output)) == POINTS
    tracked = fetched(run)
    found = [(series.metric, *point) for series in tracked.series for point in series.points()]
    told = [point for point in found if not point[0].startswith(":")]
    assert finite(told) == POINTS
    assert {p[:2] for p in told if math.isnan(p[2])} == {("train/loss", 2), ("valid/loss", 2)}
    assert [what for what in tracked.missing if "agreement" in what.what] == []


def test_clearml_is_told_the_run_its_parameters_and_its_config(run):
    train(run, LABBOOK_COMMIT="c0ffee", **offline(run))
    task = next(run.session.rglob("task.json")).read_text()
    assert f'"run/{RUN}"' in task
    assert "commit: c0ffee" in task
    assert "lr: 0.5" in task
    tracked = fetched(run)
    names = {name.removeprefix("General/") for name in tracked.parameters}
    assert names == {"lr", "epochs", "debug"}


def test_the_result_says_what_the_run_ran_in(run):
    train(run)
    said = result(run.output)
    assert (said["state"], said["error"]) == ("finished", None)
    assert said["metrics"]["test_phone/error_rate"] == 12.5
    assert said["environment"]["seed"] == 7
    assert said["environment"]["threads"] == 1
    assert said["environment"]["packages"]["PyYAML"] == version("PyYAML")
    (artifact,) = said["artifacts"]
    assert (artifact["name"], artifact["path"], artifact["size"]) == ("errors", "errors.txt", 4)
    assert sorted(path.name for path in run.output.iterdir()) == [
        "errors.txt",
        "metrics.jsonl",
        "result.json",
    ]


@pytest.mark.parametrize("tracker", ["none", "offline"])
def test_a_training_that_raises_has_a_result(run, tracker):
    more = "    raise ValueError('too\\n loud')\n"
    assert "ValueError" in train(run, more, **(offline(run) if tracker == "offline" else {}))
    said = result(run.output)
    assert (said["state"], said["error"]) == ("failed", "ValueError: too loud")
    assert said["metrics"]["train/loss"] == 0.1 + 0.2
    if tracker == "offline":
        series = fetched(run).series
        assert finite(
            [("train/lr", *p) for s in series if s.metric == "train/lr" for p in s.points()]
        ) == {p for p in POINTS if p[0] == "train/lr"}


def test_a_server_that_refuses_does_not_stop_the_training(run):
    server = {"CLEARML_API_HOST": "http://127.0.0.1:9"}
    keys = {"CLEARML_API_ACCESS_KEY": "key", "CLEARML_API_SECRET_KEY": "secret"}
    assert "tracking failed, the training goes on" in train(run, **server, **keys)
    assert finite(points(run.output)) == POINTS


@pytest.mark.parametrize("fault", ["maintenance", "a wrong key", "https towards an http port"])
def test_a_server_that_fails_does_not_hold_the_training_up(run, fault):
    with ClearmlServer() as server:
        environment = server.environment()
        if fault == "maintenance":
            server.faults["debug.ping"] = MAINTENANCE
        elif fault == "a wrong key":
            environment["CLEARML_API_SECRET_KEY"] = "wrong"
        else:
            environment["CLEARML_API_HOST"] = server.host.replace("http:", "https:")
        assert "tracking failed, the training goes on" in train(run, **environment)
    assert finite(points(run.output)) == POINTS


def test_a_server_is_told_the_run_and_its_points(run):
    with ClearmlServer() as server:
        train(run, **server.environment())
        (task,) = server.store.tasks.values()
    assert (task["name"], task["tags"]) == (str(RUN), [f"run/{RUN}"])
    reported = server.events.of(task["id"], "training_stats_scalar")
    assert len([event for event in reported if not event["metric"].startswith(":")]) == len(POINTS)


def test_values_and_files_that_cannot_be_kept_do_not_stop_the_training(run):
    more = "    run.log('a/b', 'no number')\n    run.add_artifact('x', 'nowhere')\n"
    more += "    run.add_weights({'w': object()})\n"
    assert train(run, more).count("the training goes on") == 3
    assert result(run.output)["state"] == "finished"


def test_only_the_first_of_several_processes_reports(run):
    train(run, RANK="1", **offline(run))
    assert [path.name for path in run.output.iterdir()] == ["errors.txt"]
    assert not run.session.exists()


def test_the_folder_of_a_finished_run_is_refused(run):
    train(run)
    before = (run.output / "result.json").read_bytes()
    again = python(run.folder.parent, "train.py", env={"LABBOOK_OUTPUT": run.output})
    assert "holds a finished run" in again.stderr
    assert again.returncode == 1
    assert (run.output / "result.json").read_bytes() == before


def test_the_folder_of_a_failed_attempt_is_gone_on_with(run):
    train(run, "    raise ValueError\n")
    train(run)
    assert result(run.output)["state"] == "finished"


def test_a_run_without_labbook_has_a_folder_of_its_own(run):
    folder = run.folder.parent
    for _ in range(2):
        assert python(folder, "train.py").returncode == 0
    assert len(list((folder / "output").glob("*/result.json"))) == 2
    assert (folder / "output" / ".gitignore").read_text() == "*\n"


def test_equal_weights_have_an_equal_digest(monkeypatch):
    monkeypatch.syspath_prepend(str(BASE))
    monkeypatch.delitem(sys.modules, "tracking", raising=False)
    from tracking import weights_digest

    weights = {"a": array("d", [1, 2]), "b": array("f", [3])}
    digest = weights_digest(weights)
    assert weights_digest(dict(reversed(weights.items()))) == digest
    others = [
        {"a": array("d", [1, 2]), "c": array("f", [3])},
        {"a": array("d", [1, 2]), "b": array("d", [3])},
        {"a": array("d", [2, 1]), "b": array("f", [3])},
        {"a": memoryview(array("d", [1, 2])).cast("B").cast("d", (1, 2)), "b": array("f", [3])},
    ]
    assert len({digest, *map(weights_digest, others)}) == 5
    monkeypatch.delitem(sys.modules, "tracking")
