"""`halved`, `twice as low`, `в 7 раз`: how many times a metric is said to have changed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from labbook.formats.prose import vocabulary as said
from labbook.formats.prose.account import Account
from labbook.formats.prose.claims import Change, change_of, is_compared_elsewhere, way_of
from labbook.formats.prose.sentences import Sentence, split_sentences
from labbook.formats.prose.vocabulary import Direction
from labbook.formats.prose.written import last_direction

LENIENCY = 0.2
"""`Halved` may be 0.4 to 0.6 of what it was, or so; a factor with digits is held to its digits."""
_FACTORS = {"half": 2.0, "double": 2.0, "treble": 3.0, "twice": 2.0, "thrice": 3.0}
_DIRECTIONS: dict[str, Direction] = {"half": "down", "double": "up", "treble": "up"}


@dataclass(frozen=True)
class WrongFactor:
    """A factor at its offset in the report, with what became of the metric."""

    start: int
    text: str
    change: Change
    factor: float


def find_wrong_factors(account: Account) -> Iterator[WrongFactor]:
    """Factors that the runs don't bear out, the first of a sentence, where metric and direction
    are plain.
    """
    if account.results.baseline is None:
        return
    for passage in account.passages:
        if passage.table or not said.FACTOR.search(passage.text):
            continue
        for sentence in split_sentences(passage):
            match = said.FACTOR.search(sentence.text)
            if match is not None and (wrong := _judge(sentence, match, account)) is not None:
                yield wrong


def _judge(sentence: Sentence, match: re.Match[str], account: Account) -> WrongFactor | None:
    start, stop = sentence.clause(match.start())
    clause = sentence.text[start:stop]
    if said.FOREIGN.search(clause) or is_compared_elsewhere(sentence):
        return None
    here = [m for m in account.names.mentions(sentence) if start <= m.start < stop]
    metrics = account.names.meant(here, clause, sentence.text)
    if len(metrics) != 1:
        return None
    kind, decimals = str(match.lastgroup), 0
    factor = _FACTORS.get(kind)
    if factor is None:
        text = match["factor"].replace(",", ".")
        factor, decimals = float(text), len(text.partition(".")[2])
    direction = _DIRECTIONS.get(kind) or _direction(sentence.text, match, (start, stop))
    change = change_of(metrics[0], account, decimals)
    if change is None or direction is None or factor <= 1:
        return None
    right = _factor(change, way_of(direction, change.goal))
    off = 10.0**-decimals if kind == "factor" else 0.0
    if right is not None and abs(right - factor) < max(off, LENIENCY * factor):
        return None
    return WrongFactor(
        sentence.offset(match.start()), match[0], change, right or _factor(change, 0) or 1.0
    )


def _direction(text: str, match: re.Match[str], clause: tuple[int, int]) -> Direction | None:
    """The word before decides: `fell twofold`; else the one behind: `twice as low`."""
    before = last_direction(text[clause[0] : match.start()])
    return before or last_direction(text[match.end() : min(clause[1], match.end() + 30)])


def _factor(change: Change, way: int) -> float | None:
    """How many times less (`way` −1) or more it is; None where it went the other way."""
    if change.share is None or change.share <= -100 or way * change.difference < 0:
        return None
    ratio = 1 + change.share / 100
    return max(ratio, 1 / ratio)
