"""A metric over runs: each run's series as one number, and two such sides against each other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import fsum, isfinite, sqrt, ulp
from typing import Literal

from labbook.errors import LabbookError
from labbook.formats.metrics import LARGEST
from labbook.model.experiment import FrontMatter, Goal
from labbook.model.metric import MetricSummary, Point
from labbook.model.run import RunRecord, Selected

Reading = Literal["value", "last", "best", "min", "max"]
"""How a run's series becomes one number; `value` is the one that counts (`select`, else last)."""

NOISE = 2.0
"""A difference of less than so many standard errors is within noise."""


@dataclass(frozen=True)
class Lack:
    """Why a run has no value of a metric; `step` is where it diverged, where that is known."""

    why: Literal["not-measured", "diverged", "not-selected"]
    step: int | None = None

    def __str__(self) -> str:
        if self.why == "diverged":
            return f"diverged at step {self.step}" if self.step is not None else "diverged"
        if self.why == "not-selected":
            return "has no value at the selected step"
        return "was not measured"


@dataclass(frozen=True)
class Measured:
    """A metric over the runs of a result, as the runs reported it (not scaled).

    `diverged` tells of runs that have a value, at the selected step, and diverged nevertheless.
    """

    metric: str
    values: Mapping[int, float]
    lacks: Mapping[int, Lack] = field(default_factory=dict)
    diverged: Mapping[int, Lack] = field(default_factory=dict)

    @property
    def n(self) -> int:
        return len(self.values)

    @property
    def mean(self) -> float | None:
        return fsum(self.values.values()) / self.n if self.values else None

    @property
    def std(self) -> float | None:
        """Sample standard deviation, None of fewer than two runs."""
        if self.mean is None or self.n < 2:
            return None
        mean = self.mean
        std = sqrt(fsum((value - mean) ** 2 for value in self.values.values()) / (self.n - 1))
        return std if std > _rounding(*self.values.values()) else 0.0


@dataclass(frozen=True)
class Difference:
    """Ours minus the baseline's, not scaled; `within_noise` is None where no noise is known.

    Within noise: less than two standard errors of the difference of means,
    sqrt(s1²/n1 + s2²/n2) (Welch, 1947).
    """

    value: float
    better: bool | None
    within_noise: bool | None


def measure(
    runs: Sequence[RunRecord], metric: str, front_matter: FrontMatter, reading: Reading = "value"
) -> Measured:
    """A metric over runs, each reduced to one number."""
    values: dict[int, float] = {}
    lacks: dict[int, Lack] = {}
    diverged: dict[int, Lack] = {}
    for run in runs:
        found = _read_run(run, metric, front_matter, reading)
        if isinstance(found, Lack):
            lacks[run.run.number] = found
            continue
        values[run.run.number] = found
        summary = run.metrics[metric]
        if reading == "value" and front_matter.select is not None and summary.diverged:
            diverged[run.run.number] = _no_value(summary)
    return Measured(metric, values, lacks, diverged)


def _read_run(
    run: RunRecord, metric: str, front_matter: FrontMatter, reading: Reading
) -> float | Lack:
    summary = run.metrics.get(metric)
    if summary is None:
        return Lack("not-measured")
    if reading == "value" and front_matter.select is not None and summary.count > 1:
        selected = selection(run, front_matter)
        point = selected.values.get(metric) if selected else None
        if point is not None and not isfinite(point[1]):
            first = summary.first_non_finite
            return Lack("diverged", point[0] if first is None else first)
        return _finite(point, Lack("not-selected"))
    if reading in {"value", "last"}:
        return _finite(None if summary.diverged else summary.last, _no_value(summary))
    if reading == "best":
        goal = front_matter.goal_of(metric)
        if goal is None:
            raise LabbookError(
                f"which value of '{metric}' is best isn't known",
                hint=f"add it to 'metrics' with its goal, or write {metric}:min or {metric}:max",
            )
        reading = goal
    return _finite(summary.min if reading == "min" else summary.max, _no_value(summary))


def selection(run: RunRecord, front_matter: FrontMatter) -> Selected | None:
    """What was selected of a run, None where the front matter would select otherwise now."""
    found, meant = run.selected, (front_matter.select, front_matter.select_goal)
    return found if found and (found.by, found.goal) == meant else None


def selection_outdated(run: RunRecord, front_matter: FrontMatter) -> bool:
    """Whether filling a run again would select its values anew: `select` changed since."""
    metric, goal = front_matter.select, front_matter.select_goal
    if metric is None or goal is None or selection(run, front_matter) is not None:
        return False
    summary = run.metrics.get(metric)
    return run.selected is not None or (summary is not None and summary.min is not None)


def _no_value(summary: MetricSummary) -> Lack:
    if summary.non_finite:
        return Lack("diverged", summary.first_non_finite)
    return Lack("not-measured")


def _finite(point: Point | None, otherwise: Lack) -> float | Lack:
    if point is None:
        return otherwise
    return float(point[1]) if abs(point[1]) <= LARGEST else Lack("diverged", point[0])


def compare(ours: Measured, theirs: Measured, goal: Goal | None) -> Difference | None:
    """Ours minus theirs; None where either has no value. `better` needs a goal."""
    if ours.mean is None or theirs.mean is None:
        return None
    value = ours.mean - theirs.mean
    if abs(value) <= _rounding(ours.mean, theirs.mean):
        value = 0.0
    better = None if goal is None or value == 0 else (value < 0) == (goal == "min")
    within = None
    if ours.std is not None and theirs.std is not None:
        error = sqrt(ours.std**2 / ours.n + theirs.std**2 / theirs.n)
        within = abs(value) <= NOISE * error
    return Difference(value, better, within)


def _rounding(*values: float) -> float:
    """What may be left of nothing when floats as large as these are reckoned with."""
    return 4 * ulp(max(map(abs, values)))
