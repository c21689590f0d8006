"""Dense curves in few points."""

from math import inf, isfinite, isnan, nan

from hypothesis import given
from hypothesis import strategies as st

from labbook.formats.figures.condense import condense


def test_a_short_curve_stays_as_it_is() -> None:
    points = [(1, 2.0), (2, nan)]
    assert condense(points, 2).points is points


def test_means_and_ranges() -> None:
    condensed = condense([(i, float(i % 2)) for i in range(1000)], 10)
    assert condensed.size == 100
    assert [value for _, value in condensed.points] == [0.5] * 10
    assert [value for _, value in condensed.low] == [0.0] * 10
    assert [value for _, value in condensed.high] == [1.0] * 10
    assert condensed.points[0][0] == 50


def test_a_gap_is_never_bridged() -> None:
    points = [(i, nan if 400 <= i < 600 else 1.0) for i in range(1000)]
    condensed = condense(points, 20)
    broken = [step for step, value in condensed.points if isnan(value)]
    assert broken == [400]
    assert [step for step, value in condensed.low if isnan(value)] == broken
    steps = [step for step, _ in condensed.points]
    assert steps == sorted(steps)


def test_of_too_many_gaps_the_first_is_kept() -> None:
    condensed = condense([(i, nan if i % 2 else 1.0) for i in range(1000)], 20)
    assert [step for step, value in condensed.points if isnan(value)] == [1]
    assert len(condensed.points) <= 24


@given(st.lists(st.floats(-1e150, 1e150) | st.sampled_from([nan, inf, -inf])), st.integers(1, 40))
def test_extremes_stay_within_few_points(values: list[float], most: int) -> None:
    condensed = condense(list(enumerate(values)), most)
    assert len(condensed.points) <= max(most, 1) * 2 + 3
    finite = [value for value in values if isfinite(value)]
    if finite:
        assert min(v for _, v in condensed.low if isfinite(v)) == min(finite)
        assert max(v for _, v in condensed.high if isfinite(v)) == max(finite)
    for (_, low), (_, mean), (_, high) in zip(
        condensed.low, condensed.points, condensed.high, strict=True
    ):
        assert isfinite(low) == isfinite(mean) == isfinite(high)
