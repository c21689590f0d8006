"""A task as a ClearML server tells it, in labbook's words."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from labbook.adapters.artifact_files import FileRef
from labbook.adapters.clearml_config import Server
from labbook.adapters.clearml_events import Events
from labbook.adapters.clearml_task import (
    artifact_refs,
    read_code,
    read_environment,
    read_parameters,
)
from labbook.adapters.completed import span
from labbook.adapters.json_values import to_mapping
from labbook.adapters.outside_text import clean_address, clean_name
from labbook.formats.timestamp import timestamp
from labbook.model.run import Artifact, Missing, RunState
from labbook.model.tracked import TrackedRun

_STATES = {
    "created": RunState.QUEUED,
    "queued": RunState.QUEUED,
    "in_progress": RunState.RUNNING,
    "completed": RunState.FINISHED,
    "published": RunState.FINISHED,
    "publishing": RunState.FINISHED,
    "closed": RunState.FINISHED,
    "failed": RunState.FAILED,
    "stopped": RunState.STOPPED,
}


SECONDS_CLOCKS_DIFFER = 60
"""By how much the clock of the machine that trains may be ahead of the server's."""


def describe_task(task: Mapping[str, Any], server: Server, events: Events) -> TrackedRun:
    """Everything but the pictures, which lie on the file server."""
    code, cut = read_code(task)
    state = _STATES.get(str(task.get("status")))
    begun, ended = span(events.times)
    started, completed = (_time(task.get(key)) for key in ("started", "completed"))
    continued = _continued(started, begun, ended)
    return TrackedRun(
        source=f"clearml server ({server.shown})",
        task=clean_name(task["id"]),
        task_url=_page(task, server),
        state=state,
        started=begun if continued else started or begun,
        finished=completed or ended,
        updated=_updated(task),
        parameters=read_parameters(task),
        series=events.series,
        plots=events.plots,
        artifacts=tuple(map(_artifact, artifact_refs(task, ""))),
        models=tuple(_models(task)),
        log=events.log,
        code=code,
        environment=read_environment(task, _host(task) or events.worker),
        missing=(*events.missing, *cut, *continued),
        error=_error(task) if state is RunState.FAILED else None,
    )


def _page(task: Mapping[str, Any], server: Server) -> str | None:
    """The address of the task's page in the web application, as the SDK prints it."""
    project = to_mapping(task.get("project")).get("id")
    if server.web is None:
        return None
    place = f"projects/{quote(str(project or '*'))}/tasks/{quote(str(task['id']))}/output/log"
    return f"{clean_address(server.web)}/{place}"


def _artifact(ref: FileRef) -> Artifact:
    return Artifact(ref.name, ref.uri, ref.size, ref.sha256)


def _models(task: Mapping[str, Any]) -> "list[Artifact]":
    entries = to_mapping(task.get("models")).get("output")
    found = []
    for entry in entries if isinstance(entries, list) else []:
        model = to_mapping(to_mapping(entry).get("model"))
        if uri := model.get("uri"):
            name = clean_name(model.get("name") or entry.get("name") or "model")
            found.append(Artifact(name, clean_address(str(uri))))
    return found


def _host(task: Mapping[str, Any]) -> str | None:
    host = to_mapping(task.get("runtime")).get("hostname")
    return clean_name(host) if host else None


def _error(task: Mapping[str, Any]) -> str | None:
    said = (task.get("status_reason"), task.get("status_message"))
    return ": ".join(clean_name(text) for text in said if text) or None


def _continued(started: str | None, begun: str | None, ended: str | None) -> tuple[Missing, ...]:
    """What can't be known of a task that was started again: it has reported before its start too.

    `continue_last_task` of the SDK adds the last step so far to all later ones, and keeps no
    trace of that.
    """
    if started is None or begun is None or ended is None or ended < started:
        return ()
    before = datetime.fromisoformat(started) - datetime.fromisoformat(begun)
    if before.total_seconds() <= SECONDS_CLOCKS_DIFFER:
        return ()
    why = f"its task was continued at {started}, and the SDK may have shifted them from there on"
    return (Missing("steps as the program counted them", why),)


def _updated(task: Mapping[str, Any]) -> str | None:
    """When anything of the task last changed, to the microsecond."""
    times = [_moment(task.get(key)) for key in ("last_update", "last_change")]
    last = max((time for time in times if time is not None), default=None)
    return last.strftime("%Y-%m-%dT%H:%M:%S.%fZ") if last else None


def _time(text: object) -> str | None:
    time = _moment(text)
    return timestamp(time) if time else None


def _moment(text: object) -> datetime | None:
    try:
        time = datetime.fromisoformat(str(text))
        return (time if time.tzinfo else time.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
