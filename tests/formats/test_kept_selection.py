"""What was kept of a run's series tells what another metric would have selected, or nothing."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from labbook.formats.figures.thin import thin_to_budget
from labbook.formats.kept_selection import select_kept
from labbook.formats.metrics import select_values, summarize
from labbook.model.metric import Series
from tests.formats.report.runs import record

values = st.lists(st.floats(-9, 9) | st.just(float("nan")), min_size=40, max_size=40)


@given(loss=values, error=values, budget=st.integers(100, 2000))
def test_what_thinned_series_tell_is_what_all_points_tell(
    loss: list[float], error: list[float], budget: int
) -> None:
    series = [Series("loss", range(40), loss), Series("error", range(40), error)]
    run = replace(record(1), metrics={one.metric: summarize(one) for one in series})
    kept, _ = thin_to_budget(series, ["loss"], budget)
    told, true = select_kept(run, kept, "loss", "min"), select_values(series, "loss", "min")
    if true is None or told is None:
        assert told is None
        return
    assert told.step == true.step
    assert {k: repr(v) for k, v in told.values.items()}.items() <= {
        k: repr(v) for k, v in true.values.items()
    }.items()


def test_the_values_of_whole_series_are_all_told() -> None:
    series = [Series("loss", [1, 2, 3], [3.0, 1.0, 2.0]), Series("error", [1, 3], [0.3, 0.2])]
    run = replace(record(1), metrics={one.metric: summarize(one) for one in series})
    told = select_kept(run, series, "loss", "min")
    assert told is not None
    assert (told.step, told.values) == (2, {"loss": (2, 1.0), "error": (1, 0.3)})


def test_a_thinned_metric_without_that_step_and_a_lost_best_one_tell_nothing() -> None:
    loss, error = Series("loss", [1, 2, 3], [3.0, 1.0, 2.0]), Series("error", [1, 3], [0.3, 0.2])
    whole = replace(error, steps=[1, 2, 3], values=[0.3, 0.1, 0.2])
    run = replace(record(1), metrics={"loss": summarize(loss), "error": summarize(whole)})
    told = select_kept(run, [loss, error], "loss", "min")
    assert told is not None
    assert told.values == {"loss": (2, 1.0)}
    lost = replace(loss, steps=[1, 3], values=[3.0, 2.0])
    assert select_kept(run, [lost, error], "loss", "min") is None
    assert select_kept(run, [error], "loss", "min") is None
