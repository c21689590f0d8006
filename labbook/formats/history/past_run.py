"""What history keeps of a run record, read without looking at the rest of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from labbook.errors import LabbookError
from labbook.formats.record import parse_record, read_summary
from labbook.model.run import RunState


@dataclass(frozen=True)
class PastRun:
    """A run of an experiment: the values that it used, and what became of it."""

    experiment: str
    state: RunState
    parameters: Mapping[str, Any]
    classes: Mapping[str, str]
    diverged: bool = False

    @property
    def well(self) -> bool:
        return self.state is RunState.FINISHED and not self.diverged


def read_past_run(text: str, *, experiment: str) -> PastRun | None:
    """The run of a record, None where the record can't be read; other checks say what is wrong.

    Years of records are read at once, so that only what is used is looked at.
    """
    try:
        record = parse_record(text, name="run.json")
        parameters, classes, metrics = (
            dict(record.get(name) or {}) for name in ("parameters", "classes", "metrics")
        )
        return PastRun(
            experiment,
            RunState(record["state"]),
            parameters,
            {key: name for key, name in classes.items() if isinstance(name, str)},
            any(_diverged(summary) for summary in metrics.values()),
        )
    except (LabbookError, ValueError, TypeError, KeyError, AttributeError):
        return None


def _diverged(summary: Any) -> bool:
    return bool(summary.get("non_finite")) and read_summary(summary).diverged
