"""What a tracker knows of a run, completed from the files that the run itself wrote."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from math import isnan

from labbook.adapters.metrics_file import MetricsFile
from labbook.adapters.own_points import join_points
from labbook.adapters.result_file import ResultFile
from labbook.formats.timestamp import timestamp
from labbook.model.metric import Series
from labbook.model.run import Artifact, Environment, Missing, RunState
from labbook.model.tracked import TrackedRun


def with_metrics(tracked: TrackedRun, metrics: MetricsFile | None) -> TrackedRun:
    """The run with those points of `metrics.jsonl` that the tracker lacks or can't hold."""
    if metrics is None:
        return tracked
    joined = join_points(tracked.series, _as_reported(metrics, tracked.series))
    first, last = (iso_time(time) for time in metrics.times) if metrics.times else (None, None)
    lost = []
    if joined.alone and tracked.task is not None:
        count, metric = sum(joined.alone.values()), next(iter(joined.alone))
        points = "1 point" if count == 1 else f"{count} points"
        why = f"metrics.jsonl has them ({metric} for example)"
        lost = [Missing(f"{points} that the tracker lacks", why)]
    return replace(
        tracked,
        series=joined.series,
        started=min(filter(None, (tracked.started, first)), default=None),
        finished=max(filter(None, (tracked.finished, last)), default=None),
        missing=(*tracked.missing, *metrics.missing, *lost, *joined.disagreements),
    )


def with_result(tracked: TrackedRun, result: ResultFile | Missing | None) -> TrackedRun:
    """The run with what `result.json` alone knows; where they disagree, the tracker's word stays
    and the disagreement is said."""
    if result is None:
        return tracked
    if isinstance(result, Missing):
        return replace(tracked, missing=(*tracked.missing, result))
    new, other_values = _last_values(tracked.series, result)
    artifacts, other_artifacts = _files("artifact", tracked.artifacts, result.artifacts)
    models, other_models = _files("model", tracked.models, result.models)
    disagreements = [
        *_differing_state(tracked.state, result.state),
        *other_values,
        *(
            _differing(name, tracked.parameters[name], text)
            for name, text in result.parameters.items()
            if tracked.parameters.get(name, text) != text
        ),
        *other_artifacts,
        *other_models,
    ]
    reported = {(sample.title, sample.series) for sample in tracked.samples}
    samples = (one for one in result.samples if (one.title, one.series) not in reported)
    return replace(
        tracked,
        state=tracked.state or result.state,
        error=tracked.error or result.error,
        parameters={**result.parameters, **tracked.parameters},
        series=(*tracked.series, *new),
        samples=(*tracked.samples, *samples),
        artifacts=artifacts,
        models=models,
        weights_digest=tracked.weights_digest or result.weights_digest,
        environment=_joined(result.environment, tracked.environment),
        missing=(*tracked.missing, *result.missing, *disagreements),
    )


def iso_time(seconds: float) -> str:
    """UTC to the second, ISO 8601 with a Z."""
    return timestamp(datetime.fromtimestamp(seconds, UTC))


def span(times: Sequence[int]) -> tuple[str | None, str | None]:
    """The first and the last of times in milliseconds since 1970."""
    return (iso_time(min(times) / 1000), iso_time(max(times) / 1000)) if times else (None, None)


def _as_reported(metrics: MetricsFile, tracker: Sequence[Series]) -> list[Series]:
    """The run's own series under the tracker's names, where it has those of their points."""
    known = {series.metric for series in tracker}
    named: dict[str, Series] = {}
    for one in metrics.series:
        curve = metrics.reported.get(one.metric, one.metric)
        for part in _parts(one, curve if curve in known else one.metric):
            former = named.get(part.metric)
            named[part.metric] = _one_after_the_other(former, part) if former else part
    return list(named.values())


def _one_after_the_other(first: Series, then: Series) -> Series:
    steps, values = [*first.steps, *then.steps], [*first.values, *then.values]
    return Series(first.metric, steps, values)


def _parts(series: Series, curve: str) -> Iterator[Series]:
    """A final value keeps the metric's name, and points with steps are the tracker's `curve`."""
    if curve == series.metric or None not in series.steps:
        yield replace(series, metric=curve)
        return
    for name, final in ((curve, False), (series.metric, True)):
        points = [point for point in series.points() if (point[0] is None) == final]
        if points:
            yield Series(name, [step for step, _ in points], [value for _, value in points])


def _last_values(
    tracker: Sequence[Series], result: ResultFile
) -> tuple[list[Series], list[Missing]]:
    """Those of metrics that the tracker lacks, and where it says another one."""
    known = {series.metric: series for series in tracker}
    new, differing = [], []
    for metric, value in result.metrics.items():
        names = [name for name in (result.reported.get(metric), metric) if name in known]
        lasts = [known[name].values[-1] for name in names]
        if not names:
            new.append(Series(metric, [None], [value]))
        elif not any(_equal(last, value) for last in lasts):
            differing.append(_differing(names[0], str(lasts[0]), str(value)))
    return new, differing


def _files(
    kind: str, tracker: Sequence[Artifact], own: Sequence[Artifact]
) -> tuple[tuple[Artifact, ...], list[Missing]]:
    """The tracker's files with what it can't tell of them, then the run's others.

    Of a file that several attempts made, one has to be as the run says.
    """
    noted = {file.name: file for file in own}
    alike = {file.name for file in tracker if _alike(file, noted.get(file.name))}
    found, differing = [], []
    for file in tracker:
        ours = noted.get(file.name)
        if ours is None:
            found.append(file)
        elif _alike(file, ours):
            size = ours.size if file.size is None else file.size
            found.append(replace(file, size=size, sha256=file.sha256 or ours.sha256))
        else:
            found.append(file)
            if file.name not in alike:
                what = f"{kind} {file.name}"
                differing.append(_differing(what, _content(file), _content(ours)))
    told = {file.name for file in tracker}
    return (*found, *(file for file in own if file.name not in told)), differing


def _alike(one: Artifact, other: Artifact | None) -> bool:
    if other is None:
        return False
    pairs = ((one.size, other.size), (one.sha256, other.sha256))
    return all(a is None or b is None or a == b for a, b in pairs)


def _content(file: Artifact) -> str:
    size = "" if file.size is None else f"{file.size} bytes "
    return f"{size}{file.sha256 or ''}".strip()


def _differing_state(tracker: RunState | None, own: RunState | None) -> list[Missing]:
    if {tracker, own} == {RunState.FINISHED, RunState.FAILED}:
        return [_differing("the state", str(tracker), str(own))]
    return []


def _differing(what: str, tracker: str, own: str) -> Missing:
    return Missing(f"agreement on {what}", f"the tracker says {tracker}, result.json {own}")


def _equal(a: float, b: float) -> bool:
    return a == b or (isnan(a) and isnan(b))


def _joined(first: Environment, second: Environment) -> Environment:
    return Environment(
        host=first.host or second.host,
        python=first.python or second.python,
        packages={**second.packages, **first.packages},
        threads=first.threads if first.threads is not None else second.threads,
        seed=first.seed if first.seed is not None else second.seed,
    )
