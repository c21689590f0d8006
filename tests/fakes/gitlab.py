"""A stand-in for a GitLab server: the part of its REST API that labbook reads, with state.

with GitLabServer() as server:
    bob = server.user("bob", "Bob Stone")
    project = server.project("speech/journal", origin)
    request = project.open(author, "lr")
    request.approve(bob)
    server.faults.append(Fault("/approvals$", status=403))
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from math import ceil
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

from tests.fakes.gitlab_project import DEVELOPER, Clock, Project, User
from tests.fakes.http import Handler, StandIn

API = "/api/v4"
FOR_JOBS = re.compile(r"/repository/commits/\w+/merge_requests|/merge_requests/\d+(/notes)?")
"""https://docs.gitlab.com/ci/jobs/ci_job_token/#job-token-access"""


@dataclass
class Fault:
    """What goes wrong with requests whose path matches, `times` times.

    `body` is sent in place of the true answer, `change` is done to the true one; the last
    `missing` bytes are never sent, and there are `pause` seconds before each byte.
    """

    pattern: str
    status: int = 200
    body: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    kind: str = "application/json"
    change: Callable[[Any], Any] = lambda answer: answer
    missing: int = 0
    pause: float = 0
    times: int = 1_000_000

    def send(self, handler: Handler, status: int, body: bytes, headers: Mapping[str, str]) -> None:
        headers = {**headers, **self.headers}
        handler.answer(status, body, self.kind, headers, missing=self.missing, pause=self.pause)


@dataclass(frozen=True)
class Request:
    path: str
    headers: Mapping[str, str]


class GitLabServer(StandIn):
    """Users, projects and what goes wrong."""

    def __init__(self) -> None:
        super().__init__(self._answer)
        self.users: dict[int, User] = {}
        self.projects: list[Project] = []
        self.faults: list[Fault] = []
        self.requests: list[Request] = []
        self.tokens: dict[str, tuple[str, User]] = {}
        self.clock = Clock()

    @property
    def url(self) -> str:
        return self.listeners[0].address

    def user(self, username: str, name: str = "", **others: Any) -> User:
        made = User(len(self.users) + 1, username, name or username, **others)
        self.users[made.id] = made
        return made

    def token(self, user: User, scope: str = "read_api") -> str:
        """A token of the user; the scope `job` makes it the token of a CI job."""
        made = f"glpat-{scope}/canary+{len(self.tokens)}"
        self.tokens[made] = (scope, user)
        return made

    def project(self, path: str, origin: Path, *developers: User) -> Project:
        made = Project(len(self.projects) + 3, path, origin, self.url, self.users, self.clock)
        made.members = {user.id: DEVELOPER for user in developers}
        self.projects.append(made)
        return made

    def _answer(self, handler: Handler) -> None:
        parts = urlsplit(handler.path)
        self.requests.append(Request(handler.path, dict(handler.headers)))
        fault = next((f for f in self.faults if f.times and re.search(f.pattern, parts.path)), None)
        if fault is None:
            fault = Fault("")
        fault.times -= 1
        if fault.body is not None or fault.status != 200:
            body = fault.body if fault.body is not None else b'{"message":"something"}'
            fault.send(handler, fault.status, body, {})
            return
        status, answer, headers = self._true(handler, parts.path)
        answer = fault.change(answer)
        if status == 200 and isinstance(answer, list):
            answer, headers = _page(answer, f"{self.url}{parts.path}", parse_qs(parts.query))
        fault.send(handler, status, json.dumps(answer).encode(), headers)

    def _true(self, handler: Handler, path: str) -> tuple[int, Any, dict[str, str]]:
        """What GitLab would say: status, body, headers."""
        given = handler.headers
        token = given.get("PRIVATE-TOKEN") or given.get("JOB-TOKEN") or ""
        if token and token not in self.tokens:
            return 401, {"message": "401 Unauthorized"}, {}
        scope, user = self.tokens.get(token, ("none", None))
        if scope not in {"read_api", "job", "none"}:
            body = {"error": "insufficient_scope", "scope": "api read_api"}
            return 403, body, {}
        path = path.removeprefix(API)
        if path == "/job" and scope == "job" and user:
            return 200, {"id": 7, "user": user.full(self.url)}, {}
        if path == "/user":
            allowed = scope == "read_api" and user
            return (200, user.full(self.url), {}) if allowed else (401, {"message": "401"}, {})
        if found := re.fullmatch(r"/users/(\d+)", path):
            shown = self.users.get(int(found[1]))
            return (200, shown.full(self.url), {}) if shown else _not_found("User")
        return self._of_project(path, scope)

    def _of_project(self, path: str, scope: str) -> tuple[int, Any, dict[str, str]]:
        found = re.fullmatch(r"/projects/([^/]+)(/.*)", path)
        named = unquote(found[1]) if found else ""
        project = next((p for p in self.projects if named in {p.path, str(p.id)}), None)
        allowed = scope == "read_api" or (scope == "job" and found and FOR_JOBS.fullmatch(found[2]))
        if project is None or found is None or not allowed:
            return _not_found("Project")
        for pattern, answer in project.endpoints():
            if match := re.fullmatch(pattern, found[2]):
                value = answer(*match.groups())
                return _not_found(value) if value is None or value == "Commit" else (200, value, {})
        return _not_found(None)


def _not_found(what: str | None) -> tuple[int, Any, dict[str, str]]:
    return 404, {"message": f"404 {what} Not Found" if what else "404 Not found"}, {}


def _page(
    items: list[Any], url: str, query: Mapping[str, list[str]]
) -> tuple[list[Any], dict[str, str]]:
    """https://docs.gitlab.com/api/rest/#offset-based-pagination"""
    page = int(query.get("page", ["1"])[0])
    size = min(int(query.get("per_page", ["20"])[0]), 100)
    pages = max(ceil(len(items) / size), 1)

    def link(number: int, rel: str) -> str:
        return f'<{url}?{urlencode({"page": number, "per_page": size})}>; rel="{rel}"'

    links = [link(page + 1, "next")] if page < pages else []
    links = [*([link(page - 1, "prev")] if page > 1 else []), *links]
    headers = {
        "Link": ", ".join([*links, link(1, "first"), link(pages, "last")]),
        "X-Next-Page": str(page + 1) if page < pages else "",
        "X-Page": str(page),
        "X-Per-Page": str(size),
        "X-Prev-Page": str(page - 1) if page > 1 else "",
        "X-Total": str(len(items)),
        "X-Total-Pages": str(pages),
    }
    return items[(page - 1) * size : page * size], headers
