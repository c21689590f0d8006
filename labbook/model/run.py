"""What is known of one run."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal

from labbook.model.error_analysis import ErrorAnalysis
from labbook.model.metric import MetricSummary, Point
from labbook.model.reference import RunRef

LOG_LINES = 20
"""How much of the end of a log is kept and shown of a run that failed."""
IMPORTED = "imported"
"""The launcher of a run that labbook did not start."""
Scalar = str | int | float | bool | None
FigureKind = Literal["plot", "picture", "audio"]
Rank = Literal["worst", "typical"]
"""What a sample stands for."""


class RunState(StrEnum):
    LAUNCHED = "launched"
    QUEUED = "queued"
    RUNNING = "running"
    FINISHED = "finished"
    FAILED = "failed"
    STOPPED = "stopped"
    LOST = "lost"

    @property
    def ended(self) -> bool:
        return self in {RunState.FINISHED, RunState.FAILED, RunState.STOPPED, RunState.LOST}


@dataclass(frozen=True)
class Missing:
    """What a source could not tell, and why."""

    what: str
    why: str


@dataclass(frozen=True)
class Attempt:
    """One try at a run. Times are UTC, ISO 8601 to the second with a `Z`."""

    state: RunState
    started: str | None = None
    finished: str | None = None
    reason: str | None = None
    resumed_from: str | None = None


@dataclass(frozen=True)
class RunStatus:
    """A launcher's word on a run.

    `reason` is one sentence on why it is not running or did not finish. `resources` holds
    figures in base units, the unit being the name's last word: `cpu_seconds`,
    `wall_seconds`, `peak_memory_bytes`. `last_line` is the end of the console output.
    """

    state: RunState
    reason: str | None = None
    attempts: tuple[Attempt, ...] = ()
    host: str | None = None
    resources: Mapping[str, float] = field(default_factory=dict)
    last_line: str | None = None


@dataclass(frozen=True)
class Claim:
    """The message of a run's tag: what was decided before it started.

    `clone` tells the clone that it was made in from others on the same host. `unpushed` says
    that the tag was to be pushed and could not be. `task` is the tracker's id of an imported run.
    """

    run: RunRef
    commit: str
    created: str
    launcher: str
    overrides: Mapping[str, Scalar]
    why: str | None
    config_digest: str | None
    host: str | None = None
    clone: str | None = None
    by: str | None = None
    review: str | None = None
    unpushed: bool = False
    task: str | None = None


@dataclass(frozen=True)
class Artifact:
    """A file that a run produced. `size` in bytes, `sha256` as `sha256:<64 hex>`."""

    name: str
    uri: str
    size: int | None = None
    sha256: str | None = None


@dataclass(frozen=True)
class RunFigure:
    """A picture or a sound in the run's folder, `path` being relative to that.

    `rank` says what a sample stands for, where its run said so.
    """

    path: str
    title: str
    kind: FigureKind
    step: int | None = None
    rank: Rank | None = None


@dataclass(frozen=True)
class Code:
    repository: str | None
    commit: str | None
    dirty: bool | None
    entry_point: str | None


@dataclass(frozen=True)
class Image:
    requested: str | None
    reported: str | None


@dataclass(frozen=True)
class Environment:
    """What the run ran in; `threads` is the thread count of the numeric libraries."""

    host: str | None = None
    python: str | None = None
    packages: Mapping[str, str] = field(default_factory=dict)
    threads: int | None = None
    seed: int | None = None


@dataclass(frozen=True)
class Selected:
    """Values of all metrics at the best step of one of them (`select:` in the front matter)."""

    by: str
    goal: str
    step: int | None
    values: Mapping[str, Point]


@dataclass(frozen=True)
class RunRecord:
    """`run.json`: what the tracker and the launcher said of a run.

    `task_updated` is when the task had last changed, so that a later change can be told. `cut`
    names the kinds of items that the record has not all of, for lack of room.
    """

    run: RunRef
    state: RunState
    reason: str | None
    why: str | None
    launcher: str
    tracker: str
    task: str | None
    task_url: str | None
    created: str | None
    started: str | None
    finished: str | None
    attempts: tuple[Attempt, ...]
    code: Code
    image: Image
    config_digest: str | None
    review: str | None
    overrides: Mapping[str, Scalar]
    parameters: Mapping[str, Any]
    classes: Mapping[str, str]
    metrics: Mapping[str, MetricSummary]
    selected: Selected | None
    artifacts: tuple[Artifact, ...]
    models: tuple[Artifact, ...]
    weights_digest: str | None
    data: tuple[Mapping[str, Any], ...]
    environment: Environment
    resources: Mapping[str, float]
    log: tuple[str, ...]
    missing: tuple[Missing, ...]
    labbook: str
    figures: tuple[RunFigure, ...] = ()
    error_analyses: tuple[ErrorAnalysis, ...] = ()
    task_updated: str | None = None
    cut: tuple[str, ...] = ()

    @property
    def sensitive(self) -> bool:
        """Whether any of the data was marked as sensitive when the record was written."""
        return any(data.get("sensitive") for data in self.data)
