"""What trackers and programs say, before it is kept."""

import pytest

from labbook.adapters.outside_text import MOST_NAME, clean_name


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("\x1b[31mRuntimeError\x1b[0m: \x1b]8;;http://x\x07boom", "RuntimeError: boom"),
        ("valid\x00loss\x07", "valid\ufffdloss\ufffd"),
        ("two\nlines\tof it", "two lines of it"),
    ],
)
def test_a_name_has_neither_colours_nor_control_characters(said: str, kept: str) -> None:
    assert clean_name(said) == kept


def test_a_long_name_is_cut_behind_its_colours() -> None:
    assert clean_name("\x1b[1m" * 999 + "x" * MOST_NAME) == "x" * MOST_NAME
