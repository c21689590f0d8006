"""What a ClearML server keeps of projects, tasks and models."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from tests.fakes.clearml_events import EventStore, Refusal

Body = Mapping[str, Any]
Answer = Mapping[str, Any]
_CONTROL = {"task", "force", "method", "output_dest", "status_reason", "status_message"}


class TaskStore:
    """Projects, tasks and models by id; times as the server writes them."""

    def __init__(self, events: EventStore) -> None:
        self.events = events
        self.projects: dict[str, dict[str, Any]] = {}
        self.tasks: dict[str, dict[str, Any]] = {}
        self.models: dict[str, dict[str, Any]] = {}

    def endpoints(self) -> dict[str, Callable[[Body], Answer]]:
        return {
            "projects.get_all": self.get_projects,
            "projects.get_all_ex": self.get_projects,
            "projects.get_by_id": lambda body: {"project": self.projects[body["project"]]},
            "projects.create": self.create_project,
            "tasks.create": self.create_task,
            "tasks.get_by_id": lambda body: {"task": self._complete(body, self.task(body["task"]))},
            "tasks.get_all": self.get_tasks,
            "tasks.get_all_ex": self.get_tasks_joined,
            "tasks.edit": self.edit_task,
            "tasks.edit_hyper_params": self.edit_parameters,
            "tasks.edit_configuration": self.edit_configuration,
            "tasks.set_requirements": self.set_requirements,
            "tasks.add_or_update_artifacts": self.add_artifacts,
            "tasks.add_or_update_model": self.add_model,
            "tasks.started": lambda body: self.change_status(body, "in_progress"),
            "tasks.completed": lambda body: self.change_status(body, "completed"),
            "tasks.stopped": lambda body: self.change_status(body, "stopped"),
            "tasks.failed": lambda body: self.change_status(body, "failed"),
            "models.create": self.create_model,
            "models.edit": self.edit_model,
            "models.get_by_id": lambda body: {"model": self.models[body["model"]]},
            "models.get_all": self.get_models,
            "models.get_all_ex": self.get_models,
        }

    def task(self, name: str) -> dict[str, Any]:
        if name not in self.tasks:
            raise Refusal(400, 101, f"Invalid task id (no such task): id={name}")
        return self.tasks[name]

    def get_projects(self, body: Body) -> Answer:
        pattern = re.compile(body.get("name") or "")
        found = [one for one in self.projects.values() if pattern.search(one["name"])]
        return {"projects": [_only(one, body) for one in found]}

    def create_project(self, body: Body) -> Answer:
        project = {"id": uuid4().hex, "name": body["name"], "tags": [], "system_tags": []}
        self.projects[project["id"]] = project
        return {"id": project["id"]}

    def create_task(self, body: Body) -> Answer:
        created = now()
        task = {
            "id": uuid4().hex,
            "name": body["name"],
            "type": body.get("type", "training"),
            "status": "created",
            "status_reason": "",
            "status_message": "",
            "comment": body.get("comment", ""),
            "created": created,
            "last_update": created,
            "project": body.get("project"),
            "tags": body.get("tags", []),
            "system_tags": body.get("system_tags", []),
            "execution": {"artifacts": []},
            "script": {"binary": "python", "repository": "", "entry_point": "", "requirements": {}},
            "hyperparams": {},
            "configuration": {},
            "runtime": {},
            "models": {"input": [], "output": []},
            "output": {},
            "container": {},
            "last_iteration": 0,
        }
        self.tasks[task["id"]] = task
        return {"id": task["id"]}

    def get_tasks(self, body: Body) -> Answer:
        return {"tasks": [_only(self._complete(body, task), body) for task in self._found(body)]}

    def get_tasks_joined(self, body: Body) -> Answer:
        """As `get_tasks`, with projects and models in place of their ids."""
        joined = []
        for task in self._found(body):
            project = self.projects.get(task["project"], {})
            models = {
                kind: [{**entry, "model": self.models[entry["model"]]} for entry in entries]
                for kind, entries in task["models"].items()
            }
            joined.append({**self._complete(body, task), "project": project, "models": models})
        return {"tasks": [_only(task, body) for task in joined]}

    def _found(self, body: Body) -> list[dict[str, Any]]:
        if "_all_" in body:
            why = 'err=Cannot resolve field "name"'
            raise Refusal(400, 14, f"Lookup error (probably an invalid field name): {why}")
        name = re.compile(body.get("name") or "")
        found = [
            task
            for task in self.tasks.values()
            if name.search(task["name"])
            and (not body.get("id") or task["id"] in body["id"])
            and (not body.get("tags") or set(body["tags"]) & set(task["tags"]))
            and (not body.get("project") or task["project"] in body["project"])
        ]
        size = min(body.get("page_size") or 500, 500)
        start = (body.get("page") or 0) * size
        return found[start : start + size]

    def _complete(self, body: Body, task: dict[str, Any]) -> dict[str, Any]:
        if "last_metrics" not in body.get("only_fields", ["last_metrics"]):
            return task
        return {**task, "last_metrics": self.events.last_metrics(task["id"])}

    def edit_task(self, body: Body) -> Answer:
        task = self.task(body["task"])
        fields = {key: value for key, value in body.items() if key not in _CONTROL}
        task.update(fields, last_update=now())
        if "output_dest" in body:
            task["output"] = {"destination": body["output_dest"]}
        return {"fields": fields, "updated": 1}

    def edit_parameters(self, body: Body) -> Answer:
        sections = self.task(body["task"])["hyperparams"]
        for entry in body["hyperparams"]:
            sections.setdefault(entry["section"], {})[entry["name"]] = entry
        return {"updated": 1}

    def edit_configuration(self, body: Body) -> Answer:
        kept = self.task(body["task"])["configuration"]
        kept.update({entry["name"]: entry for entry in body["configuration"]})
        return {"updated": 1}

    def set_requirements(self, body: Body) -> Answer:
        self.task(body["task"])["script"]["requirements"] = body["requirements"]
        return {"fields": {}, "updated": 1}

    def add_artifacts(self, body: Body) -> Answer:
        kept = self.task(body["task"])["execution"]["artifacts"]
        for artifact in body["artifacts"]:
            kept[:] = [one for one in kept if one["key"] != artifact["key"]]
            kept.append({"mode": "output", **artifact})
        return {"updated": 1}

    def add_model(self, body: Body) -> Answer:
        kept = self.task(body["task"])["models"][body["type"]]
        kept[:] = [one for one in kept if one["name"] != body["name"]]
        kept.append({"name": body["name"], "model": body["model"]})
        return {"updated": 1}

    def change_status(self, body: Body, status: str) -> Answer:
        task = self.task(body["task"])
        if task["status"] == "failed" and status == "completed" and not body.get("force"):
            why = f"current_status={task['status']}, new_status={status}"
            raise Refusal(400, 110, f"Invalid task status (Invalid status change): {why}")
        task["status"] = status
        task["status_reason"] = body.get("status_reason", "")
        task["status_message"] = body.get("status_message", "")
        task["last_update"] = now()
        task["started" if status == "in_progress" else "completed"] = now()
        return {"fields": {"status": status}, "updated": 1}

    def create_model(self, body: Body) -> Answer:
        model = {"id": uuid4().hex, "tags": [], "system_tags": [], **body}
        self.models[model["id"]] = model
        return {"id": model["id"], "created": True}

    def edit_model(self, body: Body) -> Answer:
        fields = {key: value for key, value in body.items() if key != "model"}
        self.models[body["model"]].update(fields)
        return {"fields": fields, "updated": 1}

    def get_models(self, body: Body) -> Answer:
        tasks = body.get("task")
        found = [m for m in self.models.values() if not tasks or m.get("task") in tasks]
        return {"models": [_only(model, body) for model in found]}


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def _only(value: Mapping[str, Any], body: Body) -> Mapping[str, Any]:
    fields = body.get("only_fields")
    return value if not fields else _picked(value, {"id", *fields})


def _picked(value: Any, fields: set[str]) -> Any:
    if isinstance(value, list):
        return [_picked(item, fields) for item in value]
    if not isinstance(value, dict):
        return value
    found = {}
    for key, inner in value.items():
        below = {field[len(key) + 1 :] for field in fields if field.startswith(f"{key}.")}
        if key in fields:
            found[key] = inner
        elif below:
            found[key] = _picked(inner, below | {"id"})
    return found
