"""ClearML's own offline mode: a run reports into a folder, no server is needed."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path

from labbook.adapters.artifact_files import read_kept
from labbook.adapters.bounded_files import FolderFiles
from labbook.adapters.clearml_offline_run import read_sessions
from labbook.adapters.clearml_process import sdk_environment
from labbook.adapters.clearml_session import find_sessions, is_session
from labbook.adapters.completed import with_metrics, with_result
from labbook.adapters.error_texts import error_texts
from labbook.adapters.kept_content import kept_content
from labbook.adapters.metrics_file import read_metrics_file
from labbook.adapters.result_file import read_result_file
from labbook.adapters.session_end import SessionEnd, read_end
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

    def fetch(
        self,
        run: RunRef,
        folder: Path,
        *,
        task: str | None = None,
        media: bool = True,
    ) -> TrackedRun:
        """What the sessions, `metrics.jsonl` and `result.json` say together.

        Without `media` the texts of errors are left out; all else costs no request. Raises
        UnknownRun where there is none of the three.
        """
        layout = LocalRunLayout(folder)
        output = FolderFiles(layout.output, "output")
        sessions = find_sessions(folder, layout.session)
        session = read_sessions(sessions, run)
        metrics = read_metrics_file(output)
        result = read_result_file(output)
        if session is None and metrics is None and result is None:
            raise _unknown(run, folder, task)
        tracked = session or TrackedRun(source="metrics.jsonl" if metrics else "result.json")
        tracked = with_result(with_metrics(tracked, metrics), result)
        if media:
            places = [output, *(copy for one in sessions for copy in one.copies)]
            texts, unread = error_texts(tracked.artifacts, partial(read_kept, places))
            missing = (*tracked.missing, *unread)
            tracked = replace(tracked, error_texts=tuple(texts), missing=missing)
        return _with_end(tracked, read_end(layout))

    def content(self, artifact: Artifact, folder: Path) -> Iterator[bytes]:
        """The file in the run's folder."""
        return kept_content(folder, artifact)

    def find_run(self, task: str) -> RunRef:
        """Raises UsageError: a session's folder doesn't tell whose it is before it is filled."""
        raise UsageError(f"no record names the task {task}", hint="name the run: <experiment>/<n>")


def _with_end(tracked: TrackedRun, end: SessionEnd | None) -> TrackedRun:
    """An imported run, with what its state was taken from."""
    if end is None:
        return tracked
    missing = (*tracked.missing, Missing("the launcher's word on the state", end.how))
    return replace(tracked, error=tracked.error or end.error, missing=missing)


def _unknown(run: RunRef, folder: Path, task: str | None) -> UnknownRun:
    if task is None or is_session(task):
        sentence = f"nothing is known of run {run}"
        hint = "the run has reported nothing yet, or it ran on another machine"
        return UnknownRun(sentence, hint=hint, path=folder, surely=True)
    sentence = f"run {run} is the task {task} of a ClearML server, and this journal names none"
    hint = 'say in the settings: tracker = {name = "clearml", host = "…"}'
    return UnknownRun(sentence, hint=hint, surely=False)
