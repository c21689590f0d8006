"""Sentences of a passage, and the clauses within them."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property

from labbook.formats.prose.passages import Passage

_END = re.compile(r"[.!?…]+[)»”\"]?\s+(?=[^\sa-zа-яё\d%+\-−])|\s\|\s|\|(?=\s)")
_ABBREVIATION = re.compile(
    r"(?<!\w)(?:п|т|е|д|к|см|рис|табл|гл|стр|ср|напр|отн|абс|вер|fig|tab|eq|sec|vs|resp|approx|ca"
    r"|e\.g|i\.e|cf|p|pp|no)\.\s*\Z",
    re.IGNORECASE,
)
_POINTS = re.compile(r"\d\s?(?:п\.\s?п|пп|p\.\s?p|pp)\.\s*\Z")
_WORD = re.compile(r"[A-ZА-ЯЁ][a-zа-яё]")
_CLAUSE = re.compile(
    r"[;()]|,\s|\s[-–—]\s"
    r"|\s(?:while|whereas|but|and|although|though|или|и|но|а|однако|хотя|тогда\s+как|при\s+этом)\s",
    re.IGNORECASE,
)
REACH = 200
"""How far around a number the ends of what it stands in are looked for."""
LONGEST = 2000
"""Characters of a sentence."""


@dataclass(frozen=True)
class Sentence:
    """`text` is a stretch of the passage's that begins at `start`; a row's cell is one too."""

    passage: Passage
    start: int
    text: str

    def offset(self, place: int) -> int:
        """Where in the report a character of `text` stands."""
        return self.passage.offset(self.start + place)

    def says(self, *patterns: re.Pattern[str]) -> bool:
        """Whether one of the patterns is in it; looked for once, however many numbers ask."""
        return any(self._has(pattern) for pattern in patterns)

    @cached_property
    def _has(self) -> Callable[[re.Pattern[str]], bool]:
        return cache(lambda pattern: pattern.search(self.text) is not None)

    def stretch(self, at: int) -> str:
        """What stands between colons and semicolons around a place."""
        first, last = max(0, at - REACH), min(len(self.text), at + REACH)
        start = max(first, *(self.text.rfind(sign, first, at) + 1 for sign in ":;"))
        ends = (self.text.find(sign, at, last) for sign in ":;")
        return self.text[start : min((end for end in ends if end >= 0), default=last)]

    def clause(self, at: int) -> tuple[int, int]:
        """Where the clause around a place begins and ends."""
        first, last = max(0, at - REACH), min(len(self.text), at + REACH)
        starts = [match.end() for match in _CLAUSE.finditer(self.text, first, at)]
        end = _CLAUSE.search(self.text, at, last)
        return (starts[-1] if starts else first), (end.start() if end else last)


def split_sentences(passage: Passage) -> Iterator[Sentence]:
    """The sentences of a passage in order; `fig. 3` ends none, `п. п.` before a capital one."""
    start = 0
    for match in _END.finditer(passage.text):
        before = passage.text[max(start, match.start() - 12) : match.start() + 1]
        begins = _POINTS.search(before) and _WORD.match(passage.text, match.end())
        if _ABBREVIATION.search(before) and not begins:
            continue
        yield from _bounded(passage, start, match.start() + 1)
        start = match.end()
    yield from _bounded(passage, start, len(passage.text))


def _bounded(passage: Passage, start: int, stop: int) -> Iterator[Sentence]:
    """A sentence, in pieces where it is longer than any that a person writes."""
    while stop - start > LONGEST:
        end = passage.text.rfind(" ", start + 1, start + LONGEST) + 1 or start + LONGEST
        yield Sentence(passage, start, passage.text[start:end])
        start = end
    yield Sentence(passage, start, passage.text[start:stop])
