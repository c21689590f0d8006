"""Overrides as a config reads them."""

from math import inf
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labbook.formats.config import Config, config_digest, read_config
from labbook.formats.launch.override_text import override_text, typed, written
from tests.formats.config.configs import floats, leaf_texts


def config_with(overrides: dict[str, str], text: str = "a: 1\nb: 2\n") -> Config:
    return read_config(text, name="config.yaml", overrides=override_text(overrides))


def read(overrides: dict[str, str], text: str = "a: 1\nb: 2\n") -> dict[str, Any]:
    config = config_with(overrides, text)
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


@settings(max_examples=200, derandomize=True)
@given(value=st.one_of(st.none(), st.booleans(), st.integers(), FLOATS, st.text()))
def test_the_value_of_a_tag_is_kept_exactly(value: Any) -> None:
    if not (isinstance(value, str) and value.startswith(tuple("[{(!&*\"'"))):
        assert repr(read(written({"a": value}))["a"]) == repr(value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1", 1),
        ("-3", -3),
        ("1_000", 1000),
        ("0x10", 16),
        ("1e-4", 1e-4),
        (".5", 0.5),
        ("True", True),
        ("~", None),
        ("", None),
        ("yes", "yes"),
        ("nan", "nan"),
        ("'1'", "1"),
        ("'[1]'", '"[1]"'),
        (".inf", "!!float .inf"),
        ("2026-11-23", "!!timestamp 2026-11-23"),
        ("[1]", "[1]"),
    ],
)
def test_a_tag_keeps_typed_values(text: str, value: object) -> None:
    assert typed(text) == value
    assert type(typed(text)) is type(value)


ODD = ["1_000", "0x10", ".inf", "2026-11-23", "2026-11-23 10:00:00", "'[1]'", "'!!float .inf'"]
TEXTS = st.one_of(leaf_texts(), floats(), st.sampled_from(ODD), st.text("ab0.-_[]'\"!&*:# ~"))


@settings(max_examples=300, derandomize=True)
@given(text=TEXTS.filter(lambda text: text.isprintable() and text.strip()))
def test_a_tag_means_what_was_typed(text: str) -> None:
    meant = config_with({"a": text})
    if not meant.problems:
        kept = config_with(written({"a": typed(text)}))
        assert (config_digest(kept), kept.problems) == (config_digest(meant), ())
