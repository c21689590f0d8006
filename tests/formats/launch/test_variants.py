import pytest
from hypothesis import given
from hypothesis import strategies as st

from labbook.errors import LabbookError, UsageError
from labbook.formats.launch.variants import override_words, variants


def test_nothing_set_is_one_run() -> None:
    assert variants([]) == [{}]


def test_several_values_make_all_combinations() -> None:
    assert variants(["lr=1e-3,3e-3", "batch=8,16"]) == [
        {"lr": "1e-3", "batch": "8"},
        {"lr": "1e-3", "batch": "16"},
        {"lr": "3e-3", "batch": "8"},
        {"lr": "3e-3", "batch": "16"},
    ]


def test_commas_in_brackets_and_quotes_belong_to_a_value() -> None:
    assert variants(["sizes=[1,2],[3]"]) == [{"sizes": "[1,2]"}, {"sizes": "[3]"}]
    assert variants(["name='a,b',c"]) == [{"name": "'a,b'"}, {"name": "c"}]


def test_seeds_count_up_from_the_config() -> None:
    found = variants(["lr=1,2"], seeds=2, seed=1986)
    assert [run["seed"] for run in found] == ["1986", "1987", "1986", "1987"]


def test_seeds_count_up_from_an_override() -> None:
    assert variants(["seed=5"], seeds=2, seed=1986) == [{"seed": "5"}, {"seed": "6"}]


@pytest.mark.parametrize(
    ("settings", "seeds", "seed", "message"),
    [
        (["lr"], None, None, "sets nothing"),
        (["=3"], None, None, "sets nothing"),
        (["lr="], None, None, "gives lr no value"),
        (["lr=1,"], None, None, "gives lr no value"),
        (["lr=1", "lr=2"], None, None, "set twice"),
        (["name=a=b"], None, None, "can't be passed"),
        (["name=a\nseed: 5"], None, None, "can't be passed"),
        (["name=--debug"], None, None, "can't be passed"),
        ([], 2, None, "no number 'seed'"),
        ([], 2, "x", "no number 'seed'"),
        ([], 2, True, "no number 'seed'"),
        ([], 0, 1, "a number from 1"),
        (["seed=1,2"], 2, 1, "can't both be meant"),
        (["a=" + ",".join("1" * 50), "b=1,2,3"], None, None, "at most 100"),
    ],
)
def test_what_can_not_be_meant(
    settings: list[str], seeds: int | None, seed: object, message: str
) -> None:
    with pytest.raises(UsageError, match=message):
        variants(settings, seeds=seeds, seed=seed)


def test_words_are_in_the_convention_of_speechbrain() -> None:
    assert override_words({"lr": "1e-4", "name": "a b"}) == ("--lr", "1e-4", "--name", "a b")


@given(st.lists(st.text(max_size=20), max_size=4), st.none() | st.integers(-1, 5))
def test_any_text_is_read_or_refused(settings: list[str], seeds: int | None) -> None:
    try:
        found = variants(settings, seeds=seeds, seed=1)
    except LabbookError:
        return
    assert found
    assert all(text.isprintable() for run in found for text in run.values())
