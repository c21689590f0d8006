"""What stands of a metric that several attempts at a run have reported."""

from collections.abc import Sequence
from itertools import chain
from math import inf

from labbook.model.metric import Point, Series


def standing(attempts: Sequence[Series]) -> Series:
    """One series out of each attempt's, the earliest first.

    From the step at which an attempt begins its values stand, for it went on from a checkpoint
    there; its value without a step stands for those of the attempts before it.
    """
    begin, final = inf, False
    kept: list[list[Point]] = []
    for one in reversed(attempts):
        kept.append(
            [
                (step, value)
                for step, value in one.points()
                if (not final if step is None else step < begin)
            ]
        )
        begin = min(
            (step for step in one.steps if step is not None and step < begin), default=begin
        )
        final = final or None in one.steps
    points = list(chain.from_iterable(reversed(kept)))
    return Series(attempts[0].metric, [step for step, _ in points], [value for _, value in points])
