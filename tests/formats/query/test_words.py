import pytest
from hypothesis import given
from hypothesis import strategies as st

from labbook.formats.query.match import find_words
from labbook.formats.query.words import normalise, stem, words


@pytest.mark.parametrize(
    "forms",
    [
        "канал канала каналу каналом каналы каналов",
        "сигнал сигналы сигналов",
        "ошибка ошибки ошибок ошибками",
        "запись записи записей записью",
        "смесь смеси",
        "уровень уровня уровни уровней",
        "образец образца образцы",
        "оценка оценок оценками",
        "модель модели моделей моделью",
        "телефон телефона телефонный телефонного",
        "обучение обучения обучении",
        "train trains training trained",
        "capability capabilities",
        "hope hoping hoped",
        "augmentation augmentations",
    ],
)
def test_forms_of_a_word_have_one_stem(forms):
    assert len({stem(form) for form in forms.split()}) == 1


@pytest.mark.parametrize(
    ("one", "other"), [("речь", "речка"), ("noise", "nose"), ("шум", "шаг"), ("канал", "камера")]
)
def test_different_words_stay_apart(one, other):
    assert stem(one) != stem(other)


def test_letters_and_digits_are_words_of_their_own():
    assert words("8kHz") == words("8-KHZ") == words("8 khz") == ("8", "khz")
    assert words("test/error_rate 1e-4") == ("test", "error", "rate", "1", "e", "4")


def test_yo_and_case_make_no_difference():
    assert normalise("Ёлка") == normalise("елкА")


@given(st.text(alphabet="абвгдеёйклмнопрстуцьыяabcdeghinostyz0123456789", min_size=1))
def test_every_word_finds_itself(text):
    normalised = normalise(text)
    for word in words(text):
        assert list(find_words((word,), normalised))
    if found := words(text)[:3]:
        assert list(find_words(found, normalised))
