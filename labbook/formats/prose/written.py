"""The numbers that a sentence says, and what each of them is: a value, a change, a spread."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from labbook.formats.prose import vocabulary as said
from labbook.formats.prose.sentences import Sentence
from labbook.formats.prose.vocabulary import Direction
from labbook.formats.report.numbers import number_before

_NUMBER = re.compile(
    r"(?<![\w.,#])\d{1,15}(?:[.,]\d{1,15})?(?:[eE][+\-]?\d{1,3})?"
    r"(?![\w#]|[.,]\d|\s?[:/×∶…–—]\s?\d|[-'’^⁄]\d)"
)
_NEAR = 90
_BY = re.compile(
    r"(?<!\w)(?:by|на)\s+(?:(?:about|around|nearly|almost|roughly|some|a|целых|примерно|около|почти)"
    r"\s+)?[~≈]?\s*\Z",
    re.IGNORECASE,
)
_OF = re.compile(r"(?<!\w)(?:of|is|was|в|составил\w*)\s+(?:[~≈]|\w+\s+)?\Z", re.IGNORECASE)
_PAIR = re.compile(
    r"(?<!\w)(?:from|с|со)\s+(?:the\s+baseline['’]s\s+)?\S{1,20}\s*%?\s+(?:down\s+|up\s+)?(?:to|до)(?!\w)",
    re.IGNORECASE,
)
Unit = Literal["", "%", "points"]
Role = Literal["level", "change", "spread"]


@dataclass(frozen=True)
class Written:
    """A number of the prose that can be a measurement.

    `start` and `stop` are its offsets in the report, `at` and `end` those in the sentence, the
    unit included in `end`. `bound` is the expression behind it. `direction` is that of a change.
    """

    sentence: Sentence
    start: int
    stop: int
    at: int
    end: int
    text: str
    unit: Unit
    role: Role
    bound: str | None
    direction: Direction | None
    approximate: bool

    @property
    def value(self) -> float:
        return float(self.text.replace("−", "-").replace(",", "."))

    @property
    def decimals(self) -> int:
        mantissa = re.split("[eE]", self.text)[0].replace(",", ".")
        return len(mantissa.partition(".")[2])

    @property
    def digits(self) -> int:
        """How many digits say something: 3 of `0.0123`."""
        mantissa = re.split("[eE]", self.text)[0]
        return len(re.sub(r"\D", "", mantissa).lstrip("0"))

    @property
    def signed(self) -> bool:
        return self.text[0] in "+-−"

    @property
    def clause(self) -> str:
        start, stop = self.sentence.clause(self.at)
        return self.sentence.text[start:stop]

    @property
    def before(self) -> str:
        return self.sentence.text[max(0, self.at - _NEAR) : self.at]

    @property
    def after(self) -> str:
        return self.sentence.text[self.end : self.end + _NEAR]


def find_written(report: str, sentence: Sentence, bound: Mapping[int, str]) -> Iterator[Written]:
    """The numbers of a sentence that can be measurements, and all that are bound.

    `bound` has the expressions of bound numbers by the offset in the report where they begin.
    Whole numbers without a unit, versions, parameters and figures of other units are left out.
    """
    for match in _NUMBER.finditer(sentence.text):
        stop = sentence.offset(match.end() - 1) + 1
        number = number_before(report, sentence.passage.start, stop)
        if number is None or not number["number"].endswith(match[0]) or number.end() != stop:
            continue
        text, start = number["number"], number.start("number")
        if (written := _read(sentence, match, text, (start, stop), bound.get(start))) is not None:
            yield written


def _read(
    sentence: Sentence,
    match: re.Match[str],
    text: str,
    span: tuple[int, int],
    bound: str | None,
) -> Written | None:
    at = match.end() - len(text)
    before = sentence.text[max(0, at - _NEAR) : at]
    unit, end = _unit(sentence.text, match.end())
    after = sentence.text[end : end + _NEAR]
    role, direction = _role(before, after, unit, text)
    if bound is None:
        whole = not unit and not re.search(r"[.,eE]", text)
        if whole or said.BOUND.search(before) or said.UNMEASURED_BEFORE.search(before):
            return None
        if not unit and said.OTHER_UNIT.match(after):
            return None
    return Written(
        sentence=sentence,
        start=span[0],
        stop=span[1],
        at=at,
        end=end,
        text=text,
        unit=unit,
        role=role,
        bound=bound,
        direction=direction,
        approximate=bool(said.APPROXIMATE.search(before)),
    )


def _unit(text: str, at: int) -> tuple[Unit, int]:
    if points := said.POINTS.match(text, at, at + 40):
        return "points", points.end()
    if percent := said.PERCENT.match(text, at, at + 40):
        return "%", percent.end()
    return "", at


def _role(before: str, after: str, unit: Unit, text: str) -> tuple[Role, Direction | None]:
    if said.SPREAD_BEFORE.search(before):
        return "spread", None
    if compared := said.COMPARED_AFTER.match(after):
        return "change", direction_of(compared["word"])
    direction = last_direction(before)
    if unit == "points" or text[0] in "+-−":
        return "change", direction or _of_sign(text)
    if _BY.search(before) and direction is not None:
        return "change", direction
    nouns = [n for n in said.CHANGE_NOUN.finditer(before[-30:]) if _is_change_noun(n[0])]
    if nouns and (_OF.search(before) or nouns[-1].end() >= len(before[-30:].rstrip())):
        return "change", direction_of(nouns[-1][0])
    return "level", None


def _of_sign(text: str) -> Direction | None:
    if text[0] == "+":
        return "up"
    return "down" if text[0] in "-−" else None


def _is_change_noun(word: str) -> bool:
    """`loss` is a metric more often than a change."""
    return word.casefold() != "loss"


def last_direction(before: str) -> Direction | None:
    """The direction of the last word that has one."""
    found = [
        (match.start(), direction)
        for direction, pattern in said.DIRECTIONS.items()
        for match in pattern.finditer(before)
        if _is_change_noun(match[0])
    ]
    return max(found)[1] if found else None


def direction_of(word: str) -> Direction | None:
    """The direction of a comparative or a noun: `lower`, `gain`; None of `difference`."""
    return next(
        (direction for direction, pattern in said.DIRECTIONS.items() if pattern.search(word)), None
    )


def in_pair(written: Written) -> bool:
    """Whether its clause says from what to what something went."""
    return bool(_PAIR.search(written.before))
