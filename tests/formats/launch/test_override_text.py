"""Overrides as a config reads them."""

from math import inf
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labbook.formats.config import read_config
from labbook.formats.launch.override_text import override_text, written
from labbook.formats.launch.variants import typed


def read(overrides: dict[str, str], text: str = "a: 1\nb: 2\n") -> dict[str, Any]:
    config = read_config(text, name="config.yaml", overrides=override_text(overrides))
    assert not config.problems
    return {leaf.key: leaf.value for leaf in config.leaves}


@pytest.mark.parametrize(
    ("text", "value"),
    [("1e-4", 0.0001), ("'16'", "16"), ("null", None), ("!ref <b> * 2", 4), ("(1, 2)", "(1, 2)")],
)
def test_a_text_means_what_it_means_in_a_config(text: str, value: Any) -> None:
    assert read({"a": text})["a"] == value
    assert read(written({"a": typed(text)}))["a"] == value


def test_a_list_or_a_mapping_is_one_in_a_runs_tag_too() -> None:
    assert read(written({"a": "[1, 2]"})) == {"a.0": 1, "a.1": 2, "b": 2}
    assert read(written({"a": "{p: 3}"}), "a: {p: 1, q: 2}\n") == {"a.p": 3, "a.q": 2}


FLOATS = st.sampled_from([0.1, -0.0, 1e-5, 2.5e10, 1e300, inf, -inf])
"""Of a float with 14 digits and an exponent the library itself cuts the last one."""


@settings(max_examples=200, derandomize=True, deadline=None)
@given(value=st.one_of(st.none(), st.booleans(), st.integers(), FLOATS, st.text()))
def test_the_value_of_a_tag_is_kept_exactly(value: Any) -> None:
    if not (isinstance(value, str) and value.startswith(("[", "{", "(", "!"))):
        assert repr(read(written({"a": value}))["a"]) == repr(value)
