"""Typed parameters beside a tracker's texts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labbook.formats.parameter_comparison import differing_parameters

PLAIN = st.none() | st.booleans() | st.integers() | st.floats() | st.text()


def differing(value: object, text: str) -> list[tuple[str, str, str]]:
    return list(differing_parameters({"lr": value}, {"General/lr": text}))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0001, "1e-4"),
        (0.0001, "0.0001"),
        (1e-05, "1e-05"),
        (True, "True"),
        (True, "true"),
        (None, "None"),
        (None, ""),
        (None, "null"),
        (16, "16"),
        (16, "16.0"),
        (16.0, "16"),
        ("16", "16"),
        ("adam", "adam"),
        ("two\nlines", "two\r\nlines"),
        (float("nan"), "nan"),
        ("2026-11-23", "2026-11-23"),
        ([], "[]"),
    ],
)
def test_a_text_means_what_the_config_reader_makes_of_it(value: object, text: str) -> None:
    assert differing(value, text) == []


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0001, "1e-3"), (True, "1"), (1, "True"), ("adam", "sgd"), (16, "a: b"), (None, "0")],
)
def test_another_value_is_told(value: object, text: str) -> None:
    assert differing(value, text) == [("lr", repr(value), repr(text))]


@given(PLAIN)
def test_what_python_writes_for_a_value_is_the_value(value: object) -> None:
    assert differing(value, str(value)) == []


@given(PLAIN, st.text())
def test_no_text_breaks_the_comparison(value: object, text: str) -> None:
    assert len(differing(value, text)) <= 1


def test_a_list_is_compared_with_its_parts_in_the_record() -> None:
    record = {"betas.0": 0.9, "betas.1": 0.999, "opt.name": "adam"}
    same = {"General/betas": "[0.9, 0.999]", "General/opt/name": "adam"}
    assert list(differing_parameters(record, same)) == []
    (found,) = differing_parameters(record, {"General/betas": "[0.9, 0.99]"})
    assert found == ("betas", "[0.9, 0.999]", "'[0.9, 0.99]'")


def test_what_only_one_of_them_has_and_other_sections_are_left_alone() -> None:
    texts = {"General/other": "1", "properties/lr": "2", "optimizer/lr": "3"}
    assert list(differing_parameters({"lr": 0.1, "seed": 1}, texts)) == []


def test_a_record_without_a_config_has_the_tracker_s_texts_themselves() -> None:
    assert list(differing_parameters({"General/lr": "1e-4"}, {"General/lr": "1e-4"})) == []
    (found,) = differing_parameters({"General/lr": "1e-4"}, {"General/lr": "0.0001"})
    assert found[0] == "General/lr"


def test_a_long_text_is_cut_by_the_tracker() -> None:
    assert differing("x" * 20_000, "x" * 10_000) == []
    assert differing("x" * 20_000, "x" * 9_999 + "y") != []
