from dataclasses import replace

import pytest

from labbook.errors import LabbookError
from labbook.formats.report.alike import differing, repeated
from labbook.formats.report.measured import Lack, selection_outdated
from labbook.formats.report.results import Baseline, Results, derive_results
from labbook.model.experiment import FrontMatter, PromisedMetric
from labbook.model.metric import MetricSummary
from labbook.model.run import RunState, Selected
from tests.formats.report.runs import record

ERROR = PromisedMetric("error", "min", "%", 1, 100.0)
FRONT = FrontMatter("x", metrics=(ERROR,))


def seeded(number: int, seed: int, error: float, **fields: object):  # type: ignore[no-untyped-def]
    parameters = {"lr": 0.1, "seed": seed, "output_folder": f"results/{seed}"}
    return record(
        number, {"error": error}, overrides={"seed": seed}, parameters=parameters, **fields
    )


def test_runs_that_differ_in_their_seed_are_one_result() -> None:
    failed = record(3, state=RunState.FAILED)
    results = derive_results(FRONT, (seeded(2, 8, 0.2), seeded(1, 7, 0.1), failed))
    measured = results.measured("error")
    assert [run.run.number for run in results.runs] == [1, 2]
    assert results.others == (failed,)
    assert measured.values == {1: 0.1, 2: 0.2}
    assert measured.n == 2
    assert measured.mean == pytest.approx(0.15)
    assert measured.std == pytest.approx(0.0707106781)


def test_a_value_too_large_to_reckon_with_has_diverged() -> None:
    runs = (seeded(1, 7, 1e200), seeded(2, 8, -1.7e308), seeded(3, 9, 0.1))
    measured = derive_results(FRONT, runs).measured("error")
    assert measured.values == {3: 0.1}
    assert measured.lacks == {1: Lack("diverged"), 2: Lack("diverged")}


def test_runs_that_differ_in_more_are_no_result_but_a_question() -> None:
    runs = (
        seeded(1, 7, 0.1),
        record(2, {"error": 0.2}, overrides={"lr": 1e-4}),
        record(3, {"error": 0.2}, overrides={"lr": 1e-4, "seed": 5}),
    )
    results = derive_results(FRONT, runs)
    assert results.runs == ()
    assert results.candidates == ((2, 3), (1,))
    assert isinstance(results.problem, LabbookError)
    assert results.problem.hint == (
        "add to the front matter: 'result: [2, 3]' (lr = 0.0001) or 'result: [1]'"
    )
    chosen = derive_results(FrontMatter("x", metrics=(ERROR,), result=(2, 3)), runs)
    assert chosen.problem is None
    assert [run.run.number for run in chosen.runs] == [2, 3]


def test_what_was_set_beside_the_seed_is_no_part_of_it() -> None:
    runs = tuple(
        record(n, overrides={"seed": n, "model": f"v{n}"}, parameters={"seed": n, "model": f"v{n}"})
        for n in (1, 2)
    )
    assert derive_results(FRONT, runs).candidates == ((2,), (1,))


def test_parameters_that_changed_between_commits_count_too() -> None:
    one = record(1, {"error": 0.1}, parameters={"lr": 0.1})
    two = record(2, {"error": 0.1}, parameters={"lr": 0.2})
    assert derive_results(FRONT, (one, two)).problem is not None


def test_a_result_without_a_record_is_a_problem() -> None:
    results = derive_results(FrontMatter("x", result=(1, 4)), (seeded(1, 1, 0.1),))
    assert str(results.problem) == "'result' names run 4, which has no record"
    assert [run.run.number for run in results.runs] == [1]


@pytest.mark.parametrize(
    ("summary", "lack"),
    [
        (MetricSummary(3, (0, 0.5), (1, 0.4), (1, 0.4), (0, 0.5), 1, 2), Lack("diverged", 2)),
        (MetricSummary(2, None, None, None, None, 2, 0), Lack("diverged", 0)),
        (MetricSummary(2, None, (None, 0.1), None, None, 1, None), Lack("diverged", None)),
        (MetricSummary(0, None, None, None, None), Lack("not-measured")),
    ],
)
def test_what_diverged_has_no_value(summary: MetricSummary, lack: Lack) -> None:
    run = record(1)
    run = type(run)(**{**vars(run), "metrics": {"error": summary}})
    measured = derive_results(FRONT, (run,)).measured("error")
    assert measured.lacks == {1: lack}
    assert measured.mean is None


