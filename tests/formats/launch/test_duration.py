"""Spans of time, written and read."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labbook.errors import LabbookError
from labbook.formats.launch.duration import read_duration, write_duration


def test_durations() -> None:
    assert read_duration("1d12h") == timedelta(hours=36)
    assert read_duration("45s") == timedelta(seconds=45)
    assert read_duration("0d") == timedelta(0)


@pytest.mark.parametrize("wrong", ["", "d", "12", "1h1d", "-1h", "1.5h", "1:30", "٣d", "1d\n"])
def test_what_is_no_duration(wrong: str) -> None:
    with pytest.raises(LabbookError, match="is no duration"):
        read_duration(wrong)


@given(st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=99_999)))
def test_what_is_written_is_read_again(span: timedelta) -> None:
    assert read_duration(write_duration(span)) == timedelta(seconds=int(span.total_seconds()))
