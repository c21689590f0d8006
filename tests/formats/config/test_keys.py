"""Dotted keys put together and taken apart."""

from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from labbook.formats.config.keys import first_part, joined, key_part, prefixes

KEYS = st.one_of(
    st.text(max_size=4),
    st.text('."\\{}0a\n', max_size=4),
    st.integers(),
    st.floats(),
    st.sampled_from([None, True, False, date(2026, 11, 23)]),
)


@given(st.lists(KEYS, min_size=1, max_size=4))
def test_a_dotted_key_is_taken_apart_where_it_was_put_together(keys: list[Any]) -> None:
    parts = [key_part(key) for key in keys]
    whole = joined(*parts)
    outer = [joined(*parts[:number]) for number in range(1, len(parts))]
    assert [*prefixes(whole)] == outer
    assert first_part(whole) == parts[0]


@given(KEYS, KEYS)
def test_different_keys_are_different_parts(one: Any, other: Any) -> None:
    same = type(one) is type(other) and repr(one) == repr(other)
    assert (key_part(one) == key_part(other)) == same
    assert not key_part(one).isdecimal()