def test_a_metric_that_recovered_keeps_its_last_value() -> None:
    summary = MetricSummary(4, (0, 0.5), (3, 0.4), (3, 0.4), (0, 0.5), 1, 1)
    run = record(1)
    run = type(run)(**{**vars(run), "metrics": {"error": summary}})
    assert derive_results(FRONT, (run,)).measured("error").values == {1: 0.4}


CURVE = MetricSummary(4, (0, 0.5), (3, 0.4), (2, 0.3), (0, 0.5))
SELECTING = FrontMatter("x", metrics=(ERROR,), select="valid/loss")


def selecting(number: int, selected: Selected | None):  # type: ignore[no-untyped-def]
    run = seeded(number, number, 0.1, selected=selected)
    metrics = {"error": CURVE, "valid/loss": CURVE, "test": run.metrics["error"]}
    return replace(run, metrics=metrics)


def test_select_takes_the_values_of_the_best_step_only() -> None:
    best = Selected("valid/loss", "min", 3, {"error": (3, 0.05), "valid/loss": (3, 1.0)})
    runs = (
        selecting(1, best),
        selecting(2, None),
        selecting(3, replace(best, values={"error": (3, float("nan"))})),
        selecting(4, replace(best, by="train/loss")),
        selecting(5, replace(best, goal="max")),
    )
    measured = derive_results(SELECTING, runs).measured("error")
    assert measured.values == {1: 0.05}
    assert measured.lacks == {
        2: Lack("not-selected"),
        3: Lack("diverged", 3),
        4: Lack("not-selected"),
        5: Lack("not-selected"),
    }


def test_a_value_that_is_none_names_the_step_at_which_that_began() -> None:
    best = Selected("valid/loss", "min", 3, {"error": (3, float("nan"))})
    run = selecting(1, best)
    broken = replace(CURVE, last=(1, 0.4), non_finite=2, first_non_finite=2)
    run = replace(run, metrics={**run.metrics, "error": broken})
    assert derive_results(SELECTING, (run,)).measured("error").lacks == {1: Lack("diverged", 2)}


def test_what_diverged_behind_the_selected_step_is_told_beside_its_value() -> None:
    best = Selected("valid/loss", "min", 1, {"error": (1, 0.4)})
    run = selecting(1, best)
    broken = replace(CURVE, last=(1, 0.4), non_finite=2, first_non_finite=2)
    run = replace(run, metrics={**run.metrics, "error": broken})
    measured = derive_results(SELECTING, (run, selecting(2, best))).measured("error")
    assert measured.values == {1: 0.4, 2: 0.4}
    assert measured.diverged == {1: Lack("diverged", 2)}


def test_where_no_run_measured_what_selects_the_last_values_count() -> None:
    run = replace(selecting(1, None), metrics={"error": CURVE})
    results = derive_results(SELECTING, (run,))
    assert results.front_matter.select is None
    assert results.measured("error").values == {1: 0.4}
    best = Selected("valid/loss", "min", 1, {"error": (1, 0.4)})
    mixed = derive_results(SELECTING, (run, selecting(2, best))).measured("error")
    assert mixed.values == {2: 0.4}
    assert mixed.lacks == {1: Lack("not-selected")}


THEIRS = Selected("valid/error", "min", 2, {"error": (2, 0.3)})


def beside(
    front_matter: FrontMatter, theirs: FrontMatter, selected: dict[int, Selected]
) -> Results:
    """Three-step runs that end at 0.4, the baseline's with 0.3 at the step that it selects."""
    run = seeded(1, 1, 0.1, selected=Selected("valid/loss", "min", 1, {"error": (1, 0.45)}))
    run = replace(run, metrics={"error": CURVE, "valid/loss": CURVE, "valid/error": CURVE})
    other = replace(run, selected=THEIRS)
    return derive_results(front_matter, (run,), Baseline("b", theirs, (other,), selected))


def test_the_baseline_is_read_as_the_report_reads_its_own_runs() -> None:
    last, own = FrontMatter("x", metrics=(ERROR,)), replace(SELECTING, select="valid/error")
    results = beside(last, own, {})
    assert (results.difference("error").value, results.apart) == (0, False)  # type: ignore[union-attr]
    at_ours = Selected("valid/loss", "min", 1, {"error": (1, 0.47)})
    results = beside(SELECTING, own, {1: at_ours})
    assert results.baseline is not None
    assert results.baseline.measured("error").values == {1: 0.47}
    assert not results.apart


