"""Words of a text, the way a search sees them.

A word is a run of letters or a run of digits, so that `8khz`, `8 kHz` and `8-kHz` are the same
two words. Letter case and the dots of `ё` make no difference, nor do the endings of Russian
and English words (Snowball stemmers, https://snowballstem.org/algorithms/).
"""

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from itertools import takewhile

LETTERS = r"[^\W\d_]"
WORD = re.compile(rf"{LETTERS}+|\d+")
CYRILLIC = re.compile(r"[а-я]")
NOUN_IN_SOFT_S = re.compile(r"(?<=пи|ме)сь$")
FLEETING_VOWEL = re.compile(r"(?<=[^аеиоуыэюяьъ])(?:[ое](?=[кц]ь?$)|(?<!н)[ое](?=нь?$))")
LONGEST_STEMMED = 40


def normalise(text: str) -> str:
    """The text in one letter case, `ё` as `е`, look-alike forms of a character as one.

    The line ends stay where they are; lengths of lines may change.
    """
    return unicodedata.normalize("NFKC", text).casefold().replace("ё", "е")


def words(text: str) -> tuple[str, ...]:
    """The words of a text, normalised, in order."""
    return tuple(WORD.findall(normalise(text)))


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """A normalised word without its ending."""
    if word.isdigit() or len(word) > LONGEST_STEMMED:
        return word
    english, russian = _stemmers()
    return _russian_stem(word, russian) if CYRILLIC.search(word) else english(word)


def _russian_stem(word: str, snowball: Callable[[str], str]) -> str:
    """Snowball's stem, mended where it parts the forms of common nouns.

    It takes some nominatives for verbs: `каналы` gives `канал` and `канал` gives `кана`, so it
    is applied until nothing changes; `запись` gives `зап`. It knows no fleeting vowels:
    `ошибка`, `ошибок`.
    """
    word = FLEETING_VOWEL.sub("", NOUN_IN_SOFT_S.sub("с", word))
    while (shorter := snowball(word)) != word:
        word = shorter
    return FLEETING_VOWEL.sub("", word)


def shared_beginning(word: str) -> str:
    """Letters that the words of the same stem begin with.

    A stem may differ from the beginning of its word in the last letters (`capability` ->
    `capabl`, `hoping` -> `hope`, `ошибок` -> `ошибк`).
    """
    if word.isdigit():
        return word
    found = stem(word)
    sure = found[: max(2, len(found) - (1 if CYRILLIC.search(word) else 2))]
    same = takewhile(lambda pair: pair[0] == pair[1], zip(word, sure, strict=False))
    return "".join(letter for letter, _ in same) or word


@lru_cache(maxsize=1)
def _stemmers() -> tuple[Callable[[str], str], Callable[[str], str]]:
    import snowballstemmer

    english, russian = map(snowballstemmer.stemmer, ("english", "russian"))
    return english.stemWord, russian.stemWord
