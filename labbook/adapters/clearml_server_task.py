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
from labbook.adapters.outside_text import clean_address, clean_name
from labbook.formats.timestamp import timestamp
from labbook.model.run import Artifact, RunState
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


def describe_task(task: Mapping[str, Any], server: Server, events: Events) -> TrackedRun:
    """Everything but the pictures, which lie on the file server."""
    code, cut = read_code(task)
    state = _STATES.get(str(task.get("status")))
    begun, ended = span(events.times)
    started, completed = (_time(task.get(key)) for key in ("started", "completed"))
    return TrackedRun(
        source=f"clearml server ({server.shown})",
        task=clean_name(task["id"]),
        task_url=_page(task, server),
        state=state,
        started=started or begun,
        finished=completed or ended,
        parameters=read_parameters(task),
        series=events.series,
        plots=events.plots,
        artifacts=tuple(map(_artifact, artifact_refs(task, ""))),
        models=tuple(_models(task)),
        log=events.log,
        code=code,
        environment=read_environment(task, _host(task) or events.worker),
        missing=(*events.missing, *cut),
        error=_error(task) if state is RunState.FAILED else None,
    )


def _page(task: Mapping[str, Any], server: Server) -> str | None:
    """The address of the task's page in the web application, as the SDK prints it."""
    project = _mapping(task.get("project")).get("id")
    if server.web is None:
        return None
    place = f"projects/{quote(str(project or '*'))}/tasks/{quote(str(task['id']))}/output/log"
    return f"{clean_address(server.web)}/{place}"


def _artifact(ref: FileRef) -> Artifact:
    return Artifact(ref.name, ref.uri, ref.size, ref.sha256)


def _models(task: Mapping[str, Any]) -> "list[Artifact]":
    entries = _mapping(task.get("models")).get("output")
    found = []
    for entry in entries if isinstance(entries, list) else []:
        model = _mapping(_mapping(entry).get("model"))
        if uri := model.get("uri"):
            name = clean_name(model.get("name") or entry.get("name") or "model")
            found.append(Artifact(name, clean_address(str(uri))))
    return found


def _host(task: Mapping[str, Any]) -> str | None:
    host = _mapping(task.get("runtime")).get("hostname")
    return clean_name(host) if host else None


def _error(task: Mapping[str, Any]) -> str | None:
    said = (task.get("status_reason"), task.get("status_message"))
    return ": ".join(clean_name(text) for text in said if text) or None


def _time(text: object) -> str | None:
    try:
        time = datetime.fromisoformat(str(text))
        return timestamp(time if time.tzinfo else time.replace(tzinfo=UTC))
    except (ValueError, OverflowError):
        return None


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
