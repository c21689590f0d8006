"""Which numbers are nothing unusual, given those that were used.

Median and MAD, since a mean follows the very outliers that are looked for; the MAD times 1.4826
estimates a standard deviation, and 3.5 of these is the usual bound (Iglewicz and Hoaglin, "How to
Detect and Handle Outliers", 1993).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log
from statistics import median

DEVIATIONS = 3.5
_MAD_TO_DEVIATION = 1.4826
_FACTOR = 1.5 + 1e-9  # a factor of just 1.5 counts as one, however it is rounded


@dataclass(frozen=True)
class Band:
    """Positions from `low` to `high` are nothing unusual.

    Of numbers of one sign the position is the logarithm of their size, for learning rates,
    widths and counts are told apart by factors; of numbers of both signs it is the number.
    """

    logarithmic: bool
    middle: float
    low: float
    high: float
    step: float
    """The least deviation that is assumed, however often the very same value was used."""

    def __contains__(self, value: float) -> bool:
        return self.low <= self.position(value) <= self.high

    def position(self, value: float) -> float:
        return log(abs(value)) if self.logarithmic else value

    def outwards(self, number: float, value: float) -> float:
        """The position of `number`, counted towards the side where `value` lies."""
        side = 1 if self.position(value) > self.middle else -1
        return side * self.position(number)

    def reaches(self, number: float, value: float) -> bool:
        """Whether `number` is about as far out as `value`, or further."""
        return self.outwards(number, value) >= self.outwards(value, value) - self.step


def band_of(used: Sequence[float], sound: Sequence[float]) -> Band:
    """The band of numbers that were used, none of them 0 where they have one sign.

    `sound` are those that did not make a run diverge. The band ends 3.5 deviations from the
    median, or a step behind the last sound value where that is nearer. It is never less wide
    than 3.5 steps: batch sizes double and learning rates triple as a matter of course, so that
    a step is a factor of 1.5 and all within a factor of 4.1 of the median nothing unusual. For
    numbers of both signs a step is their typical size.
    """
    logarithmic = min(used) > 0 or max(used) < 0
    positions, ends, middle = list(used), list(sound or used), median(used)
    step = median(map(abs, used)) or max(map(abs, used))
    if logarithmic:
        step, middle = log(_FACTOR), log(abs(middle))
        positions, ends = ([log(abs(value)) for value in values] for values in (positions, ends))
    spread = median(abs(position - middle) for position in positions)
    least, reach = DEVIATIONS * step, DEVIATIONS * _MAD_TO_DEVIATION * spread
    low = min(middle - least, max(middle - reach, min(ends) - step))
    high = max(middle + least, min(middle + reach, max(ends) + step))
    return Band(logarithmic, middle, low, high, step)
