"""ClearML's own offline mode: a run reports into a folder, no server is needed."""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path

from labbook.adapters.artifact_files import FileRef, describe_file
from labbook.adapters.bounded_files import Files, FolderFiles
from labbook.adapters.clearml_events import Events
from labbook.adapters.clearml_pictures import read_pictures
from labbook.adapters.clearml_process import sdk_environment
from labbook.adapters.clearml_session import (
    Session,
    find_sessions,
    read_sample,
    read_session_events,
    read_task,
)
from labbook.adapters.clearml_task import (
    artifact_refs,
    model_refs,
    read_code,
    read_environment,
    read_parameters,
)
from labbook.adapters.completed import span, with_metrics, with_result
from labbook.adapters.metrics_file import read_metrics_file
from labbook.adapters.outside_text import clean_name
from labbook.adapters.result_file import read_result_file
from labbook.errors import UsageError
from labbook.model.layout import LocalRunLayout
from labbook.model.reference import RunRef
from labbook.model.run import Artifact, Missing
from labbook.model.settings import Settings
from labbook.model.tracked import TrackedRun
from labbook.ports import Progress, UnknownRun, unseen


class OfflineTracker:
    """Reads what the SDK's offline mode left in a run's folder."""

    name = "clearml-offline"

    def __init__(self, settings: Settings, progress: Progress = unseen) -> None:
        """Reading files is quick: neither settings nor progress are of use."""

    def check(self) -> str:
        """Sessions lie beside the run."""
        return "the run's own folder"

    def reach(self) -> None:
        """There is nobody to ask."""

    def prepare(self, folder: Path, *, name: str, project: str) -> Mapping[str, str]:  # noqa: ARG002
        """Environment that keeps the SDK offline and its files in the run's folder."""
        return {**sdk_environment(folder), "CLEARML_OFFLINE_MODE": "1"}

    def fetch(self, run: RunRef, folder: Path) -> TrackedRun:
        """What the session, `metrics.jsonl` and `result.json` say together.

        Raises UnknownRun where there is none of the three.
        """
        layout = LocalRunLayout(folder)
        output = FolderFiles(layout.output, "output")
        session = _tracked(find_sessions(folder, layout.session))
        metrics = read_metrics_file(output)
        result = read_result_file(output)
        if session is None and metrics is None and result is None:
            raise UnknownRun(
                f"nothing is known of run {run}",
                hint="the run has reported nothing yet, or it ran on another machine",
                path=folder,
                surely=True,
            )
        tracked = session or TrackedRun(source="metrics.jsonl" if metrics else "result.json")
        return with_result(with_metrics(tracked, metrics), result)

    def find_run(self, task: str) -> RunRef:
        """Raises UsageError: a session's folder doesn't tell whose it is before it is filled."""
        raise UsageError(f"no record names the task {task}", hint="name the run: <experiment>/<n>")


def _tracked(sessions: Sequence[Session]) -> TrackedRun | None:
    """The session with the most events; the others are said to be left out."""
    read = [(_read_events(session), session) for session in sessions]
    if not read:
        return None
    (events, missing), session = max(read, key=lambda pair: sum(e.count for e in pair[0][0]))
    others = [
        Missing(f"session {clean_name(other.name)}", "another one of the run holds more events")
        for _, other in read
        if other is not session
    ]
    return _read_session(session, *events, (*missing, *others))


def _read_events(session: Session) -> tuple[tuple[Events, Events], list[Missing]]:
    metrics, lack = read_session_events(session, "metrics.jsonl")
    log, lack_of_log = read_session_events(session, "log.jsonl")
    return (metrics, log), [*lack, *lack_of_log]


def _read_session(
    session: Session, metrics: Events, log: Events, missing: Iterable[Missing]
) -> TrackedRun:
    task, broken_task = read_task(session)
    pictures, unseen = read_pictures(metrics.samples, partial(read_sample, session, task))
    artifacts, lost = _files(session.copies, artifact_refs(task, session.name))
    models, lost_models = _files(session.copies, model_refs(task, session.name))
    code, cut = read_code(task)
    started, finished = span([*metrics.times, *log.times])
    return TrackedRun(
        source=session.source,
        task=clean_name(task.get("id") or session.name),
        started=started,
        finished=finished,
        parameters=read_parameters(task),
        series=metrics.series,
        plots=metrics.plots,
        samples=tuple(pictures),
        artifacts=artifacts,
        models=models,
        log=log.log,
        code=code,
        environment=read_environment(task, log.worker),
        missing=(*missing, *broken_task, *cut, *unseen, *lost, *lost_models),
    )


def _files(
    copies: Sequence[Files], refs: Iterable[FileRef]
) -> tuple[tuple[Artifact, ...], list[Missing]]:
    described = [describe_file(copies, ref) for ref in refs]
    return tuple(file for file, _ in described), [lack for _, lacks in described for lack in lacks]
