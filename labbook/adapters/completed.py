"""What a tracker knows of a run, completed from the files that the run itself wrote."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from math import isnan

from labbook.adapters.metrics_file import MetricsFile, replace_points
from labbook.adapters.result_file import ResultFile
from labbook.formats.timestamp import timestamp
from labbook.model.metric import Series
from labbook.model.run import Environment, Missing
from labbook.model.tracked import TrackedRun


def with_metrics(tracked: TrackedRun, metrics: MetricsFile | None) -> TrackedRun:
    """The run with the points of `metrics.jsonl` in place of the tracker's."""
    if metrics is None:
        return tracked
    names = _names_of(tracked)
    series = [replace(one, metric=names.get(one.metric, one.metric)) for one in metrics.series]
    first, last = (iso_time(time) for time in metrics.times) if metrics.times else (None, None)
    return replace(
        tracked,
        series=replace_points(tracked.series, series),
        started=min(filter(None, (tracked.started, first)), default=None),
        finished=max(filter(None, (tracked.finished, last)), default=None),
        missing=(*tracked.missing, *metrics.missing),
    )


def with_result(tracked: TrackedRun, result: ResultFile | Missing | None) -> TrackedRun:
    """The run with what `result.json` alone knows; a metric on which they disagree is said."""
    if result is None:
        return tracked
    if isinstance(result, Missing):
        return replace(tracked, missing=(*tracked.missing, result))
    names = _names_of(tracked)
    metrics = {names.get(metric, metric): value for metric, value in result.metrics.items()}
    known = {series.metric: series for series in tracked.series}
    new = [Series(metric, [None], [v]) for metric, v in metrics.items() if metric not in known]
    files = {(artifact.name, artifact.sha256) for artifact in tracked.artifacts}
    disagreements = [
        Missing(f"agreement on {metric}", f"the tracker says {last}, result.json {value}")
        for metric, value in metrics.items()
        if metric in known and not _equal(last := known[metric].values[-1], value)
    ]
    return replace(
        tracked,
        state=tracked.state or result.state,
        error=tracked.error or result.error,
        series=(*tracked.series, *new),
        artifacts=(
            *tracked.artifacts,
            *(a for a in result.artifacts if (a.name, a.sha256) not in files),
        ),
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


def _names_of(tracked: TrackedRun) -> dict[str, str]:
    """The tracker's names by what a program calls them.

    `a/b/c` may be its `"a/b"/c`; `loss` is its `loss/loss`, because ClearML puts the title where
    there is no series. What stands for several of the tracker's names is left out.
    """
    names = {series.metric for series in tracked.series}
    called = [(alias, name) for name in names for alias in _aliases(name)]
    counts = Counter(alias for alias, _ in called)
    return {alias: name for alias, name in called if counts[alias] == 1 and alias not in names}


def _aliases(name: str) -> Iterator[str]:
    if '"' in name:
        yield name.replace('\\"', "\0").replace('"', "").replace("\0", '"')
    title, _, series = name.partition("/")
    if title == series:
        yield title


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
