"""Numbers that look like a run's measurements, and are none of them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from labbook.formats.prose import vocabulary as said
from labbook.formats.prose.reading import Reading, Told
from labbook.formats.prose.values import Value
from labbook.formats.prose.written import in_pair

_LINKING = re.compile(
    r"[\s,:=–—-]*(?:(?:is|was|are|of|to|at|now|only|then|still|and|it|the|baseline['’]s|from|has|had"
    r"|reach\w*|gets?|got|gives?|gave|stands?|stays?|remains?|comes?|came|equals?|results?|in|а|и|с|со"
    r"|составля\w+|составил\w*|равн\w+|достиг\w*|получил\w*|стал\w*|остал\w*|до|теперь|всего|на|в|у"
    r"|тест\w*|test|valid\w*|валидац\w+)(?:\s+|\Z)|[:=]\s*)*\Z",
    re.IGNORECASE,
)
_REACH = 60


@dataclass(frozen=True)
class Stranger:
    """A number that no run and no baseline has; `nearest` is the value that may be meant."""

    told: Told
    nearest: Value


@dataclass
class _Derived:
    """What a person works out of values without a word: differences, what is left to 100 %."""

    reading: Reading
    _keys: dict[tuple[tuple[str, ...], int], frozenset[str]] = field(default_factory=dict)

    def has(self, told: Told, metrics: Sequence[str]) -> bool:
        decimals = told.written.decimals
        key = (tuple(metrics), decimals)
        if key not in self._keys:
            numbers = _derived([v for m in metrics for v in self.reading.values.of(m)])
            self._keys[key] = frozenset(f"{abs(n):.{decimals}f}" for n in numbers)
        return f"{abs(told.written.value):.{decimals}f}" in self._keys[key]


MAX_COMBINED = 60


def _derived(values: Sequence[Value]) -> Iterator[float]:
    for value in values:
        yield value.number
        yield 100 - value.number
        if abs(value.number) <= 1:
            yield value.number * 100
            yield 100 - value.number * 100
    plain = [value.number for value in values if value.kind == "level" and value.family <= 4]
    for one, other in combinations(plain[:MAX_COMBINED], 2):
        yield one - other


def find_strangers(reading: Reading) -> Iterator[Stranger]:
    """Unbound values of a metric of the results that equal nothing its runs or baseline have."""
    derived = _Derived(reading)
    for told in reading.told:
        metrics = _claimed(told, reading)
        if not metrics or abs(told.written.value) in reading.settings:
            continue
        pool = tuple(dict.fromkeys((*metrics, *reading.values.promised)))
        if derived.has(told, pool):
            continue
        nearest = _nearest(told, metrics, reading)
        if nearest is not None:
            yield Stranger(told, nearest)


def _claimed(told: Told, reading: Reading) -> tuple[str, ...]:
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
        or (in_pair(written) and not told.sentence.says(said.BASELINE))
        or written.sentence.passage.table
        or reading.is_conditional(told)
    ):
        return ()
    metrics = told.named
    if written.unit == "%":
        metrics = tuple(m for m in metrics if reading.values.unit(m) == "%")
    if _beside_its_name(told):
        return metrics
    if written.unit != "%" or not written.decimals:
        return ()
    if told.alone:
        return _that_look_alike(told, reading)
    return metrics if told.in_clause else ()


def _that_look_alike(told: Told, reading: Reading) -> tuple[str, ...]:
    """Promised percentages with as many digits as the number, in a sentence that tells results."""
    if told.sentence.says(said.FOREIGN) or not told.sentence.says(said.RESULT, said.BASELINE):
        return ()
    promised = reading.results.front_matter.metrics
    return tuple(m.name for m in promised if m.unit == "%" and m.digits == told.written.decimals)


def _beside_its_name(told: Told) -> bool:
    """Whether only small words and verbs stand between a metric's name and the number."""
    written = told.written
    text = written.sentence.text
    for mention in told.mentions:
        if mention.stop <= written.at <= mention.stop + _REACH:
            between = text[mention.stop : written.at]
            for pattern in said.DIRECTIONS.values():
                between = pattern.sub("", between)
            if _LINKING.match(between):
                return True
        if written.end <= mention.start <= written.end + 1:
            return True
    return False


def _nearest(told: Told, metrics: Sequence[str], reading: Reading) -> Value | None:
    """The value that is nearest: of the baseline where the clause speaks of it."""
    levels = [v for m in metrics for v in reading.values.of(m) if v.kind == "level"]
    theirs = [v for v in levels if v.expression.run == "baseline"]
    if theirs and said.BASELINE.search(told.written.clause):
        levels = theirs
    number = told.written.value
    return min(levels, key=lambda v: (abs(v.number - number), v.family), default=None)
