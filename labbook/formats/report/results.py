"""What the runs of an experiment say: its result, beside the baseline's, against the prediction."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import fsum, isfinite, sqrt
from typing import Literal

from labbook.errors import LabbookError
from labbook.formats.metrics import LARGEST
from labbook.formats.report.alike import alike, is_seed
from labbook.formats.report.prediction import read_prediction
from labbook.model.experiment import FrontMatter, Goal, Prediction
from labbook.model.metric import MetricSummary, Point
from labbook.model.run import RunRecord, RunState, Selected

Reading = Literal["value", "last", "best", "min", "max"]
"""How a run's series becomes one number; `value` is the one that counts (`select`, else last)."""

NOISE = 2.0
"""A difference of less than so many standard errors is within noise."""


@dataclass(frozen=True)
class Baseline:
    """The experiment or run that is compared against: its name, its front matter, its runs.

    `selected` are the values of its runs where the `select` of the comparing report reads them,
    by the runs' numbers, as far as what is kept of their series tells. `run` is the number of the
    one run that is compared against, where the front matter names one.
    """

    reference: str
    front_matter: FrontMatter
    runs: tuple[RunRecord, ...]
    selected: Mapping[int, Selected] = field(default_factory=dict)
    run: int | None = None

    @property
    def name(self) -> str:
        return self.reference if self.run is None else f"{self.reference}/{self.run}"


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
        return sqrt(fsum((value - mean) ** 2 for value in self.values.values()) / (self.n - 1))


@dataclass(frozen=True)
class Difference:
    """Ours minus the baseline's, not scaled; `within_noise` is None where no noise is known.

    Within noise: less than two standard errors of the difference of means,
    sqrt(s1²/n1 + s2²/n2) (Welch, 1947).
    """

    value: float
    better: bool | None
    within_noise: bool | None


@dataclass(frozen=True)
class Outcome:
    """A prediction against what was measured; `held` is None where that can't be told."""

    prediction: Prediction
    measured: Measured
    held: bool | None


@dataclass(frozen=True)
class Results:
    """The runs that are the result, the others, and the baseline's results.

    `problem` says why there is no result although runs have finished; `candidates` are then the
    groups of runs that `result:` could name. Values are read as `front_matter` says: it has no
    `select` where no run measured that metric, and a baseline's is that of the report itself, where
    the baseline can be read so; `own` is then how its own report reads it, where that differs.
    """

    front_matter: FrontMatter
    runs: tuple[RunRecord, ...]
    others: tuple[RunRecord, ...] = ()
    problem: LabbookError | None = None
    baseline: "Results | None" = None
    candidates: tuple[tuple[int, ...], ...] = ()
    own: FrontMatter | None = None

    def measured(self, metric: str, reading: Reading = "value") -> Measured:
        return measure(self.runs, metric, self.front_matter, reading)

    def metrics(self) -> list[str]:
        """Names of all metrics of the result's runs, the promised ones first."""
        promised = [metric.name for metric in self.front_matter.metrics]
        seen = {name for run in self.runs for name in run.metrics}
        return promised + sorted(seen.difference(promised))

    def scale(self, metric: str) -> float:
        promised = self.front_matter.promised(metric)
        return promised.scale if promised else 1.0

    @property
    def apart(self) -> bool:
        """Whether a promised metric's difference is one of values that are read by unlike rules."""
        if self.baseline is None or _rule(self) == _rule(self.baseline):
            return False
        runs = (*self.runs, *self.baseline.runs)
        return any(
            self.difference(metric.name) is not None
            and any(
                run.metrics[metric.name].count > 1 for run in runs if metric.name in run.metrics
            )
            for metric in self.front_matter.metrics
        )

    def difference(self, metric: str, goal: Goal | None = None) -> Difference | None:
        """Against the baseline; None where either has no value."""
        if self.baseline is None:
            return None
        return compare(self.measured(metric), self.baseline.measured(metric), goal)

    def outcome(self) -> Outcome | None:
        """What became of the prediction; None where there is none that can be read.

        Nothing is told of a mean that leaves out a run without a value, a diverged one for example.
        """
        text = self.front_matter.prediction
        if not text:
            return None
        try:
            prediction = read_prediction(text)
        except LabbookError:
            return None
        measured = self.measured(prediction.metric)
        promised = self.front_matter.promised(prediction.metric)
        unit = promised.unit if promised else ""
        held, mean = None, measured.mean
        if mean is not None and not measured.lacks and prediction.unit in {"", unit}:
            shown = mean * self.scale(prediction.metric)
            held = _COMPARE[prediction.comparison](shown, prediction.value)
        return Outcome(prediction, measured, held)


