"""Texts fit to be shown."""

from hypothesis import given
from hypothesis import strategies as st

from labbook.formats.shortened import shorten, visible


@given(st.text(), st.integers(4, 60))
def test_a_text_is_on_one_line_and_steers_nothing(text: str, room: int) -> None:
    assert shorten(text, room).isprintable()
    assert visible(visible(text)) == visible(text)


@given(st.text("abc", max_size=90), st.integers(4, 60))
def test_beginning_and_end_of_a_text_stay(text: str, room: int) -> None:
    short = shorten(text, room)
    assert len(short) == min(len(text), room)
    head, cut, tail = short.partition("…")
    assert text.startswith(head)
    assert text.endswith(tail)
    assert bool(cut) == (len(text) > room)
