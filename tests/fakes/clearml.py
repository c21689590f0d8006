"""A stand-in for a ClearML server: API and file server on 127.0.0.1, with state.

    with ClearmlServer() as server:
        environment |= server.environment()     # for the SDK in a child process
        server.faults["events.get_task_events"] = MAINTENANCE

Its answers are those that were recorded of a server 2.3 with the SDK 2.1.12.
"""

import base64
import json
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from tests.canaries import TOKEN_END, WORD
from tests.fakes.clearml_events import EventStore, Refusal
from tests.fakes.clearml_faults import Fault
from tests.fakes.clearml_tasks import TaskStore
from tests.fakes.http import Handler, StandIn, uploaded_files

ACCESS_KEY = f"{WORD}/access+1=2"
SECRET_KEY = f"{WORD} secret/&%=="
_LONG_AGO, _FAR = 1_700_000_000, 4_000_000_000


@dataclass(frozen=True)
class Request:
    """One request that came; a file's endpoint is `file`."""

    method: str
    endpoint: str
    body: Mapping[str, Any]


class ClearmlServer(StandIn):
    """API and file server. `sent` counts the bytes of all answers' bodies."""

    def __init__(self) -> None:
        super().__init__(self._answer_api, self._answer_file)
        self.events = EventStore()
        self.store = TaskStore(self.events)
        self.files: dict[str, bytes] = {}
        self.faults: dict[str, Fault] = {}
        self.requests: list[Request] = []
        self.sent = 0
        self._lock = threading.Lock()
        self.token = _jwt({"iat": _LONG_AGO, "exp": _FAR, "api_version": "2.34"})
        self._endpoints = {
            **self.store.endpoints(),
            "debug.ping": lambda _: {"msg": "ClearML server"},
            "server.info": lambda _: {"version": "2.3.0", "api_version": "2.34"},
            "users.get_current_user": lambda _: {"user": {"id": "__tests__", "name": "Ada"}},
            "events.get_task_events": self.events.get_task_events,
            "events.get_task_plots": self.events.get_task_plots,
            "events.get_task_log": self.events.get_task_log,
            "events.debug_images": self.events.debug_images,
            "events.scalar_metrics_iter_histogram": self.events.scalar_metrics_iter_histogram,
            "events.scalar_metrics_iter_raw": self.events.scalar_metrics_iter_raw,
            "events.get_scalar_metrics_and_variants": self.events.get_scalar_metrics_and_variants,
            "events.get_task_single_value_metrics": self.events.get_task_single_value_metrics,
        }

    @property
    def host(self) -> str:
        return self.listeners[0].address

    @property
    def file_host(self) -> str:
        return self.listeners[1].address

    def environment(self) -> dict[str, str]:
        """What a person sets outside of git to use this server."""
        return {
            "CLEARML_API_HOST": self.host,
            "CLEARML_WEB_HOST": "http://app.lab:8080",
            "CLEARML_FILES_HOST": self.file_host,
            "CLEARML_API_ACCESS_KEY": ACCESS_KEY,
            "CLEARML_API_SECRET_KEY": SECRET_KEY,
        }

    def add_task(
        self, name: str, *, project: str = "speech", tags: Iterable[str] = (), **fields: Any
    ) -> str:
        """A task as if a program had made it, and its id."""
        known = self.store.get_projects({"name": f"^{project}$"})["projects"]
        owner = known[0] if known else self.store.create_project({"name": project})
        body = {"name": name, "project": owner["id"], "tags": list(tags)}
        task: str = self.store.create_task(body)["id"]
        self.store.tasks[task].update({"status": "completed", **fields})
        return task

    def add_points(
        self, task: str, metric: str, variant: str, points: Iterable[tuple[int, float]]
    ) -> None:
        """Scalars as if a program had reported them, a second apart."""
        for number, (step, value) in enumerate(points):
            self.events.add({
                "timestamp": (_LONG_AGO + number) * 1000,
                "type": "training_stats_scalar",
                "task": task,
                "iter": step,
                "metric": metric,
                "variant": variant,
                "value": value,
            })  # fmt: skip

    def asked(self) -> list[str]:
        """The endpoints that were asked, in order."""
        return [request.endpoint for request in self.requests]

    def _answer_api(self, handler: Handler) -> None:
        endpoint = handler.path.partition("?")[0].rpartition("/")[2]
        body = _body(handler)
        self.requests.append(Request(handler.command, endpoint, body))
        if fault := self.faults.get(endpoint):
            fault(handler, self.stopping)
            return
        status, subcode, message, data = 200, 0, "OK", {}
        try:
            with self._lock:
                data = dict(self._answer(endpoint, body, handler))
        except Refusal as refusal:
            status, subcode, message = refusal.status, refusal.subcode, refusal.message
        meta = {"id": "1", "trx": "1", "endpoint": {"name": endpoint}, "result_code": status}
        meta |= {"result_subcode": subcode, "result_msg": message, "error_data": {}}
        answer = json.dumps({"meta": meta, "data": data}).encode()
        self.sent += len(answer)
        handler.answer(status, answer, "application/json")

    def _answer(self, endpoint: str, body: Any, handler: Handler) -> Mapping[str, Any]:
        said = handler.headers.get("Authorization", "")
        if endpoint == "auth.login":
            given = base64.b64encode(f"{ACCESS_KEY}:{SECRET_KEY}".encode()).decode()
            if said not in {f"Basic {given}", f"Bearer {self.token}"}:
                raise Refusal(401, 20, "Unauthorized (invalid credentials) (failed to locate)")
            return {"token": self.token}
        if endpoint != "debug.ping" and said != f"Bearer {self.token}":
            raise Refusal(401, 20, "Unauthorized (invalid token)")
        if endpoint == "events.add_batch":
            for event in body["events"]:
                self.events.add(event)
            return {"added": len(body["events"]), "errors": 0, "errors_info": {}}
        if endpoint not in self._endpoints:
            raise Refusal(404, 0, f"Unable to find endpoint for name {endpoint} and version 2.34")
        if endpoint.startswith("events.") and "task" in body:
            self.store.task(body["task"])
        return self._endpoints[endpoint](body)

    def _answer_file(self, handler: Handler) -> None:
        path = unquote(handler.path).lstrip("/")
        self.requests.append(Request(handler.command, "file", {"path": path}))
        if fault := self.faults.get("file"):
            fault(handler, self.stopping)
        elif handler.headers.get("Authorization") != f"Bearer {self.token}":
            handler.answer(401, b"Unauthorized", "text/plain")
        elif handler.command == "POST":
            self.files.update(uploaded_files(handler))
            handler.answer(200, b"OK", "text/plain")
        elif path in self.files:
            handler.answer(200, self.files[path], "application/octet-stream")
        else:
            handler.answer(404, b"Not Found", "text/plain")


def _body(handler: Handler) -> Any:
    raw = handler.read()
    if handler.headers.get("Content-Type") == "application/json-lines":
        return {"events": [json.loads(line) for line in raw.splitlines() if line.strip()]}
    return json.loads(raw) if raw else {}


def _jwt(claims: Mapping[str, Any]) -> str:
    parts = [{"alg": "HS256", "typ": "JWT"}, {"feature_set": "basic", "env": "prod", **claims}]
    encoded = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in parts]
    return b".".join([*encoded, TOKEN_END.encode()]).decode()
