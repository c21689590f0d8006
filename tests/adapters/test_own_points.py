"""What a run wrote down of its points, beside what its tracker has of them."""

from math import inf, isnan, nan

from hypothesis import given
from hypothesis import strategies as st

from labbook.adapters.own_points import join_points
from labbook.model.metric import Series

STEPS = st.one_of(st.none(), st.integers(-3, 12))
VALUES = st.one_of(st.sampled_from([0.0, 1.5, nan, inf]), st.floats())
POINTS = st.lists(st.tuples(STEPS, VALUES), min_size=1, max_size=12)


def series(points: list[tuple[int | None, float]], metric: str = "m") -> Series:
    return Series(metric, [step for step, _ in points], [value for _, value in points])


def test_what_cannot_be_held_is_replaced_and_what_is_lacking_put_in_order() -> None:
    tracker = [Series("loss", [1, 2, 2, 5], [1.0, 0.0, 0.0, 2.0]), Series("acc", [1], [0.5])]
    own = [Series("loss", [2, 3, 9], [inf, 8.0, 9.0]), Series("new", [1, 2], [4.0, nan])]
    joined = join_points(tracker, own)
    assert [one.points() for one in joined.series[:2]] == [
        [(1, 1.0), (2, inf), (2, inf), (3, 8.0), (5, 2.0), (9, 9.0)],
        [(1, 0.5)],
    ]
    assert joined.series[2] == own[1]
    assert joined.alone == {"loss": 2, "new": 1}
    assert joined.disagreements == ()


def test_points_of_a_resumed_series_keep_their_order() -> None:
    (one,) = join_points([series([(1, 1.0), (5, 2.0), (2, 3.0)])], [series([(3, 4.0)])]).series
    assert one.points() == [(1, 1.0), (5, 2.0), (2, 3.0), (3, 4.0)]


def test_where_the_run_has_every_step_its_order_stands() -> None:
    tracker, own = series([(1, 1.0), (5, 2.0)]), series([(1, 1.0), (5, 2.0), (2, 3.0)])
    assert join_points([tracker], [own]).series == (own,)


def test_the_trackers_value_stays_and_the_difference_is_said() -> None:
    tracker = [series([(1, 1.0), (2, 2.0), (3, 3.0)])]
    joined = join_points(tracker, [series([(1, 1.0), (2, 2.5), (3, 3.5)])])
    assert joined.series == tuple(tracker)
    (lack,) = joined.disagreements
    assert lack.what == "agreement on m"
    assert lack.why == ("the tracker says 2.0 at step 2, metrics.jsonl 2.5, and at 1 more steps")


def test_of_two_attempts_at_a_step_one_may_be_the_trackers() -> None:
    joined = join_points([series([(1, 1.0)])], [series([(1, 1.0), (1, 1.25)])])
    assert joined.disagreements == ()


@given(POINTS, POINTS)
def test_no_step_and_no_finite_value_of_the_tracker_is_lost(
    told: list[tuple[int | None, float]], own: list[tuple[int | None, float]]
) -> None:
    (one,) = join_points([series(told)], [series(own)]).series
    assert {step for step, _ in one.points()} == {step for step, _ in (*told, *own)}
    broken = {step for step, value in own if isnan(value) or abs(value) == inf}
    found = one.points()
    assert all((step, value) in found for step, value in told if step not in broken)


@given(POINTS)
def test_a_tracker_that_has_everything_gains_nothing(
    points: list[tuple[int | None, float]],
) -> None:
    joined = join_points([series(points)], [series(list(points))])
    assert (joined.alone, joined.disagreements) == ({}, ())
