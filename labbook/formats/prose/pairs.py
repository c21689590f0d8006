"""Pairs of numbers from what to what a metric went: `from 14.0 to 12.3`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from labbook.formats.prose import vocabulary as said
from labbook.formats.prose.account import Account, Told
from labbook.formats.prose.values import Value

_THAT_IS = re.compile(
    r"[\s,;:(–—-]*(?:(?:i\.e\.|that\s+is|so|or|by|an?|the|of|just|only|about|around|relative|absolute"
    r"|reduction|improvement|decrease|increase|drop|gain|difference|то\s+есть|т\.\s?е\.|или|на|в|всего"
    r"|около|примерно|относительн\w+|абсолютн\w+|снижени\w+|улучшени\w+|выигрыш\w*|разниц\w+"
    r"|\d[\d.,]*\s*(?:%|pp|points?|п\.\s?п\.))(?!\w)[\s,;:(–—-]*)*",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Pair:
    """The two numbers of a sentence that says from what to what something went."""

    first: Told
    second: Told

    def goes_on(self, told: Told) -> bool:
        """Whether a number says right behind the pair how much that is: `to 12.3 %, by 12 %`."""
        end, at = self.second.written.end, told.written.at
        if told.sentence is not self.second.sentence or at < end:
            return False
        return _THAT_IS.fullmatch(told.sentence.text[end:at]) is not None

    def began(self, account: Account) -> bool:
        """Whether the first is the baseline's value."""
        theirs = level_of(self.first.named[0], account, theirs=True)
        return theirs is not None and is_level(self.first, theirs, account)

    def ended(self, account: Account) -> bool:
        """Whether the second is the result."""
        ours = level_of(self.second.named[0], account)
        return ours is not None and is_level(self.second, ours, account)


def find_pairs(account: Account) -> Iterator[Pair]:
    """Those of the text about one metric, not of its tables."""
    for first, second in pairwise(account.told):
        if len(first.named) == 1 and first.named == second.named and _is_pair(first, second):
            yield Pair(first, second)


def find_true_pairs(account: Account) -> Iterator[Pair]:
    """Those that go from the baseline's value to the result."""
    pairs = find_pairs(account)
    return (pair for pair in pairs if pair.began(account) and pair.ended(account))


def _is_pair(first: Told, second: Told) -> bool:
    one, other = first.written, second.written
    if one.sentence is not other.sentence or one.sentence.passage.table or one.end > other.at:
        return False
    between = one.sentence.text[one.end : other.at]
    return bool(said.FROM.search(one.before) and said.TO.fullmatch(between))


def level_of(metric: str, account: Account, *, theirs: bool = False) -> Value | None:
    """A metric's result, or that of the baseline."""
    run = "baseline" if theirs else None
    return next((v for v in account.values.of(metric) if _is_level(v, run)), None)


def _is_level(value: Value, run: str | None) -> bool:
    read = value.expression
    return value.kind == "level" and (read.how, read.run) == ("value", run)


def is_level(told: Told, value: Value, account: Account) -> bool:
    """Whether the number is the value, or that of another promised metric.

    Of bound ones it is judged elsewhere; that of a run or a step does where one is spoken of.
    """
    written = told.written
    if written.bound is not None:
        return True
    if abs(written.value - value.number) < 10.0**-written.decimals * (1 - 1e-9):
        return True
    equal = account.values.equal(written, account.values.promised)
    if told.sentence.says(said.ONE_OF_THEM):
        return bool(equal)
    return any(_is_level(v, None) or _is_level(v, "baseline") for v in equal)
