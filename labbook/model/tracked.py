"""What a tracker brings home of one run, before it is joined with the launcher's word."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from labbook.model.metric import Series
from labbook.model.run import Artifact, Attempt, Environment, Missing, RunState


@dataclass(frozen=True)
class Plot:
    """A plot as the tracker keeps it: plotly's JSON as text."""

    title: str
    series: str
    step: int | None
    plotly: str


@dataclass(frozen=True)
class MediaSample:
    """A picture or a sound that a run reported.

    `content` is the file's bytes, and `suffix` its kind (`.png`, `.wav`) by what they are.
    """

    title: str
    series: str
    step: int | None
    suffix: str
    content: bytes


@dataclass(frozen=True)
class ErrorText:
    """The text of an artifact that tells of single errors, SpeechBrain's WER file for example."""

    artifact: str
    text: str


@dataclass(frozen=True)
class TrackedCode:
    repository: str | None = None
    commit: str | None = None
    diff: str | None = None
    entry_point: str | None = None


@dataclass(frozen=True)
class TrackedRun:
    """Everything that a tracker knows of a run. Names and texts are hostile input.

    `source` names where it comes from in one phrase (`clearml offline session (folder)`).
    `parameters` are texts as the tracker has them. `log` is the whole console output's end,
    oldest line first. `state` is the tracker's own word (None when it has none); the
    launcher's word decides. `attempts` are those that the tracker tells apart, the earliest first;
    none where it knows of one only. `updated` is when anything of the run last changed there.
    `tracker` names another tracker than the one that was asked, where it had the run.
    `error` is one line on why the program failed. Times are UTC, ISO 8601 with a `Z`.
    """

    source: str
    task: str | None = None
    task_url: str | None = None
    state: RunState | None = None
    started: str | None = None
    finished: str | None = None
    updated: str | None = None
    attempts: tuple[Attempt, ...] = ()
    parameters: Mapping[str, str] = field(default_factory=dict)
    series: tuple[Series, ...] = ()
    plots: tuple[Plot, ...] = ()
    samples: tuple[MediaSample, ...] = ()
    error_texts: tuple[ErrorText, ...] = ()
    artifacts: tuple[Artifact, ...] = ()
    models: tuple[Artifact, ...] = ()
    weights_digest: str | None = None
    log: tuple[str, ...] = ()
    code: TrackedCode = TrackedCode()
    environment: Environment = Environment()
    missing: tuple[Missing, ...] = ()
    error: str | None = None
    tracker: str | None = None
