"""Values that a sentence ascribes: to the baseline, or to both ends of `from 14.0 to 12.3`."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from labbook.formats.prose import vocabulary as said
from labbook.formats.prose.account import Account, Told
from labbook.formats.prose.claims import against_baseline, way_of
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
    told = [one for one in account.told if not one.written.sentence.passage.table]
    pairs = {id(first): second for first, second in pairwise(told) if _is_pair(first, second)}
    seconds = {id(second) for second in pairs.values()}
    for one in told:
        if not _is_plain(one) or id(one) in seconds:
            continue
        if (other := pairs.get(id(one))) is not None:
            yield from _in_pair(one, other, account)
        elif said.OF_BASELINE.search(one.written.before):
            theirs = _value(one.named[0], account, theirs=True)
            if theirs and one.written.role == "level" and not _equals(one, theirs, account):
                yield Misquoted(one, theirs)


def _is_plain(told: Told) -> bool:
    apart = told.foreign or told.supposed or told.written.approximate
    return len(told.named) == 1 and not apart and against_baseline(told)


def _is_pair(first: Told, second: Told) -> bool:
    one, other = first.written, second.written
    if one.sentence is not other.sentence or one.end > other.at:
        return False
    between = one.sentence.text[one.end : other.at]
    return bool(said.FROM.search(one.before) and said.TO.fullmatch(between))


def _in_pair(first: Told, second: Told, account: Account) -> Iterator[Misquoted | Reversed]:
    metric = first.named[0]
    direction = last_direction(first.written.before)
    went = second.written.value - first.written.value
    way = way_of(direction, account.results.front_matter.goal_of(metric))
    if direction is not None and went * way < 0:
        yield Reversed(first, second, direction)
        return
    theirs, ours = _value(metric, account, theirs=True), _value(metric, account)
    if theirs is None or ours is None:
        return
    began, ended = _equals(first, theirs, account), _equals(second, ours, account)
    if ended and not began:
        yield Misquoted(first, theirs)
    elif began and not ended:
        yield Misquoted(second, ours)


def _value(metric: str, account: Account, *, theirs: bool = False) -> Value | None:
    run = "baseline" if theirs else None
    return next(
        (
            value
            for value in account.values.of(metric)
            if value.kind == "level"
            and (value.expression.how, value.expression.run) == ("value", run)
        ),
        None,
    )


def _equals(told: Told, value: Value, account: Account) -> bool:
    """Whether the number is the value, or one of a run's; bound ones are judged elsewhere."""
    written = told.written
    if written.bound is not None:
        return True
    near = abs(written.value - value.number) < 10.0**-written.decimals * (1 - 1e-9)
    return near or bool(account.values.equal(written, account.values.promised))
