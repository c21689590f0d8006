"""Thinning keeps what a reader would miss."""

from math import inf, isfinite, isnan, nan

from hypothesis import given
from hypothesis import strategies as st

from labbook.formats.figures.thin import thin, thin_to_budget
from labbook.formats.metrics import summarize
from labbook.formats.series import write_series
from labbook.model.metric import Series


def of(values: list[float], metric: str = "m") -> Series:
    return Series(metric, list(range(len(values))), values)


@given(
    st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=400),
    st.integers(8, 60),
)
def test_ends_and_extremes_stay_and_the_order_too(values: list[float], points: int) -> None:
    thinned = thin(of(values), points)
    assert len(thinned.values) <= points
    assert (thinned.values[0], thinned.values[-1]) == (values[0], values[-1])
    assert (min(thinned.values), max(thinned.values)) == (min(values), max(values))
    assert list(thinned.steps) == sorted(thinned.steps)  # type: ignore[type-var]
    assert all(values[step] == value for step, value in thinned.points() if step is not None)


def test_non_finite_points_and_wanted_steps_stay() -> None:
    values = [float(i % 7) for i in range(5000)]
    values[1234], values[2000], values[4000] = nan, inf, -inf
    thinned = thin(of(values), 50, steps=[777, 3333])
    assert {1234, 2000, 4000, 777, 3333} <= set(thinned.steps)
    assert len(thinned.values) <= 55


def test_values_that_share_a_step_do_not_all_stay_for_it() -> None:
    values = [float(i * 7919 % 1000) for i in range(20_000)]
    thinned = thin(Series("m", [0] * 20_000, values), 1000, steps=(0,))
    assert len(thinned.values) <= 1000
    thinned = thin(Series("m", [i // 10 for i in range(20_000)], values), 100, steps=(777,))
    at = [value for step, value in thinned.points() if step == 777]
    assert {values[7770], values[7779]} <= set(at)
    assert len(thinned.values) <= 102


def test_a_long_stretch_of_nan_keeps_its_ends() -> None:
    values = [1.0] * 10 + [nan] * 1000 + [2.0] * 10
    thinned = thin(of(values), 40)
    broken = [step for step, value in thinned.points() if isnan(value)]
    assert broken == [10, 1009]


def test_nothing_but_nan_stays_within_bounds() -> None:
    thinned = thin(of([nan if i % 2 else 1.0 for i in range(10_000)]), 40)
    assert len(thinned.values) <= 40
    assert any(isnan(value) for value in thinned.values)


def test_a_spike_among_a_million_points_survives() -> None:
    values = [0.0] * 100_000
    values[54_321] = 99.5
    assert (54_321, 99.5) in thin(of(values), 100).points()


def test_a_small_run_is_kept_whole() -> None:
    series = [of([1.0, 2.0], "a"), of([3.0], "b")]
    assert thin_to_budget(series, ["a"], 100_000) == (series, [])


def test_promised_metrics_come_first_and_others_share_the_rest() -> None:
    noise = [float(i * 7919 % 1000) for i in range(20_000)]
    series = [of(noise, f"other/{i}") for i in range(50)] + [of(noise, "wer")]
    kept, missing = thin_to_budget(series, ["wer"], 100_000)
    sizes = {one.metric: len(one.values) for one in kept}
    assert len(write_series(kept)) <= 100_100
    assert 900 <= sizes["wer"] <= 1000
    assert len(kept) == 51
    assert 50 <= sizes["other/0"] < 200
    assert [lack.what for lack in missing] == [
        "points of wer",
        "points of other/0, other/1, other/2, other/3, other/4 and 45 more",
    ]


def test_what_has_no_room_is_said() -> None:
    series = [of([float(i) for i in range(100)], f"m{i}") for i in range(100)]
    kept, missing = thin_to_budget(series, [], 2000)
    assert len(write_series(kept)) <= 2000 + len(write_series([]))
    assert 0 < len(kept) < 100
    assert missing[-1].what.startswith("series of m")
    assert "no room" in missing[-1].why


def test_machine_monitoring_is_left_out_and_said() -> None:
    series = [of([1.0], ":monitor:machine/cpu_usage"), of([1.0], "loss")]
    kept, missing = thin_to_budget(series, [], 1000)
    assert [one.metric for one in kept] == ["loss"]
    assert [lack.what for lack in missing] == ["machine monitoring (1 series)"]


@given(st.lists(st.floats(), max_size=200))
def test_any_values_can_be_thinned(values: list[float]) -> None:
    thinned = thin(of(values), 20)
    finite = [value for value in values if isfinite(value)]
    if finite:
        assert min(finite) in thinned.values
        assert max(finite) in thinned.values


@given(
    st.lists(st.tuples(st.floats() | st.just(nan), st.booleans()), min_size=1, max_size=300),
    st.integers(8, 40),
)
def test_what_a_reader_would_miss_stays(points: list[tuple[float, bool]], most: int) -> None:
    values = [value for value, _ in points]
    wanted = [step for step, (_, is_wanted) in enumerate(points) if is_wanted][:3]
    finite = [step for step, value in enumerate(values) if isfinite(value)]
    broken = [step for step, value in enumerate(values) if not isfinite(value)]
    thinned = thin(of(values), most, steps=wanted)
    assert {0, len(values) - 1, *finite[:1], *finite[-1:], *broken[:1], *wanted} <= {
        step for step in thinned.steps if step is not None
    }
    assert {summarize(of(values)).min, summarize(of(values)).max} == {
        summarize(thinned).min,
        summarize(thinned).max,
    }


@given(
    st.lists(st.lists(st.floats(), min_size=1, max_size=60), max_size=20),
    st.integers(0, 4000),
    st.integers(0, 5),
)
def test_no_series_goes_over_the_budget_or_is_lost_without_a_word(
    values: list[list[float]], budget: int, promised: int
) -> None:
    series = [of(one, f"m{n}") for n, one in enumerate(values)]
    kept, missing = thin_to_budget(series, {f"m{n}" for n in range(promised)}, budget)
    assert len(write_series(kept)) - len(write_series([])) <= budget
    lost = len(series) - len(kept)
    assert any(lack.what.startswith("series of") for lack in missing) is (lost > 0)