def test_a_baseline_that_cant_be_read_so_is_read_as_in_its_own_report() -> None:
    results = beside(SELECTING, replace(SELECTING, select="valid/error"), {})
    assert results.baseline is not None
    assert results.baseline.measured("error").values == {1: 0.3}
    assert results.apart
    once = replace(results, front_matter=replace(SELECTING, metrics=()))
    assert not once.apart


def test_a_value_that_was_measured_once_needs_no_selected_step() -> None:
    measured = derive_results(SELECTING, (selecting(1, None),)).measured("test")
    assert (measured.values, measured.lacks) == ({1: 0.1}, {})


def test_a_selection_is_outdated_where_filling_again_would_change_it() -> None:
    best = Selected("valid/loss", "min", 2, {})
    other = replace(best, by="error")
    assert not selection_outdated(selecting(1, best), SELECTING)
    assert selection_outdated(selecting(1, other), SELECTING)
    assert selection_outdated(selecting(1, replace(best, goal="max")), SELECTING)
    assert selection_outdated(selecting(1, None), SELECTING)
    assert not selection_outdated(seeded(1, 1, 0.1), SELECTING)
    assert not selection_outdated(selecting(1, other), FRONT)
    assert not selection_outdated(selecting(1, None), replace(SELECTING, select="valid/score"))


def test_what_runs_differ_in_and_what_they_repeat() -> None:
    runs = (
        seeded(1, 7, 0.1),
        seeded(2, 7, 0.2),
        seeded(3, 8, 0.2),
        record(4, overrides={"seed": 7}, parameters={"lr": 0.2, "depth": 3, "seed": 7}),
    )
    assert differing(runs[:3]) == []
    assert differing(runs) == ["depth", "lr", "output_folder"]
    assert [[run.run.number for run in group] for group in repeated(runs)] == [[1, 2]]
    assert repeated((record(1), record(2))) == []


def against(ours: list[float], theirs: list[float], goal: str = "min"):  # type: ignore[no-untyped-def]
    front = FrontMatter("x", metrics=(PromisedMetric("error", goal),))  # type: ignore[arg-type]
    baseline = Baseline("b", front, tuple(seeded(n, n, e) for n, e in enumerate(theirs, 1)))
    runs = tuple(seeded(n, n, e) for n, e in enumerate(ours, 1))
    return derive_results(front, runs, baseline).difference("error", goal)


def test_differences_know_their_direction_and_the_noise() -> None:
    assert against([1.0, 1.1], [2.0, 2.1]).better is True
    assert against([1.0, 1.1], [2.0, 2.1]).within_noise is False
    assert against([1.0, 1.1], [2.0, 2.1], "max").better is False
    assert against([1.0, 3.0], [1.5, 2.0]).within_noise is True
    assert against([1.0], [2.0, 2.1]).within_noise is None
    assert against([1.0], [1.0]).better is None
    assert against([], [1.0]) is None


def test_a_baseline_run_stands_for_itself() -> None:
    front = FrontMatter("x", metrics=(ERROR,), result=(1, 2))
    results = derive_results(
        FRONT, (seeded(1, 1, 0.1),), Baseline("b/7", front, (seeded(7, 1, 0.3),))
    )
    assert results.difference("error").value == pytest.approx(-0.2)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("prediction", "held"),
    [
        ("error < 12", True),
        ("error < 12 %", True),
        ("error >= 12", False),
        ("error < 12 pp", None),
        ("loss < 12", None),
    ],
)
def test_a_prediction_is_judged_in_the_shown_unit(prediction: str, held: bool | None) -> None:
    front = FrontMatter("x", metrics=(ERROR,), prediction=prediction)
    outcome = derive_results(front, (seeded(1, 1, 0.1), seeded(2, 2, 0.13))).outcome()
    assert outcome is not None
    assert outcome.held is held


def test_what_rounding_leaves_is_no_spread_and_no_difference() -> None:
    value, beside_it = 0.7, 0.7000000000000001
    runs = tuple(seeded(n, n, e) for n, e in enumerate([value, beside_it, value], 1))
    theirs = Baseline("b", FRONT, tuple(seeded(n, n, value) for n in (1, 2, 3)))
    results = derive_results(FRONT, runs, theirs)
    assert results.measured("error").std == 0
    difference = results.difference("error", "min")
    assert difference is not None
    assert (difference.value, difference.better) == (0, None)
    spread = derive_results(FRONT, (seeded(1, 1, 1e-9), seeded(2, 2, 2e-9))).measured("error")
    assert spread.std == pytest.approx(7.07e-10, rel=0.01)
