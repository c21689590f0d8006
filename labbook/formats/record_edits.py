"""A run record beside what git keeps of the run too: its series and its tag's message."""

from collections.abc import Iterator, Sequence
from math import isnan

from labbook.formats.metrics import select_values, summarize, value_at
from labbook.formats.secrets import clear, hide_named
from labbook.model.metric import Point, Series
from labbook.model.run import IMPORTED, Claim, RunRecord, Selected

Edit = tuple[str, str | None, str]
"""The record's key, the name below it, and what is wrong there in words."""


def edits_beside_series(record: RunRecord, kept: Sequence[Series]) -> Iterator[Edit]:
    """Metrics and selected values that are not those of `series.csv`.

    That may be thinned: first, last, least and greatest value stay, the first one that is NaN or
    infinite too, and so do the points at the selected step.
    """
    for series in kept:
        summary = record.metrics.get(series.metric)
        if summary is None:
            continue
        beside = summarize(series)
        for what in ("first", "last", "min", "max", "first_non_finite"):
            recorded, found = getattr(summary, what), getattr(beside, what)
            if recorded != found:
                said = f"{what} {_shown(recorded)}, series.csv has {_shown(found)}"
                yield "metrics", series.metric, said
                break
    if record.selected is not None:
        yield from _selected(record, record.selected, kept)


def _selected(record: RunRecord, chosen: Selected, kept: Sequence[Series]) -> Iterator[Edit]:
    whole = {
        series.metric: series
        for series in kept
        if series.metric in record.metrics
        and record.metrics[series.metric].count == len(series.values)
    }
    if chosen.by in whole:
        best = select_values(
            [whole[chosen.by]], chosen.by, "max" if chosen.goal == "max" else "min"
        )
        if best is None or best.step != chosen.step:
            step = None if best is None else best.step
            yield "selected", None, f"step {chosen.step}, by series.csv it is {step}"
            return
    for series in kept:
        if series.metric not in record.metrics or (series.metric, chosen.step) == (chosen.by, None):
            continue
        if series.metric not in whole and chosen.step not in series.steps:
            continue
        recorded, found = chosen.values.get(series.metric), value_at(series, chosen.step)
        if not same_point(recorded, found):
            said = f"{series.metric} is {point_text(recorded)}, series.csv has {point_text(found)}"
            yield "selected", None, said


def edits_beside_claim(record: RunRecord, claim: Claim) -> Iterator[Edit]:
    """What the record repeats of its run's tag, and repeats wrongly."""
    record, claim = clear(record), clear(claim)
    pairs: list[tuple[str, object, object]] = [
        ("why", record.why, claim.why),
        ("launcher", record.launcher, claim.launcher),
        ("created", record.created or "", claim.created),
        ("config_digest", record.config_digest, claim.config_digest),
        ("review", record.review, claim.review),
        ("overrides", dict(record.overrides), dict(hide_named(claim.overrides))),
    ]
    if claim.launcher != IMPORTED and record.code.repository is None:
        pairs.append(("code", record.code.commit or "", claim.commit))
    for key, ours, theirs in pairs:
        if ours != theirs:
            yield key, None, f"{_shown(ours)}, the run's tag has {_shown(theirs)}"


def same_point(one: Point | None, other: Point | None) -> bool:
    """Whether they are the same value at the same step, NaN being NaN."""
    if one is None or other is None:
        return one is other
    return one == other or (one[0] == other[0] and isnan(one[1]) and isnan(other[1]))


def point_text(point: Point | None) -> str:
    """A point in words."""
    if point is None:
        return "none"
    step, value = point
    return repr(value) if step is None else f"{value!r} at step {step}"


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        return point_text(value)
    if isinstance(value, dict):
        return ", ".join(f"{key}={item}" for key, item in value.items()) or "none"
    return "none" if value is None or value == "" else str(value)
