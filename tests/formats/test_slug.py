import pytest
from hypothesis import given
from hypothesis import strategies as st

from labbook.formats.slug import TRANSLITERATION, slugify
from labbook.model.reference import EXPERIMENT_ID, MAX_SLUG


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("keywords-8khz", "keywords-8khz"),
        ("Keywords at 8 kHz!", "keywords-at-8-khz"),
        ("Ключевые слова, 8 кГц", "kliuchevye-slova-8-kgts"),
        ("Подъём щёткой: эхо, мышь, юла, яйцо", "podieem-shchetkoi-ekho-mysh-iula-iaitso"),
        ("Ещё ёлка", "eshche-elka"),
        ("don't stop", "dont-stop"),
        ("Größe café", "grosse-cafe"),
        ("İstanbul", "istanbul"),
        ("  --a__b--  ", "a-b"),
        ("a/../b", "a-b"),
        ("会议", ""),
        ("", ""),
    ],
)
def test_slugs(text: str, slug: str) -> None:
    assert slugify(text) == slug


def test_every_russian_letter_is_known() -> None:
    for letter in "абвгдеёжзийклмнопрстуфхцчшщъыэюя":
        assert slugify(letter), letter
        assert slugify(letter) == slugify(letter.upper())
    assert TRANSLITERATION["ь"] == ""


def test_a_long_slug_ends_with_a_whole_word() -> None:
    assert slugify("one two three four", limit=13) == "one-two-three"
    assert slugify("one two three four", limit=12) == "one-two"
    assert slugify("x" * 99) == "x" * MAX_SLUG


@given(st.text())
def test_a_slug_makes_an_id_or_is_empty(text: str) -> None:
    slug = slugify(text)
    assert len(slug) <= MAX_SLUG
    assert not slug or EXPERIMENT_ID.fullmatch(f"2026-11-23-{slug}")
    assert slugify(slug) == slug


@given(st.text(alphabet="абвгдежзиклмнопрстуфхцчшщыэюя 0123456789-", min_size=1))
def test_no_russian_word_is_lost(text: str) -> None:
    assert bool(slugify(text)) == any(c.isalnum() for c in text)
