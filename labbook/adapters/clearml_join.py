"""One run out of several tasks: a restart, or a run that was resumed, makes a task of its own."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from labbook.formats.attempts import standing
from labbook.model.metric import Series
from labbook.model.run import Attempt, Missing, RunState
from labbook.model.tracked import TrackedCode, TrackedRun


@dataclass(frozen=True)
class _Seam:
    """How a metric goes on from one task to the next: steps reported twice, or left out.

    `final` tells that a value without a step was reported twice.
    """

    overlap: tuple[int, int] | None = None
    gap: tuple[int, int] | None = None
    final: bool = False


def join_tasks(tasks: Sequence[TrackedRun]) -> TrackedRun:
    """The run that these tasks are, the earliest first.

    From the step at which a task begins a metric its values stand, for it went on from a
    checkpoint there; steps that were reported twice or never are said under `missing`. All else
    is the last task's, where it has any.
    """
    joined = tasks[0]
    for task in tasks[1:]:
        joined = _join(joined, task)
    if len(tasks) == 1:
        return joined
    told = "; ".join(map(_told, tasks))
    several = Missing("the run in one task", f"it reported to {len(tasks)}: {told}")
    return replace(
        joined,
        updated=max((one.updated for one in tasks if one.updated), default=None),
        attempts=(*map(_left, tasks[:-1]), _attempt(tasks[-1])),
        missing=(several, *joined.missing),
    )


def _told(task: TrackedRun) -> str:
    facts = [task.started or "not started", *([str(task.state)] if task.state else [])]
    return f"{task.task} ({', '.join(facts)})"


def _left(task: TrackedRun) -> Attempt:
    """An attempt after which there was another one; the server may take it to go on."""
    ended = task.state is not None and task.state.ended
    if ended:
        return _attempt(task)
    why = f"task {task.task} never said how it ended, and another one followed"
    return Attempt(RunState.LOST, task.started, None, why)


def _attempt(task: TrackedRun) -> Attempt:
    state = task.state or RunState.LOST
    return Attempt(state, task.started, task.finished if state.ended else None, task.error)


def _join(first: TrackedRun, then: TrackedRun) -> TrackedRun:
    series, missing = _join_series(first, then)
    artifacts = {artifact.name: artifact for artifact in (*first.artifacts, *then.artifacts)}
    models = {(model.name, model.uri): model for model in (*first.models, *then.models)}
    plots = {(plot.title, plot.series): plot for plot in (*first.plots, *then.plots)}
    samples = {(p.title, p.series): p for p in (*first.samples, *then.samples)}
    replaced = {a.name for a in first.artifacts} & {a.name for a in then.artifacts}
    return replace(
        then,
        started=first.started or then.started,
        code=then.code if then.code != TrackedCode() else first.code,
        environment=replace(
            then.environment,
            host=then.environment.host or first.environment.host,
            python=then.environment.python or first.environment.python,
            packages=then.environment.packages or first.environment.packages,
        ),
        parameters={**first.parameters, **then.parameters},
        series=series,
        plots=tuple(plots.values()),
        samples=tuple(samples.values()),
        artifacts=tuple(artifacts.values()),
        models=tuple(models.values()),
        log=(*first.log, *then.log),
        missing=(
            *first.missing,
            *missing,
            *(
                Missing(f"artifact {name} of task {first.task}", f"task {then.task} has one too")
                for name in sorted(replaced)
            ),
            *then.missing,
        ),
    )


def _join_series(first: TrackedRun, then: TrackedRun) -> tuple[tuple[Series, ...], list[Missing]]:
    later = {series.metric: series for series in then.series}
    joined, seams = [], {}
    for series in first.series:
        if (after := later.pop(series.metric, None)) is None:
            joined.append(series)
        else:
            joined_series, seams[series.metric] = _join_one(series, after)
            joined.append(joined_series)
    told = list(_tell(seams, first.task, then.task))
    return (*joined, *later.values()), told


def _join_one(first: Series, then: Series) -> tuple[Series, _Seam]:
    final = None in first.steps and None in then.steps
    return standing([first, then]), replace(_seam(_steps(first), _steps(then)), final=final)


def _seam(first: Sequence[int], then: Sequence[int]) -> _Seam:
    if not first or not then:
        return _Seam()
    end, begin = first[-1], then[0]
    if begin <= end:
        return _Seam(overlap=(begin, end))
    stride = min((b - a for steps in (first, then) for a, b in pairwise(steps)), default=1)
    return _Seam(gap=(end + stride, begin - 1)) if begin - end > stride else _Seam()


def _steps(series: Series) -> list[int]:
    return sorted({step for step in series.steps if step is not None})


def _tell(seams: Mapping[str, _Seam], first: str | None, then: str | None) -> Iterable[Missing]:
    finals = sum(seam.final for seam in seams.values())
    overlaps = [seam.overlap for seam in seams.values() if seam.overlap]
    gaps = [seam.gap for seam in seams.values() if seam.gap]
    if overlaps:
        what = f"{_range(overlaps)} of task {first}"
        why = f"task {then} reports them again ({_count(len(overlaps))}), and its values stand"
        yield Missing(what, why)
    if finals:
        why = f"task {then} has them too ({_count(finals)}), and its values stand"
        yield Missing(f"final values of task {first}", why)
    if gaps:
        what = f"{_range(gaps)} between tasks {first} and {then}"
        yield Missing(what, f"neither reported them ({_count(len(gaps))})")


def _range(ranges: Sequence[tuple[int, int]]) -> str:
    return f"steps {min(low for low, _ in ranges)} to {max(high for _, high in ranges)}"


def _count(metrics: int) -> str:
    return "1 metric" if metrics == 1 else f"{metrics} metrics"
