"""A run record beside what the tracker tells of the run now."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Literal

from labbook.formats.figures.thin import MONITORING
from labbook.formats.metrics import select_values, summarize, value_at
from labbook.formats.record_edits import point_text, same_point
from labbook.model.experiment import Goal
from labbook.model.metric import MetricSummary, Point, Series
from labbook.model.run import Artifact, RunRecord
from labbook.model.tracked import TrackedRun

Section = Literal[
    "state", "metrics", "selected", "artifacts", "models", "weights_digest", "environment"
]


class Changed(Enum):
    """Which of the two is not what it was when the run was filled, as far as it can be told."""

    RECORD = "record"
    TRACKER = "tracker"
    UNKNOWN = "unknown"


Evidence = tuple[Changed, str | None]
"""What changed, and what tells so."""
_NONE: Evidence = (Changed.UNKNOWN, None)
_EDITED: Evidence = (
    Changed.RECORD,
    "series.csv, which was filled with it, agrees with the tracker",
)
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
    record: RunRecord,
    tracked: TrackedRun,
    kept: Sequence[Series],
    select: tuple[str, Goal] | None = None,
) -> list[Difference]:
    """Where state, metrics, selected values, artifacts, models, weights and seed differ.

    `select` is what the values would be selected by now. What the record was cut of, for lack of
    room, isn't missed in it. `kept` are the series of the run's `series.csv`: thinned, but with
    first, last, least and greatest value. What only files beside the run can tell (NaN, artifacts
    without an address) is compared where the tracker tells it too.
    """
    by_time = _by_time(record, tracked)
    return [
        *_state(record, tracked, by_time),
        *_files(record, tracked, by_time),
        *_metrics(record, tracked, kept, by_time),
        *_selected(record, tracked, kept, select, by_time),
        *_claims(record, tracked),
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
            if not recorded and section in record.cut:
                continue
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
        if recorded is None and "metrics" in record.cut:
            continue
        if recorded is not None and told is None and not _finite(recorded):
            continue
        if (differing := _differing(recorded, told)) is not None:
            changed = _by_series(recorded, told, beside.get(name), by_time)
            yield Difference("metrics", name, *differing, *changed)


def _selected(
    record: RunRecord,
    tracked: TrackedRun,
    kept: Sequence[Series],
    select: tuple[str, Goal] | None,
    by_time: Evidence,
) -> Iterator[Difference]:
    """The values at the selected step, anew from all points.

    Metrics whose NaN only the run's own files have, which may be away, aren't looked at.
    """
    chosen = record.selected
    if chosen is not None:
        select = (chosen.by, "max" if chosen.goal == "max" else "min")
    told = {s.metric: s for s in tracked.series if not s.metric.startswith(MONITORING)}
    beside = {series.metric: series for series in kept}
    if select is None or select[0] not in told or select[0] not in record.metrics:
        return

    def step_of(series: Series) -> str:
        anew = select_values([series], *select)
        return f"step {anew.step}" if anew else "none"

    step = f"step {chosen.step}" if chosen else "none"
    if step_of(told[select[0]]) != step:
        there, here = step_of(told[select[0]]), beside.get(select[0])
        edited = chosen is not None and here is not None and step_of(here) == there
        yield Difference("selected", "step", step, there, *(_EDITED if edited else by_time))
        return
    for name, recorded in record.metrics.items():
        if chosen is None or name not in told or _lacks_points(recorded, told[name]):
            continue
        if (name, chosen.step) == (chosen.by, None):
            continue
        one, other = chosen.values.get(name), value_at(told[name], chosen.step)
        if not same_point(one, other):
            here = beside.get(name)
            edited = here is not None and same_point(value_at(here, chosen.step), other)
            evidence = _EDITED if edited else by_time
            yield Difference("selected", name, point_text(one), point_text(other), *evidence)


def _lacks_points(recorded: MetricSummary, told: Series) -> bool:
    return summarize(told).non_finite < recorded.non_finite


def _claims(record: RunRecord, tracked: TrackedRun) -> Iterator[Difference]:
    """What a run's own program said, as far as it is still here."""
    ours, theirs = record.weights_digest, tracked.weights_digest
    if theirs is not None and ours != theirs:
        yield Difference("weights_digest", "weights_digest", ours or "none", theirs)
    seed, said = record.environment.seed, tracked.environment.seed
    if said is not None and seed != said:
        yield Difference("environment", "seed", str(seed), str(said))


def _differing(
    recorded: MetricSummary | None, told: MetricSummary | None
) -> tuple[str, str] | None:
    """The first thing in which they differ, in words."""
    if recorded is None or told is None:
        ours, theirs = (_points(m.count) if m else "nothing" for m in (recorded, told))
        return ours, theirs
    for what in ("last", "min", "max", "first"):
        one, other = getattr(recorded, what), getattr(told, what)
        if one != other:
            return f"{what} {point_text(one)}", point_text(other)
    if _finite(recorded) != _finite(told):
        return _points(_finite(recorded)), str(_finite(told))
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
        return _EDITED
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


def _points(count: int) -> str:
    return f"{count} {'point' if count == 1 else 'points'}"
