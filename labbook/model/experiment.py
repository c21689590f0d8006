"""What a person says of an experiment."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

Goal = Literal["min", "max"]


class Verdict(StrEnum):
    CONFIRMED = "confirmed"
    REFUTED = "refuted"
    INCONCLUSIVE = "inconclusive"
    ABANDONED = "abandoned"


class Cause(StrEnum):
    NO_EFFECT = "no-effect"
    DIVERGED = "diverged"
    BUG = "bug"
    INFRASTRUCTURE = "infrastructure"


@dataclass(frozen=True)
class PromisedMetric:
    """A metric that the report promises. A value is shown as value × `scale`."""

    name: str
    goal: Goal
    unit: str = ""
    digits: int | None = None
    scale: float = 1.0


@dataclass(frozen=True)
class FrontMatter:
    """The head of a report."""

    title: str
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    hypothesis: str | None = None
    prediction: str | None = None
    baseline: str | None = None
    metrics: tuple[PromisedMetric, ...] = ()
    select: str | None = None
    result: tuple[int, ...] | None = None
    verdict: Verdict | None = None
    cause: Cause | None = None
    supersedes: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    formerly: tuple[str, ...] = ()
    draft: bool = False

    def promised(self, name: str) -> PromisedMetric | None:
        return next((m for m in self.metrics if m.name == name), None)


@dataclass(frozen=True)
class Prediction:
    """`test/error_rate < 12`: a metric, a comparison, the expected value."""

    metric: str
    comparison: Literal["<", "<=", ">", ">="]
    value: float
    unit: str = field(default="")
