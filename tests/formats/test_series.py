"""`series.csv` there and back."""

from contextlib import suppress
from math import inf, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labbook.errors import LabbookError
from labbook.formats.series import read_series, write_series
from labbook.model.metric import Series

POINTS = st.lists(
    st.tuples(st.none() | st.integers(-(2**53), 2**53), st.floats(allow_nan=True)), min_size=1
)


def as_text(series: list[Series]) -> list[tuple[str, list[tuple[int | None, str]]]]:
    return [(s.metric, [(step, repr(value)) for step, value in s.points()]) for s in series]


@given(st.dictionaries(st.text(), POINTS))
def test_what_is_written_is_read(tables: dict[str, list[tuple[int | None, float]]]) -> None:
    series = [
        Series(metric, [step for step, _ in points], [value for _, value in points])
        for metric, points in tables.items()
    ]
    assert as_text(read_series(write_series(series), name="series.csv")) == as_text(series)


def test_the_text() -> None:
    text = write_series([Series("a,b", [1, None], [0.1 + 0.2, nan]), Series("c", [3], [-inf])])
    assert text == 'metric,step,value\n"a,b",1,0.30000000000000004\n"a,b",,nan\nc,3,-inf\n'


@given(st.text())
def test_any_text_is_read_or_refused_in_words(text: str) -> None:
    with suppress(LabbookError):
        read_series(text, name="series.csv")
    with suppress(LabbookError):
        read_series("metric,step,value\n" + text, name="series.csv")


@pytest.mark.parametrize(
    ("text", "sentence", "line"),
    [
        ("", "not a series file", 1),
        ("metric,step,value\na,1\n", "2 columns, not 3", 2),
        ("metric,step,value\na,1,2\na,x,1\n", "the step 'x' is no integer", 3),
        ("metric,step,value\na,1,1_000\n", "the value '1_000' is no number", 2),
        ("metric,step,value\na,1,\n", "the value '' is no number", 2),
        ('metric,step,value\n"a,1,2\n', "not readable as CSV", 2),
        ("metric,step,value\na," + "9" * 30 + ",1\n", "is no integer", 2),
        ("metric,step,value\n" + "a" * 200_000 + ",1,1\n", "not readable as CSV", 2),
    ],
)
def test_broken_files_are_refused_with_their_line(text: str, sentence: str, line: int) -> None:
    with pytest.raises(LabbookError, match=sentence) as caught:
        read_series(text, name="series.csv")
    assert caught.value.line == line
