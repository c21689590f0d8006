"""How a function's time grows with its input: what a loaded or slow machine doesn't change."""

import time
from collections.abc import Callable

LARGER = 8
LINEAR = 3 * LARGER
"""More than linear work with its noise, far less than the 64 of a quadratic one."""
NOISE = 0.002
"""Seconds; less is not told from nothing."""


def growth(work: Callable[[str], object], unit: str, count: int) -> float:
    """Processor time of `work` on `count` units of text, in that of an eighth of them."""
    return _seconds(work, unit * count) / _seconds(work, unit * (count // LARGER))


def _seconds(work: Callable[[str], object], text: str) -> float:
    taken: list[float] = []
    for _ in range(3):
        start = time.process_time()
        work(text)
        taken.append(time.process_time() - start)
    return max(min(taken), NOISE)
