"""Which samples matter most."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labbook.formats.samples import by_importance, sample_rank
from labbook.model.tracked import MediaSample


def sample(title: str, series: str = "s") -> MediaSample:
    return MediaSample(title, series, None, ".png", b"")


@pytest.mark.parametrize(
    ("title", "series", "rank"),
    [
        ("worst/anna-1", "anna-1", "worst"),
        ("Typical spectrogram", "1", "typical"),
        ("spectrogram", "WORST", "worst"),
        ("spectrogram", "typical_2", "typical"),
        ("worst-case", "typical", "worst"),
        ("worsted", "untypical", None),
        ("the worst", "", None),
        ("", "", None),
    ],
)
def test_the_first_word_of_title_or_series_is_the_rank(
    title: str, series: str, rank: str | None
) -> None:
    assert sample_rank(title, series) == rank


def test_the_worst_come_first_then_the_typical_then_one_of_each_title() -> None:
    names = ["a", "a", "a", "typical/x", "b", "worst/y", "c", "worst/z"]
    ordered = by_importance([sample(name, str(n)) for n, name in enumerate(names)])
    assert [(one.title, one.series) for one in ordered] == [
        ("worst/y", "5"),
        ("worst/z", "7"),
        ("typical/x", "3"),
        ("a", "0"),
        ("b", "4"),
        ("c", "6"),
        ("a", "1"),
        ("a", "2"),
    ]


def test_numbers_in_names_count_as_numbers() -> None:
    ordered = by_importance([sample(f"worst/{n}") for n in (10, 9, 1, 100, 2)])
    assert [one.title for one in ordered] == [f"worst/{n}" for n in (1, 2, 9, 10, 100)]


@given(st.lists(st.builds(sample, st.sampled_from("abc"), st.sampled_from("xyz"))), st.randoms())
def test_the_order_in_which_samples_came_makes_no_difference(
    samples: list[MediaSample], random: Random
) -> None:
    shuffled = random.sample(samples, len(samples))
    assert by_importance(shuffled) == by_importance(samples)


@given(st.lists(st.builds(sample, st.text(max_size=9), st.text(max_size=9))))
def test_no_sample_is_lost_or_doubled(samples: list[MediaSample]) -> None:
    assert sorted(map(id, by_importance(samples))) == sorted(map(id, samples))
