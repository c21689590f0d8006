"""A number against the numbers that were used.

Median and MAD, since a mean follows the very outliers that are looked for; the MAD times 1.4826
estimates a standard deviation, and 3.5 of these is the usual bound (Iglewicz and Hoaglin, "How to
Detect and Handle Outliers", 1993).
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import log
from statistics import median

from labbook.formats.history.history import Use
from labbook.formats.history.peers import MIN_RUNS, Peers, Remark, shown
from labbook.model.problem import Severity
from labbook.model.run import RunState

_DEVIATIONS = 3.5
_MAD_TO_DEVIATION = 1.4826
_FACTOR = 1.5 + 1e-9  # a factor of just 1.5 counts as one, however it is rounded

_ENDED = {
    RunState.FINISHED: "finished",
    RunState.FAILED: "failed",
    RunState.STOPPED: "stopped early",
    RunState.LOST: "got lost",
}


@dataclass(frozen=True)
class _Band:
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


def _band_of(used: Sequence[float], sound: Sequence[float]) -> _Band:
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
    least, reach = _DEVIATIONS * step, _DEVIATIONS * _MAD_TO_DEVIATION * spread
    low = min(middle - least, max(middle - reach, min(ends) - step))
    high = max(middle + least, min(middle + reach, max(ends) + step))
    return _Band(logarithmic, middle, low, high, step)


def remark_on_number(key: str, value: float, peers: Peers) -> Remark | None:
    """What is unusual about a number, None where nothing is.

    Zero stands apart where all others have one sign, for it mostly switches something off.
    """
    used = peers.values
    nonzero = tuple(use for use in peers.uses if use.value)
    if not nonzero:
        return _first(key, value, peers) if value else None
    if min(used) < 0 < max(used):
        return _far(key, value, peers)
    if value == 0 and 0 in used:
        return None
    if value == 0 or (value > 0) != (nonzero[0].value > 0):
        return _other_sign(key, value, peers)
    return _far(key, value, Peers(nonzero, peers.said)) if len(nonzero) >= MIN_RUNS else None


def _other_sign(key: str, value: float, peers: Peers) -> Remark:
    sign = "positive" if max(peers.values) > 0 else "negative"
    used = f"0 or {sign}" if 0 in peers.values else sign
    typical = shown(median(peers.values))
    said = f"was {used} in all {peers.runs} (median {typical}, {peers.extent})"
    return Remark(Severity.WARNING, f"{key} is {shown(value)} and {said}", peers.most)


def _first(key: str, value: float, peers: Peers) -> Remark | None:
    """Remark on something that is switched on and never was."""
    if peers.experiments == 1:
        return None
    said = f"{key} is {shown(value)} and was 0 in all {peers.runs} ({peers.extent})"
    return Remark(Severity.HINT, said, "0 mostly switches something off: is it meant to be on?")


def _far(key: str, value: float, peers: Peers) -> Remark | None:
    sound = [use.value for use in peers.uses if not use.run.diverged]
    band = _band_of(peers.values, sound)
    if value in band:
        return None
    well = [use for use in peers.uses if use.run.well and band.reaches(use.value, value)]
    if len(well) >= MIN_RUNS:
        return None
    inside = [number for number in sound if number in band] or [median(peers.values)]
    last = max(inside, key=lambda number: band.outwards(number, value))
    where = f"{'above' if value > last else 'below'} {shown(last)}"
    reached = band.outwards(last, value)
    beyond = [use for use in peers.uses if band.outwards(use.value, value) > reached]
    said = [
        f"{key} {shown(value)} {_compared(value, band, peers)}",
        _fate(beyond, where) if beyond else f"none went {where}",
    ]
    return Remark(Severity.HINT if well else Severity.WARNING, "; ".join(said), peers.most)


def _compared(value: float, band: _Band, peers: Peers) -> str:
    typical = median(peers.values)
    if band.logarithmic:
        times = shown(value / typical)
        return f"is {times} × the median of {peers.runs} ({shown(typical)}, {peers.extent})"
    used = f"{shown(min(peers.values))} to {shown(max(peers.values))}, {peers.extent}"
    return f"is far from the median of {peers.runs} ({shown(typical)}, {used})"


def _fate(uses: Sequence[Use], where: str) -> str:
    """What became of runs: `the 2 runs above 0.01 both diverged`."""
    ends = Counter(_end(use) for use in uses)
    if len(ends) > 1:
        parts = (f"{count} {end}" for end, count in sorted(ends.items()))
        return f"of the {len(uses)} runs {where} {', '.join(parts)}"
    [end] = ends
    subject = {1: "the only run", 2: "the 2 runs"}.get(len(uses), f"the {len(uses)} runs")
    every = {1: "", 2: "both "}.get(len(uses), "all ")
    return f"{subject} {where} {every}{end}"


def _end(use: Use) -> str:
    return "diverged" if use.run.diverged else _ENDED.get(use.run.state, "had not ended")
