"""What stands of a metric that several attempts have reported."""

from functools import reduce

from hypothesis import given
from hypothesis import strategies as st

from labbook.formats.attempts import standing
from labbook.model.metric import Point, Series

POINT = st.tuples(st.one_of(st.none(), st.integers(-2, 6)), st.floats(allow_nan=False))
ATTEMPTS = st.lists(st.lists(POINT, min_size=1, max_size=6), min_size=1, max_size=4)


def series(points: list[Point]) -> Series:
    return Series("m", [step for step, _ in points], [value for _, value in points])


def test_an_attempt_stands_from_where_it_begins() -> None:
    attempts = [
        [(0, 0.0), (1, 1.0), (2, 2.0), (None, 3.0)],
        [(1, 10.0)],
        [(5, 50.0), (None, 60.0)],
    ]
    assert standing([series(points) for points in attempts]).points() == [
        (0, 0.0),
        (1, 10.0),
        (5, 50.0),
        (None, 60.0),
    ]


@given(ATTEMPTS)
def test_all_at_once_is_one_after_the_other(attempts: list[list[Point]]) -> None:
    several = [series(points) for points in attempts]
    assert standing(several) == reduce(lambda a, b: standing([a, b]), several)


@given(ATTEMPTS)
def test_the_last_attempt_stands_whole(attempts: list[list[Point]]) -> None:
    last = attempts[-1]
    assert standing([series(points) for points in attempts]).points()[-len(last) :] == last
