"""What a person says of an experiment."""

from collections.abc import Mapping
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
    """The head of a report. `allow` has the reason for each code that is no problem here."""

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
    allow: Mapping[str, str] = field(default_factory=dict)

    def promised(self, name: str) -> PromisedMetric | None:
        return next((m for m in self.metrics if m.name == name), None)

    def goal_of(self, metric: str) -> Goal | None:
        """Whether low or high values are good, None where that isn't known.

        As it is promised of the metric itself, else of metrics whose names end alike
        (`test/error_rate`, `valid/error_rate`); a loss is good when it is low.
        """
        promised = self.promised(metric)
        if promised is not None:
            return promised.goal
        end = metric.rpartition("/")[2]
        alike = {m.goal for m in self.metrics if m.name.rpartition("/")[2] == end}
        if alike:
            return alike.pop() if len(alike) == 1 else None
        return "min" if end.endswith("loss") else None

    @property
    def select_goal(self) -> Goal | None:
        return self.goal_of(self.select) if self.select is not None else None


@dataclass(frozen=True)
class Prediction:
    """`test/error_rate < 12`: a metric, a comparison, the expected value."""

    metric: str
    comparison: Literal["<", "<=", ">", ">="]
    value: float
    unit: str = field(default="")
