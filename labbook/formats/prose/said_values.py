"""Values that a sentence ascribes: to the baseline, or to both ends of `from 14.0 to 12.3`."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import inf

from labbook.formats.prose import vocabulary as said
from labbook.formats.prose.account import Account, Told
from labbook.formats.prose.claims import against_baseline, way_of
from labbook.formats.prose.pairs import Pair, find_pairs, is_level, level_of
from labbook.formats.prose.values import Value
from labbook.formats.prose.vocabulary import Direction
from labbook.formats.prose.written import last_direction


@dataclass(frozen=True)
class Misquoted:
    """A number that is said to be a value, and isn't; `right` is what that value is."""

    told: Told
    right: Value


@dataclass(frozen=True)
class Reversed:
    """Two numbers of which the sentence says that the metric went the other way."""

    first: Told
    second: Told
    direction: Direction


def find_misquoted(account: Account) -> Iterator[Misquoted | Reversed]:
    """What is ascribed wrongly, where it's plain which metric is meant."""
    pairs = {id(pair.first): pair for pair in find_pairs(account)}
    seconds = {id(pair.second) for pair in pairs.values()}
    for one in account.told:
        if one.written.sentence.passage.table or not _is_plain(one) or id(one) in seconds:
            continue
        if (pair := pairs.get(id(one))) is not None:
            yield from _in_pair(pair, account)
        elif said.OF_BASELINE.search(one.written.before):
            theirs = level_of(one.named[0], account, theirs=True)
            if theirs and _is_meant(theirs, one, account) and not is_level(one, theirs, account):
                yield Misquoted(one, theirs)


def _is_plain(told: Told) -> bool:
    apart = told.foreign or told.supposed or told.written.approximate
    return len(told.named) == 1 and not apart and against_baseline(told)


def _is_meant(theirs: Value, told: Told, account: Account) -> bool:
    """Whether a value can be meant; of what no clause names it is the nearest of the promised."""
    written = told.written
    if written.role != "level" or said.UNMEASURED_AFTER.match(written.after):
        return False
    if not told.inherited:
        return True
    others = (level_of(metric, account, theirs=True) for metric in account.values.promised)
    nearest = min(
        (abs(other.number - written.value) for other in others if other is not None),
        default=inf,
    )
    return abs(theirs.number - written.value) <= nearest


def _in_pair(pair: Pair, account: Account) -> Iterator[Misquoted | Reversed]:
    first, second = pair.first, pair.second
    metric = first.named[0]
    direction = last_direction(first.written.before)
    went = second.written.value - first.written.value
    way = way_of(direction, account.results.front_matter.goal_of(metric))
    if direction is not None and went * way < 0:
        yield Reversed(first, second, direction)
        return
    theirs, ours = level_of(metric, account, theirs=True), level_of(metric, account)
    if theirs is None or ours is None:
        return
    began, ended = pair.began(account), pair.ended(account)
    if ended and not began:
        yield Misquoted(first, theirs)
    elif began and not ended:
        yield Misquoted(second, ours)
