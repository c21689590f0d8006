"""From values to places on the page, with ticks at round numbers."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil, floor, log10

WIDE_DECADES = 2.5
_LARGEST = 1e300


@dataclass(frozen=True)
class Scale:
    """Maps `low` … `high` to the places `start` … `end`, linearly or by logarithm."""

    low: float
    high: float
    start: float
    end: float
    log: bool = False

    def place(self, value: float) -> float:
        value, low, high = clamp(value), self.low, self.high
        if self.log:
            value, low, high = log10(max(value, low)), log10(low), log10(high)
        return self.start + (value - low) / (high - low) * (self.end - self.start)

    def ticks(self, count: int) -> list[tuple[float, str]]:
        """About `count` round values on the scale and how they are written."""
        if self.log:
            return [(value, short(value)) for value in _log_ticks(self.low, self.high, count)]
        step = round_step((self.high - self.low) / count)
        first, last = ceil(self.low / step - 1e-9), floor(self.high / step + 1e-9)
        return [(i * step, _tick(i * step, step)) for i in range(first, last + 1)]


def value_scale(
    values: Iterable[float], start: float, end: float, air: tuple[float, float] = (0.06, 0.06)
) -> Scale:
    """A scale for finite values, logarithmic where they are positive over 2.5 decades and more.

    `air` is the room below and above them, in parts of their span.
    """
    low, high = _span(values)
    below, above = air
    if low > 0 and log10(high) - log10(low) > WIDE_DECADES:
        span = log10(high) - log10(low)
        return Scale(
            10 ** max(log10(low) - span * below, -300),
            10 ** min(log10(high) + span * above, 300),
            start,
            end,
            log=True,
        )
    span = high - low
    return Scale(low - span * below, high + span * above, start, end)


def step_scale(steps: Iterable[float], start: float, end: float) -> Scale:
    """A scale that steps fill from side to side."""
    low, high = _span(steps)
    return Scale(low, high, start, end)


def clamp(value: float) -> float:
    """The value, kept away from where its differences overflow."""
    return min(max(value, -_LARGEST), _LARGEST)


def round_step(raw: float) -> float:
    """1, 2 or 5 times a power of ten, the least that isn't below `raw`."""
    return next(step for step in round_steps(raw) if step >= raw * (1 - 1e-9))


def round_steps(raw: float) -> list[float]:
    """1, 2, 5 and 10 times the greatest power of ten that isn't above `raw`."""
    power = 10.0 ** floor(log10(raw))
    return [power * factor for factor in (1, 2, 5, 10)]


def short(value: float) -> str:
    """A value in four digits: 12.3, 0.0125, 20k, 1e-5."""
    if value and not 1e-4 <= abs(value) < 999_950:
        mantissa, _, exponent = f"{value:.3g}".partition("e")
        return f"{mantissa}e{int(exponent)}" if exponent else mantissa
    if abs(value) >= 9999.5:
        return f"{value / 1000:.4g}k"
    return f"{value:.4g}"


def _span(values: Iterable[float]) -> tuple[float, float]:
    kept = [clamp(value) for value in values] or [0.0]
    low, high = min(kept), max(kept)
    if high - low > max(abs(low), abs(high)) * 1e-9 and high - low > 1e-290:
        return low, high
    around = abs(low) * 0.1 if abs(low) > 1e-290 else 0.5
    return low - around, high + around


def _tick(value: float, step: float) -> str:
    if abs(value) < step / 2:
        return "0"
    if not 1e-4 <= step < 1e6 or abs(value) >= 1e4:
        return short(value)
    return f"{value:.{max(0, -floor(log10(step) + 1e-9))}f}"


def _log_ticks(low: float, high: float, count: int) -> list[float]:
    first, last = ceil(log10(low) - 1e-9), floor(log10(high) + 1e-9)
    every = max(1, ceil((last - first + 1) / count))
    return [10.0**power for power in range(first, last + 1) if power % every == 0]
