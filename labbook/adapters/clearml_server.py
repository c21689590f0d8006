"""A ClearML server: a run reports there while it goes on, and everything is read from there."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from labbook.adapters.artifact_files import is_remote, read_kept
from labbook.adapters.bounded_files import Files, FolderFiles
from labbook.adapters.clearml_client import Client
from labbook.adapters.clearml_config import configured_server, personal_file
from labbook.adapters.clearml_download import read_task_events
from labbook.adapters.clearml_files import FileServer
from labbook.adapters.clearml_find import FoundTasks, Task, find_task, find_tasks, run_of_task
from labbook.adapters.clearml_join import join_tasks
from labbook.adapters.clearml_offline import OfflineTracker
from labbook.adapters.clearml_process import sdk_environment
from labbook.adapters.clearml_samples import read_media
from labbook.adapters.clearml_server_task import describe_task
from labbook.adapters.clearml_session import is_session
from labbook.adapters.completed import with_metrics, with_result
from labbook.adapters.error_texts import error_texts
from labbook.adapters.kept_content import kept_content
from labbook.adapters.metrics_file import read_metrics_file
from labbook.adapters.result_file import read_result_file
from labbook.model.layout import LocalRunLayout
from labbook.model.reference import RunRef
from labbook.model.run import Artifact, Missing
from labbook.model.settings import Settings
from labbook.model.tracked import TrackedRun
from labbook.ports import Progress, UnknownRun, unseen


class ServerTracker:
    """Reads the tasks of a run, and what the run wrote beside them into its folder."""

    name = "clearml"

    def __init__(self, settings: Settings, progress: Progress = unseen) -> None:
        self.settings = settings
        self.progress = progress
        self._client: Client | None = None
        self._files: FileServer | None = None

    def check(self) -> str:
        """The server's address. Raises Refused where no keys for it are set up."""
        return self.client.server.shown

    def reach(self) -> None:
        """Log in. Raises OutsideError."""
        self.client.log_in()

    def prepare(self, folder: Path, *, name: str, project: str) -> Mapping[str, str]:  # noqa: ARG002
        """Environment that makes the SDK report to the server of this machine's configuration.

        The keys stay where the person keeps them: in the environment, which the run inherits, or
        in clearml.conf, which the run's own configuration names. Raises Refused without them.
        """
        server = self.client.server
        return {
            **sdk_environment(folder, over=personal_file()),
            "CLEARML_API_HOST": server.api,
            # Without an address for its pages the SDK raises when a task begins.
            "CLEARML_WEB_HOST": server.web or server.api,
            "CLEARML_OFFLINE_MODE": "0",
        }

    def fetch(
        self,
        run: RunRef,
        folder: Path,
        *,
        task: str | None = None,
        media: bool = True,
    ) -> TrackedRun:
        """What the tasks of the run, `metrics.jsonl` and `result.json` say together.

        Raises UnknownRun where there is none of the three.
        """
        if task is not None and is_session(task):
            session = OfflineTracker(self.settings).fetch(run, folder, task=task, media=media)
            return replace(session, tracker=OfflineTracker.name)
        output = FolderFiles(LocalRunLayout(folder).output, "output")
        metrics = read_metrics_file(output)
        result = read_result_file(output)
        try:
            found = self._find(run, task)
        except UnknownRun as unknown:
            if metrics is None and result is None:
                raise
            source = "metrics.jsonl" if metrics else "result.json"
            tracked = TrackedRun(source, missing=(Missing("the run's task", unknown.sentence),))
        else:
            joined = join_tasks([self._read(one, media=media) for one in found.tasks])
            tracked = replace(joined, missing=(*found.left_out, *joined.missing))
        tracked = with_result(with_metrics(tracked, metrics), result)
        return self._with_error_texts(tracked, output) if media else tracked

    def _find(self, run: RunRef, task: str | None) -> FoundTasks:
        if task is not None:
            return FoundTasks([find_task(self.client, task)])
        return find_tasks(self.client, run, self.settings.tracker_project)

    def content(self, artifact: Artifact, folder: Path) -> Iterator[bytes]:
        """From the file server, or from what the run wrote into its own folder."""
        if is_remote(artifact):
            return self.files.stream(artifact.uri)
        return kept_content(folder, artifact)

    def find_run(self, task: str) -> RunRef:
        """The run that the tag or the name of a task says."""
        return run_of_task(self.client, task)

    @property
    def client(self) -> Client:
        """One for all runs, so that they share a login. Raises Refused without keys."""
        if self._client is None:
            self._client = Client(configured_server(self.settings.tracker_host))
        return self._client

    @property
    def files(self) -> FileServer:
        """The server's file host, one for all runs."""
        if self._files is None:
            self._files = FileServer(self.client)
        return self._files

    def _read(self, task: Task, *, media: bool) -> TrackedRun:
        events = read_task_events(self.client, str(task["id"]), self.progress, media=media)
        found = read_media(events, self.files.read)
        tracked = describe_task(task, self.client.server, events)
        missing = (*tracked.missing, *found.missing)
        return replace(tracked, samples=found.samples, plots=found.plots, missing=missing)

    def _with_error_texts(self, tracked: TrackedRun, output: Files) -> TrackedRun:
        def content(artifact: Artifact, most: int) -> bytes:
            if is_remote(artifact):
                return self.files.read(artifact.uri, most)
            return read_kept([output], artifact, most)

        texts, unread = error_texts(tracked.artifacts, content)
        return replace(tracked, error_texts=tuple(texts), missing=(*tracked.missing, *unread))
