"""A run record beside what the tracker tells of the run now."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Literal

from labbook.formats.figures.thin import MONITORING
from labbook.formats.metrics import summarize
from labbook.model.metric import MetricSummary, Point, Series
from labbook.model.run import Artifact, RunRecord
from labbook.model.tracked import TrackedRun

Section = Literal["state", "metrics", "artifacts", "models"]


class Changed(Enum):
    """Which of the two is not what it was when the run was filled, as far as it can be told."""

    RECORD = "record"
    TRACKER = "tracker"
    UNKNOWN = "unknown"


Evidence = tuple[Changed, str | None]
"""What changed, and what tells so."""
_NONE: Evidence = (Changed.UNKNOWN, None)
_DIGEST = len("sha256:") + 12


@dataclass(frozen=True)
class Difference:
    """Something that record and tracker tell differently, each in words.

    `section` is the record's key below which `name` stands; `why` says what tells `changed`.
    """

    section: Section
    name: str
    recorded: str
    tracked: str
    changed: Changed = Changed.UNKNOWN
    why: str | None = None


def compare_record(
    record: RunRecord, tracked: TrackedRun, kept: Sequence[Series]
) -> list[Difference]:
    """Where state, metrics, artifacts and models differ.

    `kept` are the series of the run's `series.csv`: thinned, but with first, last, least and
    greatest value. What only files beside the run can tell (NaN, artifacts without an address)
    is compared where the tracker tells it too.
    """
    by_time = _by_time(record, tracked)
    return [
        *_state(record, tracked, by_time),
        *_files(record, tracked, by_time),
        *_metrics(record, tracked, kept, by_time),
    ]


def _by_time(record: RunRecord, tracked: TrackedRun) -> Evidence:
    then, now = record.task_updated, tracked.updated
    if then is None or now is None:
        return _NONE
    if then == now:
        return Changed.RECORD, f"the task hasn't changed since {_second(then)}, before the fill"
    return Changed.TRACKER, f"the task changed at {_second(now)}, after the fill"


def _second(time: str) -> str:
    return f"{time.partition('.')[0].removesuffix('Z')}Z"


def _state(record: RunRecord, tracked: TrackedRun, by_time: Evidence) -> Iterator[Difference]:
    """The tracker's word on how the run ended, unless the fill has noted it already.

    A run that goes on may be known to have ended by its launcher only.
    """
    state = tracked.state
    if state is None or state is record.state or not (state.ended or record.state.ended):
        return
    if any(one.why.startswith(f"the tracker says {state},") for one in record.missing):
        return
    yield Difference("state", "state", str(record.state), str(state), *by_time)


def _files(record: RunRecord, tracked: TrackedRun, by_time: Evidence) -> Iterator[Difference]:
    """Artifacts and models; of those in the run's own folder no time tells which one changed."""
    kinds: Sequence[tuple[Section, Sequence[Artifact], Sequence[Artifact]]] = (
        ("artifacts", record.artifacts, tracked.artifacts),
        ("models", record.models, tracked.models),
    )
    for section, ours, theirs in kinds:
        there, here = _by_name(theirs), _by_name(ours)
        for name in {**here, **there}:
            recorded, told = here.get(name, []), there.get(name, [])
            gone = [one for one in recorded if not _found(one, told)]
            new = [one for one in told if not _found(one, recorded)]
            at_tracker = any("://" in one.uri for one in (*gone, *new))
            if new or at_tracker:
                said = _shown(gone or recorded), _shown(new or told)
                yield Difference(section, name, *said, *(by_time if at_tracker else _NONE))


def _by_name(files: Sequence[Artifact]) -> Mapping[str, list[Artifact]]:
    found: dict[str, list[Artifact]] = {}
    for one in files:
        found.setdefault(one.name, []).append(one)
    return found


def _found(one: Artifact, among: Sequence[Artifact]) -> bool:
    return any(_same_file(one, other) for other in among)


def _same_file(one: Artifact, other: Artifact) -> bool:
    if one.sha256 is not None and other.sha256 is not None:
        return one.sha256 == other.sha256
    return one.uri == other.uri and one.size == other.size


def _shown(files: Sequence[Artifact]) -> str:
    if not files:
        return "none"
    one = files[0]
    size = "of unknown size" if one.size is None else f"of {one.size} bytes"
    return f"one {size} ({one.sha256[:_DIGEST] if one.sha256 else one.uri})"


def _metrics(
    record: RunRecord,
    tracked: TrackedRun,
    kept: Sequence[Series],
    by_time: Evidence,
) -> Iterator[Difference]:
    ours = record.metrics
    theirs = {s.metric: s for s in tracked.series if not s.metric.startswith(MONITORING)}
    beside = {series.metric: summarize(series) for series in kept}
    for name in {**ours, **theirs}:
        recorded = ours.get(name)
        told = summarize(theirs[name]) if name in theirs else None
        if recorded is not None and told is None and not _finite(recorded):
            continue
        if (differing := _differing(recorded, told)) is not None:
            changed = _by_series(recorded, told, beside.get(name), by_time)
            yield Difference("metrics", name, *differing, *changed)


def _differing(
    recorded: MetricSummary | None, told: MetricSummary | None
) -> tuple[str, str] | None:
    """The first thing in which they differ, in words."""
    if recorded is None or told is None:
        ours, theirs = (f"{m.count} points" if m else "nothing" for m in (recorded, told))
        return ours, theirs
    for what in ("last", "min", "max", "first"):
        one, other = getattr(recorded, what), getattr(told, what)
        if one != other:
            return f"{what} {_point(one)}", _point(other)
    if _finite(recorded) != _finite(told):
        return f"{_finite(recorded)} points", str(_finite(told))
    if told.non_finite and told.non_finite != recorded.non_finite:
        return f"{recorded.non_finite} values that are NaN or infinite", str(told.non_finite)
    return None


def _by_series(
    recorded: MetricSummary | None,
    told: MetricSummary | None,
    beside: MetricSummary | None,
    by_time: Evidence,
) -> Evidence:
    """What `series.csv` tells goes before the times, unless the two contradict each other."""
    if beside is None:
        return by_time
    as_told, as_recorded = _ends(beside) == _ends(told), _ends(beside) == _ends(recorded)
    if as_told == as_recorded and told is not None and recorded is not None:
        as_told, as_recorded = beside.count == told.count, beside.count == recorded.count
    if as_told and not as_recorded:
        return Changed.RECORD, "series.csv, which was filled with it, agrees with the tracker"
    if as_recorded and not as_told and by_time[0] is Changed.RECORD:
        return _NONE
    if as_recorded and not as_told and by_time[0] is Changed.UNKNOWN:
        return Changed.TRACKER, "series.csv, which was filled with it, agrees with the record"
    return by_time


def _ends(summary: MetricSummary | None) -> tuple[Point | None, ...] | None:
    if summary is None:
        return None
    return summary.first, summary.last, summary.min, summary.max


def _finite(summary: MetricSummary) -> int:
    """How many values are finite; others are told by the run's own files, which may be away."""
    return summary.count - summary.non_finite


def _point(point: Point | None) -> str:
    if point is None:
        return "none"
    step, value = point
    return repr(value) if step is None else f"{value!r} at step {step}"
