"""Numbers that look like a run's measurements, and are none of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations

from labbook.formats.prose import vocabulary as said
from labbook.formats.prose.account import Account, Told
from labbook.formats.prose.ascribed import is_linked, is_of_another_split
from labbook.formats.prose.pairs import find_true_pairs
from labbook.formats.prose.values import Value
from labbook.formats.prose.written import in_pair

MAX_COMBINED = 60


@dataclass(frozen=True)
class Stranger:
    """A number that no run and no baseline has; `nearest` is the value that may be meant."""

    told: Told
    nearest: Value


def _derived(values: Sequence[Value]) -> Iterator[float]:
    """What a person works out of values without a word: differences, what is left to 100 %."""
    for value in values:
        yield value.number
        yield 100 - value.number
        if abs(value.number) <= 1:
            yield value.number * 100
            yield 100 - value.number * 100
    plain = [value.number for value in values if value.kind == "level" and value.family <= 4]
    for one, other in combinations(plain[:MAX_COMBINED], 2):
        yield one - other


def find_strangers(account: Account) -> Iterator[Stranger]:
    """Unbound values of a metric of the results that equal nothing its runs or baseline have."""

    @cache
    def derived(metrics: tuple[str, ...], decimals: int) -> frozenset[str]:
        numbers = [*_derived([value for m in metrics for value in account.values.of(m)])]
        numbers += [mean for m in metrics if (mean := account.values.mean_of_some(m)) is not None]
        return frozenset(f"{abs(number):.{decimals}f}" for number in numbers)

    ours = {pair.second.written.start for pair in find_true_pairs(account)}
    for told in account.told:
        apart = in_pair(told.written) and not told.sentence.says(said.BASELINE)
        if apart and told.written.start not in ours:
            continue
        metrics = _claimed(told, account)
        if not metrics or abs(told.written.value) in account.settings:
            continue
        pool = tuple(dict.fromkeys((*metrics, *account.values.promised)))
        decimals = told.written.decimals
        if f"{abs(told.written.value):.{decimals}f}" in derived(pool, decimals):
            continue
        nearest = _nearest(told, metrics, account)
        if nearest is not None:
            yield Stranger(told, nearest)


def _claimed(told: Told, account: Account) -> tuple[str, ...]:
    """The metrics that the sentence says it is a value of; none where that isn't plain."""
    written = told.written
    if written.bound is not None or written.role != "level" or written.approximate:
        return ()
    if (
        told.foreign
        or told.supposed
        or told.sentence.says(said.IN_PART, said.IN_TIME)
        or said.UNMEASURED_AFTER.match(written.after)
        or said.PART_AFTER.match(written.after)
        or written.sentence.passage.table
        or account.is_conditional(told)
    ):
        return ()
    metrics = tuple(m for m in told.named if not is_of_another_split(m, told))
    if written.unit == "%":
        metrics = tuple(m for m in metrics if account.values.unit(m) == "%")
    if _beside_its_name(told):
        return metrics
    if written.unit != "%" or not written.decimals:
        return ()
    if told.alone:
        return _that_look_alike(told, account)
    return metrics if told.in_clause else ()


def _that_look_alike(told: Told, account: Account) -> tuple[str, ...]:
    """Promised percentages with as many digits as the number, in a sentence that tells results."""
    if told.sentence.says(said.FOREIGN) or not told.sentence.says(said.RESULT, said.BASELINE):
        return ()
    promised = account.results.front_matter.metrics
    return tuple(m.name for m in promised if m.unit == "%" and m.digits == told.written.decimals)


def _beside_its_name(told: Told) -> bool:
    return any(is_linked(told.written, m.start, m.stop) for m in told.mentions)


def _nearest(told: Told, metrics: Sequence[str], account: Account) -> Value | None:
    """The value that is nearest: of the baseline where the clause speaks of it."""
    levels = [v for m in metrics for v in account.values.of(m) if v.kind == "level"]
    theirs = [v for v in levels if v.expression.run == "baseline"]
    if theirs and said.BASELINE.search(told.written.clause):
        levels = theirs
    number = told.written.value
    return min(levels, key=lambda v: (abs(v.number - number), v.family), default=None)
