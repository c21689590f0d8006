"""What the runs of an experiment say: its result, beside the baseline's, against the prediction."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from labbook.errors import LabbookError
from labbook.formats.metric_order import in_order
from labbook.formats.report.alike import alike, is_seed
from labbook.formats.report.measured import Difference, Measured, Reading, compare, measure
from labbook.formats.report.prediction import read_prediction
from labbook.model.experiment import FrontMatter, Goal, Prediction
from labbook.model.run import RunRecord, RunState, Selected


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
class Outcome:
    """A prediction against what was measured; `held` is None where that can't be told."""

    prediction: Prediction
    measured: Measured
    held: bool | None


@dataclass(frozen=True)
class Results:
    """The runs that are the result, the others, and the baseline's results.

    `problem` says why there is no result although runs have finished; `candidates` are then the
    groups of runs that `result:` could name, the likeliest first. Values are read as `front_matter`
    says: it has no `select` where no run measured that metric, and a baseline's is that of the
    report itself, where the baseline can be read so; `own` is then how its own report reads it,
    where that differs.
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
        return promised + in_order(seen.difference(promised))

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
            groups.sort(key=lambda group: _likelihood(group, front_matter), reverse=True)
            problem = _undecided(groups)
            candidates = tuple(tuple(run.run.number for run in group) for group in groups)
            chosen = []
    others = tuple(run for run in runs if run not in chosen)
    if not any(front_matter.select in run.metrics for run in chosen or runs):
        front_matter = replace(front_matter, select=None)
    return Results(front_matter, tuple(chosen), others, problem, candidates=candidates)


def _likelihood(group: list[RunRecord], front_matter: FrontMatter) -> tuple[bool, int, int]:
    """How likely runs are the result: none diverged, they are many, they are the latest."""
    promised = [metric.name for metric in front_matter.metrics]
    summaries = [run.metrics[name] for run in group for name in promised if name in run.metrics]
    sound = not any(summary.diverged for summary in summaries)
    return sound, len(group), group[-1].run.number


def _undecided(groups: list[list[RunRecord]]) -> LabbookError:
    offers = []
    for group in groups[:3]:
        numbers = ", ".join(str(run.run.number) for run in group)
        differs = {k: v for k, v in group[0].overrides.items() if not is_seed(k)}
        said = ", ".join(f"{key} = {value}" for key, value in differs.items())
        offers.append(f"'result: [{numbers}]'" + (f" ({said})" if said else ""))
    return LabbookError(
        "the finished runs differ in more than their seed, so none is the result",
        hint=f"add to the front matter: {' or '.join(offers)}",
    )
