"""What a training may call a value."""

import json
import math

import pytest

from tests.templates.laid_out import points, result
from tests.templates.tracked_training import fetched, offline, train

ODD = """
    import decimal, numpy
    for name, value in {
        "float32": numpy.float32(0.1), "int64": numpy.int64(3), "array": numpy.array(2.5),
        "bool": True, "decimal": decimal.Decimal("0.5"), "great": 10**300, "tiny": 5e-324,
        "text": "12", "none": None, "complex": 1j, "list": [1.0], "several": numpy.ones(2),
        "huge": 10**400,
    }.items():
        for step in (1, 2):
            run.log(f"odd/{name}", value, step=step)
    run.log("odd/step", 1.0, step=numpy.int64(4))
    run.log("odd/step", 1.0, step="first")
    run.log("odd/step", 1.0, step=2.5)
    run.log("", 1.0, step=1)
"""
KEPT = {
    "odd/float32": 0.10000000149011612,
    "odd/int64": 3.0,
    "odd/array": 2.5,
    "odd/bool": 1.0,
    "odd/decimal": 0.5,
    "odd/great": 1e300,
    "odd/tiny": 5e-324,
    "odd/step": 1.0,
}
REFUSED = ["text", "none", "complex", "list", "several", "huge", "first", "2.5", ""]
DIVERGED = """
    for step, value in enumerate([1.0, 0.5, float("nan"), float("inf"), float("-inf")]):
        run.log("own/loss", value, step=step)
    run.log("own/final", float("nan"))
"""
STATS = """
    logger.log_stats({"Epoch loaded": 2, "note": "best"}, test_stats={
        "error_rate": 5.0, "confusion": [[1, 2], [3, 4]], "comment": "a text", "none": None})
    print("logged", flush=True)
"""


@pytest.mark.parametrize("tracker", ["none", "offline"])
def test_numbers_of_any_library_are_kept_and_all_else_is_said_once(run, tracker):
    said = train(run, ODD, **(offline(run) if tracker == "offline" else {}))
    assert said.count("the training goes on: log:") == len(REFUSED)
    own = {metric: value for metric, _, value in points(run.output) if metric.startswith("odd/")}
    assert own == KEPT
    tracked = fetched(run)
    series = {one.metric: one for one in tracked.series if one.metric.startswith("odd/")}
    assert {metric: one.values[-1] for metric, one in series.items()} == KEPT
    assert list(series["odd/float32"].steps) == [1, 2]
    assert [lack for lack in tracked.missing if "agreement" in lack.what] == []


@pytest.mark.parametrize("tracker", ["none", "offline"])
def test_a_metric_that_diverges_is_not_zero(run, tracker):
    train(run, DIVERGED, **(offline(run) if tracker == "offline" else {}))
    (series,) = (one for one in fetched(run).series if one.metric == "own/loss")
    assert list(series.steps) == [0, 1, 2, 3, 4]
    assert list(series.values[:2]) == [1.0, 0.5]
    assert math.isnan(series.values[2])
    assert list(series.values[3:]) == [math.inf, -math.inf]
    (final,) = (one for one in fetched(run).series if one.metric == "own/final")
    assert list(final.steps) == [None]
    assert math.isnan(final.values[0])
    text = (run.output / "result.json").read_text(encoding="utf-8")
    json.loads(text, parse_constant=pytest.fail)  # NaN is no JSON


def test_statistics_that_are_no_numbers_are_printed_only(run):
    assert train(run, STATS) == ""
    kept = {name: v for name, v in result(run.output)["metrics"].items() if "test/" in name}
    assert kept == {"test/error_rate": 5.0}


def test_a_parameter_that_is_not_finite(run):
    train(run, "    run.describe({'clip': float('inf'), 'lr': 0.5})\n", **offline(run))
    assert result(run.output)["parameters"] == {"clip": "inf", "lr": 0.5}
    tracked = fetched(run)
    assert tracked.parameters["General/clip"] == "inf"
    assert [lack for lack in tracked.missing if "agreement" in lack.what] == []


def test_texts_among_the_parameters_come_back_as_they_are(run):
    odd = {"blank": "", "space": " a ", "lines": "a\nb", "ж": "é/✓", "number": "012", "yes": True}
    train(run, f"    run.describe({odd!r})\n", **offline(run))
    tracked = fetched(run)
    assert [lack for lack in tracked.missing if "agreement" in lack.what] == []
    assert {**odd, "yes": "True"}.items() <= {
        name.removeprefix("General/"): text for name, text in tracked.parameters.items()
    }.items()


def test_names_and_seeds_of_any_kind_do_not_cost_the_result(run):
    more = """
    import numpy
    run.describe({"lr": 0.5}, seed=numpy.int64(7))
    run.log(3, 1.0)
    run.log("half/\\ud800", 1.0, step=1)
    run.add_sample("late", run.output / "errors.txt", step=numpy.int64(3))
"""
    train(run, more)
    said = result(run.output)
    assert said["state"] == "finished"
    assert (said["environment"]["seed"], said["samples"][0]["step"]) == (7, 3)
    assert {"3", "half/\ud800"} <= said["metrics"].keys()
    assert "half/\ufffd" in {one.metric for one in fetched(run).series}


def test_a_full_disk_does_not_keep_values_from_the_tracker(run):
    """A folder in the place of the file stands for it."""
    more = """
    (run.output / "metrics.jsonl").unlink()
    (run.output / "metrics.jsonl").mkdir()
    run._points = None
    run.log("own/x", 1.0, step=1)
"""
    said = train(run, more, **offline(run))
    assert said.count("_append: IsADirectoryError") == 1
    assert "own/x" in {one.metric for one in fetched(run).series}
