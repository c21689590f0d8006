"""The tasks of a run on a ClearML server: by run tag, else by name and project."""

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from labbook.adapters.clearml_client import Client
from labbook.adapters.json_values import to_list
from labbook.adapters.outside_text import clean_name
from labbook.errors import OutsideError, UsageError
from labbook.model.reference import RunRef
from labbook.model.run import Missing
from labbook.ports import UnknownRun

MOST_TASKS = 500
SHOWN = 5
TASK_FIELDS = (
    "id",
    "name",
    "status",
    "status_reason",
    "status_message",
    "project.name",
    "tags",
    "created",
    "started",
    "completed",
    "last_update",
    "last_change",
    "hyperparams",
    "script",
    "execution.artifacts",
    "models.output.name",
    "models.output.model.name",
    "models.output.model.uri",
    "runtime",
    "parent",
)
_NAMING_FIELDS = ("id", "name", "tags", "project.name")

Task = Mapping[str, Any]


@dataclass(frozen=True)
class FoundTasks:
    """Tasks of a run, the one that began first at the front; those left out, with the reason."""

    tasks: Sequence[Task]
    left_out: tuple[Missing, ...] = ()


def find_tasks(client: Client, run: RunRef, project: str | None) -> FoundTasks:
    """All tasks of the run.

    Those with its tag, else those with its name; where `project` is set, in that project only.
    Raises UnknownRun, with what was looked for and what is near, where there are none, and
    OutsideError where tasks of several projects are meant and no project is set.
    """
    tagged = _tasks(client, {"tags": [run.tag], "only_fields": TASK_FIELDS})
    found = [task for task in tagged if run.tag in to_list(task.get("tags"))]
    if not found:
        named = _tasks(client, {"name": f"^{re.escape(str(run))}$", "only_fields": TASK_FIELDS})
        found = [task for task in named if task.get("name") == str(run)]
    wanted = [task for task in found if project is None or project_of(task) == project]
    if not wanted:
        raise _unknown(client, run, project, found)
    projects = sorted({project_of(task) for task in wanted})
    if len(projects) > 1:
        raise OutsideError(
            f"tasks of {run} stand in {len(projects)} projects at {client.server.shown}:"
            f" {', '.join(map(clean_name, projects[:SHOWN]))}",
            hint='say in the settings which is meant: tracker.project = "…"',
        )
    return _own(sorted(wanted, key=lambda task: str(task.get("started") or task.get("created"))))


def _own(tasks: Sequence[Task]) -> FoundTasks:
    """Without clones, which the web application gives the tags of what they were made of."""
    ids = {task["id"] for task in tasks}
    clones = [task for task in tasks if _id(task.get("parent")) in ids - {task["id"]}]
    own = [task for task in tasks if task not in clones]
    if not own:
        return FoundTasks(tasks)
    return FoundTasks(own, tuple(map(_clone, clones)))


def _clone(task: Task) -> Missing:
    origin = clean_name(_id(task.get("parent")))
    return Missing(f"task {clean_name(task['id'])}", f"it is a clone of {origin}")


def _id(reference: object) -> str | None:
    """The id of a task that another one names, as it is or within an object."""
    found = reference.get("id") if isinstance(reference, dict) else reference
    return found if isinstance(found, str) else None


def run_of_task(client: Client, task: str) -> RunRef:
    """The run that a task's tag or name says it is.

    Raises UnknownRun where there is no such task, UsageError where it is no run of labbook.
    """
    found = _task(client, task, _NAMING_FIELDS)
    for name in (*to_list(found.get("tags")), found.get("name")):
        with suppress(UsageError):
            return RunRef.parse(str(name))
    raise UsageError(
        f"task {task} ('{clean_name(found.get('name'))}') is no run of labbook",
        hint="a run's task has the tag run/<experiment>/<n>, or that as its name",
    )


def find_task(client: Client, task: str) -> Task:
    """The task with that id. Raises UnknownRun where there is none."""
    return _task(client, task, TASK_FIELDS)


def _task(client: Client, task: str, fields: Sequence[str]) -> Task:
    """It may be another server's where this one doesn't have it, so that isn't sure to be gone."""
    found = _tasks(client, {"id": [task], "only_fields": fields})
    if not found:
        raise UnknownRun(f"there is no task {task} at {client.server.shown}", surely=False)
    return found[0]


def project_of(task: Task) -> str:
    """The name of the task's project."""
    project = task.get("project")
    return str(project.get("name") or "") if isinstance(project, dict) else ""


def _tasks(client: Client, body: Mapping[str, Any]) -> list[Task]:
    query = {**body, "order_by": ["-last_update"], "page": 0, "page_size": MOST_TASKS}
    tasks = client.ask("tasks.get_all_ex", query).get("tasks")
    return [t for t in to_list(tasks) if isinstance(t, dict) and isinstance(t.get("id"), str)]


def _unknown(client: Client, run: RunRef, project: str | None, found: Sequence[Task]) -> UnknownRun:
    where = f"in the project '{project}'" if project else "in any project"
    near = found
    if not near:
        body = {"name": re.escape(run.experiment), "only_fields": _NAMING_FIELDS}
        near = _tasks(client, body)
    shown = ", ".join(
        f"'{clean_name(task.get('name'))}' in '{clean_name(project_of(task))}'"
        for task in near[:SHOWN]
    )
    return UnknownRun(
        f"nothing is known of {run}: {client.server.shown} has no task with the tag {run.tag} or"
        f" with that name {where}",
        hint=f"near: {shown}" if shown else "it may have reported to another server, or offline",
        surely=False,
    )
