"""What a report claims to have changed against its baseline, worked out again from the runs."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from labbook.errors import LabbookError
from labbook.formats.prose import vocabulary as said
from labbook.formats.prose.account import Account, Told
from labbook.formats.prose.pairs import find_true_pairs
from labbook.formats.prose.sentences import Sentence
from labbook.formats.prose.vocabulary import Direction
from labbook.formats.prose.written import Written, in_pair
from labbook.formats.report.expressions import read_expression
from labbook.formats.report.quantity import number
from labbook.model.experiment import Goal

Reckoning = Literal["points", "relative", "unsaid"]
_GOES_ON = re.compile(
    r"\s*(?:(?:that|this|it|this\s+is|это|она|он)(?!\w)"
    r"|(?:(?:снизил|понизил|повысил|увеличил|уменьшил|сократил|улучшил|ухудшил)(?:ся|ась|ось|ись)"
    r"|упал[аои]?|вырос(?:л[аои])?|возрос(?:л[аои])?)\s+(?:всего\s+)?на\s+\d[\d.,]*\s*(?:%|п\.\s?п\.?)\s*(?:[.,;]|\Z|относ|по\s+сравн))",
    re.IGNORECASE,
)
"""What goes on with what the sentence before speaks of: `It fell`, `Выросла на 0,1 п. п.`"""
LENIENCY = 0.1
"""A number that is `about` right may be off by a tenth, any other by less than its last digit."""


@dataclass(frozen=True)
class Change:
    """How a metric's result differs from the baseline's: in its unit, and in percent of it."""

    metric: str
    unit: str
    digits: int
    difference: float
    share: float | None
    goal: Goal | None

    def __str__(self) -> str:
        """`1.7 points lower, 12.3 % relative`."""
        way = "lower" if self.difference < 0 else "higher"
        unit = "points" if self.unit == "%" else self.unit
        text = f"{number(abs(self.difference), self.digits)} {unit}".rstrip() + f" {way}"
        return text if self.share is None else f"{text}, {number(abs(self.share), 1)} % relative"


@dataclass(frozen=True)
class Claim:
    """A number that says how much a metric changed; `reckoning` is how it says to count."""

    written: Written
    change: Change
    reckoning: Reckoning

    @property
    def wrong_way(self) -> bool:
        """Whether the words say that it went up where it went down, or better where it's worse."""
        difference = self.change.difference
        expected = way_of(self.written.direction, self.change.goal)
        return expected != 0 and difference * expected < 0

    @property
    def fits_points(self) -> bool:
        """Whether it is the difference; that of a fraction may be said in points of a hundred."""
        in_hundredths = self.change.unit != "%" and self.written.unit != ""
        return self._fits(self.change.difference) or (
            in_hundredths and self._fits(self.change.difference * 100)
        )

    @property
    def fits_share(self) -> bool:
        return self.change.share is not None and self._fits(self.change.share)

    def _fits(self, right: float) -> bool:
        tolerance = 10.0**-self.written.decimals
        if self.written.approximate:
            tolerance = max(tolerance, LENIENCY * abs(right))
        return abs(abs(self.written.value) - abs(right)) < tolerance * (1 - 1e-9)

    @property
    def fits(self) -> bool:
        """Whether the number is right in the way in which it says to count, if it says."""
        if self.reckoning == "points":
            return self.fits_points
        if self.reckoning == "relative":
            return self.fits_share
        return self.fits_points or self.fits_share

    @property
    def mistaken(self) -> bool:
        """Whether it is right only when counted the other way than it says."""
        return not self.fits and (self.fits_points or self.fits_share)

    @property
    def is_wrong(self) -> bool:
        """Whether it is right in no way of counting, or the other way round."""
        return self.wrong_way or not (self.fits or self.mistaken)

    @property
    def unclear(self) -> bool:
        """Whether it is an unbound percentage that doesn't say of what, and that matters."""
        both = self.fits_points and self.fits_share
        return self.reckoning == "unsaid" and self.written.bound is None and not both


def way_of(direction: Direction | None, goal: Goal | None) -> int:
    """-1 for down, 1 for up; 0 where that isn't known."""
    if direction is None or (direction in {"better", "worse"} and goal is None):
        return 0
    down = direction in {"down", "better" if goal == "min" else "worse"}
    return -1 if down else 1


def find_claims(account: Account) -> Iterator[Claim]:
    """The claims of a report that can be worked out: about one metric, against the baseline."""
    if account.results.baseline is None:
        return
    pairs = list(find_true_pairs(account))
    for told in account.told:
        written = told.written
        metric = _metric(told, account) if written.role == "change" else None
        if metric is None or not against_baseline(told):
            continue
        if in_pair(written) and not any(pair.goes_on(told) for pair in pairs):
            continue
        change = change_of(metric, account, written.decimals)
        if change is not None:
            yield Claim(written, change, _reckoning(told, change))


def _metric(told: Told, account: Account) -> str | None:
    written = told.written
    if written.bound is not None:
        return _bound_change(written.bound)
    apart = told.foreign or told.supposed or written.sentence.passage.table
    if apart or not _is_plain(told) or account.is_conditional(told):
        return None
    promised = [metric.name for metric in account.results.front_matter.metrics]
    meant = told.named or (promised if told.inherited else ())
    return meant[0] if len(meant) == 1 else None


def _is_plain(told: Told) -> bool:
    """Whether it says that a metric changed, one that it names or plainly goes on with."""
    direction, baseline = told.written.direction, told.sentence.says(said.BASELINE)
    if not told.inherited:
        return direction is not None or baseline
    goes_on = direction is not None and _GOES_ON.match(told.sentence.text) is not None
    amount = direction in {"better", "worse"} or told.written.unit == "points"
    return (goes_on or (amount and baseline)) and not told.sentence.says(said.FOREIGN)


def _bound_change(expression: str) -> str | None:
    """The metric of a binding to a difference of results; of others nothing is claimed."""
    try:
        read = read_expression(expression)
    except LabbookError:
        return None
    return read.metric if read.against and read.run is None and read.how == "value" else None


def against_baseline(told: Told) -> bool:
    """Whether nothing says that a number is compared with anything but the baseline."""
    return told.written.bound is not None or not is_compared_elsewhere(told.sentence)


def is_compared_elsewhere(sentence: Sentence) -> bool:
    """Whether a sentence compares with something else, or speaks of a run, a part, a time."""
    compared = (match["what"] for match in said.COMPARED.finditer(sentence.text))
    if any(not said.BASELINE.search(what) for what in compared):
        return True
    return sentence.says(said.IN_TIME, said.IN_PART, said.RUN)


def change_of(metric: str, account: Account, decimals: int) -> Change | None:
    """What became of a metric; None where it or the baseline has no value."""
    values, front_matter = account.values, account.results.front_matter
    numbers = {v.expression.against: v.number for v in values.of(metric) if v.expression.against}
    if "-" not in numbers:
        return None
    promised = front_matter.promised(metric)
    digits = promised.digits if promised and promised.digits is not None else max(decimals, 2)
    goal = front_matter.goal_of(metric)
    return Change(metric, values.unit(metric), digits, numbers["-"], numbers.get("%"), goal)


def _reckoning(told: Told, change: Change) -> Reckoning:
    written = told.written
    if written.unit == "points" or not written.unit:
        return "points"
    near = f"{written.before[-30:]} {written.after[:30]}"
    if said.RELATIVE.search(near) or change.unit != "%":
        return "relative"
    return "points" if said.ABSOLUTE.search(near) else "unsaid"
