"""Run records to build reports from."""

from dataclasses import replace
from typing import Any

from labbook.model.metric import MetricSummary
from labbook.model.reference import RunRef
from labbook.model.run import Code, Environment, Image, RunRecord, RunState

EXPERIMENT = "2026-11-23-keywords-8khz"

EMPTY = RunRecord(
    run=RunRef(EXPERIMENT, 1),
    state=RunState.FINISHED,
    reason=None,
    why=None,
    launcher="local",
    tracker="clearml-offline",
    task=None,
    task_url=None,
    created=None,
    started=None,
    finished=None,
    attempts=(),
    code=Code(None, None, None, None),
    image=Image(None, None),
    config_digest=None,
    review=None,
    overrides={},
    parameters={},
    classes={},
    metrics={},
    selected=None,
    artifacts=(),
    models=(),
    weights_digest=None,
    data=(),
    environment=Environment(),
    resources={},
    log=(),
    missing=(),
    labbook="0.1.0",
)


def single(value: float) -> MetricSummary:
    """The summary of a value that was reported once."""
    point = (None, value)
    return MetricSummary(1, point, point, point, point)


def record(number: int, metrics: dict[str, float] | None = None, **fields: Any) -> RunRecord:
    """A finished run with single values, and whatever else is given."""
    summaries = {name: single(value) for name, value in (metrics or {}).items()}
    return replace(EMPTY, **{"run": RunRef(EXPERIMENT, number), "metrics": summaries, **fields})
