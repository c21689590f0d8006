"""Texts, switches, and values of another sort."""

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labbook.model.problem import Severity
from tests.formats.history.lab import ECAPA, found, past, with_value

MODEL = {"model": ECAPA}


def remark(values: list[object], value: str, **fields: int) -> tuple[str, str, str] | None:
    """Code, severity and message."""
    runs = past(values, key="x", classes=MODEL, **fields)
    problems = found(runs, with_value(value)).values()
    named = [(p.code, str(p.severity), p.message) for p in problems]
    assert len(named) <= 1
    return named[0] if named else None


def test_a_value_that_was_never_used_is_a_hint() -> None:
    values: list[object] = ["relu"] * 39 + ["silu"] * 2
    assert remark(values, "gelu", experiments=9) == (
        "history-new-value",
        "hint",
        "x 'gelu' was never used in 41 runs of ECAPA_TDNN (in 9 experiments): 'relu' 39, 'silu' 2",
    )
    assert remark(values, "silu", experiments=9) is None


def test_a_switch_that_was_always_set_the_other_way_is_a_hint() -> None:
    assert remark([True] * 6, "false") == (
        "history-new-value",
        "hint",
        "x false was never used in 6 runs of ECAPA_TDNN (in 3 experiments): true 6",
    )


@pytest.mark.parametrize(
    ("values", "value"),
    [
        (["first", "second", "third"] * 3, "fourth"),
        (["data/a.csv"] * 9, "data/b.csv"),
        (["a.csv"] * 9, "b.csv"),
        (["relu"] * 4, "gelu"),
        ([True, False] * 6, "true"),
    ],
)
def test_names_paths_and_what_is_hardly_known_are_not_judged(
    values: list[object], value: str
) -> None:
    assert remark(values, value) is None


@pytest.mark.parametrize(
    ("value", "difference"),
    [
        ("Sentence", "they differ in upper and lower case"),
        ("'sentence '", "they differ in their spaces"),
        ("sentenсe", "its character 7 is CYRILLIC SMALL LETTER ES (U+0441)"),
        ("ѕentence", "its character 1 is CYRILLIC SMALL LETTER DZE (U+0455)"),
        ('"sen\\u200btence"', "its character 4 is ZERO WIDTH SPACE (U+200B)"),
        ("ｓentence", "its character 1 is FULLWIDTH LATIN SMALL LETTER S (U+FF53)"),
        ('"sentence\\u200b"', "its character 9 is ZERO WIDTH SPACE (U+200B)"),
    ],
)
def test_a_text_that_only_looks_like_one_that_was_used_is_a_warning(
    value: str, difference: str
) -> None:
    named = remark(["sentence"] * 5, value, experiments=1)
    assert named is not None
    assert named[:2] == ("history-look-alike", "warning")
    assert "is not 'sentence', which 5 of 5 runs of ECAPA_TDNN used" in named[2]
    assert named[2].endswith(difference)


def test_a_long_text_is_no_name_that_was_mistyped() -> None:
    text = "sentence " * 30
    assert remark([text] * 5, f"'{text.title()}'", experiments=1) is None


@pytest.mark.parametrize(
    ("values", "value", "message"),
    [
        ([0.002] * 5, "'0.002'", "x is the text '0.002' and was a number in all 5 runs"),
        ([0.002] * 5, ".nan", "x is NaN and was a number in all 5 runs"),
        ([0.002] * 5, "-.inf", "x is −∞ and was a number in all 5 runs"),
        ([1] * 5, "1" + "0" * 400, "x is beyond 1e+150 and was a smaller number in all 5 runs"),
        ([1] * 5, "true", "x is true and was a number in all 5 runs"),
        ([True] * 5, "'yes'", "x is the text 'yes' and was true or false in all 5 runs"),
        ([True] * 5, "1", "x is 1 and was true or false in all 5 runs"),
        (["adam"] * 5, "3", "x is 3 and was a text in all 5 runs"),
    ],
)
def test_a_value_of_another_sort_than_all_others_is_a_warning(
    values: list[object], value: str, message: str
) -> None:
    named = remark(values, value)
    assert named is not None
    assert named[:2] == ("history-type", "warning")
    assert named[2].startswith(message)


@pytest.mark.parametrize(
    ("values", "value"),
    [
        ([0.002] * 5, "null"),
        ([None] * 9, "3"),
        ([False] * 9, "pretrained/model"),
        ([5.0] * 9, "false"),
        ([5.0] * 9 + ["auto"], "'max'"),
        ([float("inf")] * 5 + ["nan"] * 5 + [10**400], ".inf"),
        ([[1, 2]] * 9, "3"),
        ([0.002] * 5, "2026-11-23"),
    ],
)
def test_nothing_and_false_are_of_any_sort(values: list[object], value: str) -> None:
    assert remark(values, value) is None


@given(st.lists(st.sampled_from(["a", "b", "c", True, 1, 0, 2.5, None]), min_size=5))
def test_a_value_that_a_run_used_is_never_new(values: list[object]) -> None:
    for value in ("a", "b", "true"):
        used = True if value == "true" else value
        named = (
            remark(values, value) if used in [v for v in values if type(v) is type(used)] else None
        )
        assert named is None


def test_what_is_said_of_hostile_texts_is_one_short_line() -> None:
    name = "a.b.\x1b[31m`C`\n" + "d" * 5000
    runs = past(["relu\x1b[2J\n"] * 9, key="x\n\x1b[2J", classes={"model": name})
    text = f'"x\\n\\e[2J": "ge\\nlu{"u" * 5000}\\e"\n"model": !<!new:{quote(name)}>\n'
    [one] = found(runs, text).values()
    assert one.severity is Severity.HINT
    assert one.message.isprintable()
    assert len(one.message) < 250
