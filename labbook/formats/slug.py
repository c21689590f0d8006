"""Titles in Russian and English to names of folders."""

import re
import unicodedata

from labbook.model.reference import MAX_SLUG

# ICAO Doc 9303 part 3, section 6, table B: the scheme of Russian passports. The soft sign is
# left out there too. й, ё and ї lose their marks before this table is looked at.
_LETTERS = "абвгдежзиклмнопрстуфхцчшщъыэюяієґ"
_LATIN = "a b v g d e zh z i k l m n o p r s t u f kh ts ch sh shch ie y e iu ia i ie g"
TRANSLITERATION = dict(zip(_LETTERS, _LATIN.split(), strict=True)) | {"ь": ""}
_TABLE = str.maketrans(TRANSLITERATION)
_APOSTROPHES = re.compile(r"['’ʼ]")


def slugify(text: str, *, limit: int = MAX_SLUG) -> str:
    """Lower-case Latin letters, digits and single hyphens, at most `limit` characters.

    Russian is transliterated as in passports (ICAO Doc 9303), other letters lose their accents,
    and all else parts words. What is too long is cut at a hyphen, a single long word anywhere.
    Empty where nothing is left, of a text in Chinese for example.

    >>> slugify("Ключевые слова, 8 кГц")
    'kliuchevye-slova-8-kgts'
    """
    plain = _without_marks(_without_marks(_APOSTROPHES.sub("", text)).casefold())
    slug = re.sub(r"[^a-z0-9]+", "-", plain.translate(_TABLE)).strip("-")
    return _cut(slug, limit)


def _without_marks(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def _cut(slug: str, limit: int) -> str:
    if len(slug) <= limit:
        return slug
    whole_words = slug[: limit + 1].rpartition("-")[0]
    return whole_words or slug[:limit]
