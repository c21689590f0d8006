"""What a figure of curves shows: lines and the band around their mean."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import copysign, inf, isfinite, nan
from statistics import fmean, stdev
from typing import Literal

from labbook.formats.figures.figure_words import say
from labbook.formats.metrics import LARGEST
from labbook.model.settings import Language

Role = Literal["run", "mean", "baseline"]
Spread = Literal["std", "range"]


@dataclass(frozen=True)
class Line:
    """A labelled curve; a value may be NaN or infinite, a step without number isn't drawn.

    `selected` is the step at which the values of this run alone are read.
    """

    label: str
    steps: Sequence[int | None]
    values: Sequence[float]
    role: Role = "run"
    selected: int | None = None


@dataclass(frozen=True)
class Band:
    """The area between `low` and `high`; `label` says what it is."""

    label: str
    steps: Sequence[int]
    low: Sequence[float]
    high: Sequence[float]


def mean_curve(
    lines: Sequence[Line], language: Language, spread: Spread = "std"
) -> tuple[Line, Band] | None:
    """The mean over the steps that all lines share, and the band around it.

    The band is the sample standard deviation (n - 1) on both sides, or minimum to maximum.
    Where a line isn't finite neither is the mean. None with fewer than two lines or no step
    in common.
    """
    tables = [dict(zip(line.steps, map(tame, line.values), strict=True)) for line in lines]
    if len(tables) < 2:
        return None
    shared = set(tables[0]).intersection(*tables[1:])
    steps = sorted(step for step in shared if step is not None)
    if not steps:
        return None
    columns = [[table[step] for table in tables] for step in steps]
    means = [fmean(column) if all(map(isfinite, column)) else nan for column in columns]
    edges = [_edges(column, mean, spread) for column, mean in zip(columns, means, strict=True)]
    label = say(language, "± standard deviation" if spread == "std" else "minimum to maximum")
    band = Band(label, steps, [low for low, _ in edges], [high for _, high in edges])
    return Line(say(language, "mean of {count}", count=len(lines)), steps, means, role="mean"), band


def tame(value: float) -> float:
    """The value, infinite where it is too large to reckon with."""
    return copysign(inf, value) if abs(value) > LARGEST else value


def _edges(column: Sequence[float], mean: float, spread: Spread) -> tuple[float, float]:
    if not isfinite(mean):
        return mean, mean
    if spread == "range":
        return min(column), max(column)
    deviation = stdev(column)
    return mean - deviation, mean + deviation