_COMPARE: dict[str, Callable[[float, float], bool]] = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}


def derive_results(
    front_matter: FrontMatter, runs: Sequence[RunRecord], baseline: Baseline | None = None
) -> Results:
    """The results of an experiment.

    The runs that `result:` names, else all finished runs where they differ in their seed only;
    where they differ in more there is no result but a `problem` that offers the line to add.
    """
    ours = _derive(front_matter, runs)
    if baseline is None:
        return ours
    theirs = _derive(baseline.front_matter, baseline.runs, named=len(baseline.runs) != 1)
    return replace(ours, baseline=_like(ours, theirs, baseline.selected))


def _like(ours: Results, theirs: Results, selected: Mapping[int, Selected]) -> Results:
    """The baseline's results read as ours are, or as its own report reads them where that fails."""
    runs = theirs.runs
    if not (ours.runs and runs) or _rule(ours) == _rule(theirs):
        return theirs
    if ours.front_matter.select is not None:
        runs = tuple(replace(run, selected=selected.get(run.run.number)) for run in runs)
    alike = replace(theirs, front_matter=ours.front_matter, runs=runs)
    both = [
        (side.measured(metric.name) for side in (alike, theirs))
        for metric in ours.front_matter.metrics
    ]
    read = [(as_ours.values, own.values) for as_ours, own in both]
    if any(len(as_ours) < len(own) for as_ours, own in read):
        return theirs
    differs = any(as_ours != own for as_ours, own in read)
    return replace(alike, own=theirs.front_matter) if differs else alike


def _rule(results: Results) -> tuple[str | None, Goal | None]:
    return results.front_matter.select, results.front_matter.select_goal


def _derive(
    front_matter: FrontMatter,
    runs: Sequence[RunRecord],
    *,
    named: bool = True,
) -> Results:
    runs = sorted(runs, key=lambda run: run.run.number)
    problem = None
    candidates: tuple[tuple[int, ...], ...] = ()
    if front_matter.result is not None and named:
        chosen = [run for run in runs if run.run.number in front_matter.result]
        absent = sorted(set(front_matter.result) - {run.run.number for run in chosen})
        if absent:
            problem = LabbookError(
                f"'result' names run {', '.join(map(str, absent))}, which has no record",
                hint="name runs that are filled",
            )
    else:
        chosen = [run for run in runs if run.state is RunState.FINISHED]
        groups = alike(chosen)
        if len(groups) > 1:
            problem = _undecided(groups)
            candidates = tuple(tuple(run.run.number for run in group) for group in groups)
            chosen = []
    others = tuple(run for run in runs if run not in chosen)
    if not any(front_matter.select in run.metrics for run in chosen or runs):
        front_matter = replace(front_matter, select=None)
    return Results(front_matter, tuple(chosen), others, problem, candidates=candidates)


def _undecided(groups: list[list[RunRecord]]) -> LabbookError:
    offers = []
    for group in groups[-3:]:
        numbers = ", ".join(str(run.run.number) for run in group)
        differs = {k: v for k, v in group[0].overrides.items() if not is_seed(k)}
        said = ", ".join(f"{key} = {value}" for key, value in differs.items())
        offers.append(f"'result: [{numbers}]'" + (f" ({said})" if said else ""))
    return LabbookError(
        "the finished runs differ in more than their seed, so none is the result",
        hint=f"add to the front matter: {' or '.join(offers)}",
    )


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
    better = None if goal is None or value == 0 else (value < 0) == (goal == "min")
    within = None
    if ours.std is not None and theirs.std is not None:
        error = sqrt(ours.std**2 / ours.n + theirs.std**2 / theirs.n)
        within = abs(value) <= NOISE * error
    return Difference(value, better, within)
