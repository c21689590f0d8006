from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labbook.formats.timestamp import timestamp

ZONES = st.integers(-23, 23).map(lambda hours: timezone(timedelta(hours=hours)))
TIMES = st.datetimes(datetime(1970, 1, 3), datetime(2999, 1, 1), timezones=ZONES)


@pytest.mark.parametrize("hours", [-5, 0, 3])
def test_one_moment_has_one_text_in_all_zones(hours: int) -> None:
    moment = datetime(2026, 11, 23, 9, 5, tzinfo=UTC)
    there = moment.astimezone(timezone(timedelta(hours=hours)))
    assert timestamp(there) == "2026-11-23T09:05:00Z"


@given(TIMES, TIMES)
def test_texts_are_ordered_as_times_are(one: datetime, other: datetime) -> None:
    assert (timestamp(one) <= timestamp(other)) or one > other
    assert datetime.fromisoformat(timestamp(one)) == one.replace(microsecond=0)
