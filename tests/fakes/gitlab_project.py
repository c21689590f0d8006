"""What the stand-in for GitLab knows: users, members, merge requests and what happened in them.

The answers have the fields that https://docs.gitlab.com/api/ documents.
"""

import itertools
import re
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

Answer = dict[str, Any]

DEVELOPER = 30
_APPROVE = re.compile(r"^/approve(?: [^\n]*)?(?:\n|$)", re.MULTILINE | re.IGNORECASE)
"""GitLab's own quick action, which takes the whole line away: lib/gitlab/quick_actions/."""
_CODE = re.compile(r"^```.+?\n```$|^.*`\n*.+?\n*`$|^>>>.+?\n>>>$", re.MULTILINE | re.DOTALL)


class Clock:
    """The server's time; a minute goes by with everything that happens."""

    def __init__(self) -> None:
        self._times = (
            datetime(2026, 11, 23, 9, tzinfo=UTC) + timedelta(minutes=n) for n in itertools.count()
        )

    def tick(self) -> str:
        return next(self._times).strftime("%Y-%m-%dT%H:%M:%S.%fZ")[:-4] + "Z"


@dataclass
class User:
    id: int
    username: str
    name: str
    public_email: str = ""
    bot: bool = False
    state: str = "active"

    def brief(self, server: str) -> Answer:
        return {
            "id": self.id,
            "username": self.username,
            "public_email": self.public_email,
            "name": self.name,
            "state": self.state,
            "locked": False,
            "avatar_url": None,
            "web_url": f"{server}/{self.username}",
        }

    def full(self, server: str) -> Answer:
        return {**self.brief(server), "bot": self.bot, "bio": "", "job_title": ""}


@dataclass
class MergeRequest:
    """Everything that a merge request went through, done by calling its methods."""

    project: "Project"
    iid: int
    author: User
    source: str
    target: str
    state: str = "opened"
    merge_commit: str | None = None
    versions: list[Answer] = field(default_factory=list)
    notes: list[Answer] = field(default_factory=list)
    approved: dict[int, str] = field(default_factory=dict)
    commits: frozenset[str] = frozenset()

    def push(self) -> str:
        """The server sees what was pushed to the source branch."""
        git = self.project.git
        head = git("rev-parse", f"refs/heads/{self.source}")
        base = git("merge-base", f"refs/heads/{self.target}", head)
        git("update-ref", f"refs/merge-requests/{self.iid}/head", head)
        git("update-ref", f"refs/keep-around/{head}", head)
        self.commits = frozenset(git("rev-list", f"{base}..{head}").split())
        version = {
            "id": 110 + len(self.versions),
            "head_commit_sha": head,
            "base_commit_sha": base,
            "start_commit_sha": base,
            "created_at": self.project.clock.tick(),
            "merge_request_id": 1000 + self.iid,
            "state": "collected",
            "real_size": "1",
            "patch_id_sha": None,
        }
        self.versions.insert(0, version)
        return head

    def approve(self, user: User) -> None:
        self.approved[user.id] = self._add_note(user, "approved this merge request", system=True)

    def unapprove(self, user: User) -> None:
        del self.approved[user.id]
        self._add_note(user, "unapproved this merge request", system=True)

    def note(self, user: User, text: str) -> None:
        """What a user writes; a line `/approve` outside of code is done and goes away."""
        code = iter(_CODE.findall(text))
        plain = _APPROVE.sub("", _CODE.sub("\0", text))
        if _APPROVE.search(_CODE.sub("\0", text)) and self.state == "opened":
            self.approve(user)
        left = re.sub("\0", lambda _: next(code), plain).rstrip()
        if left:
            self._add_note(user, left)

    def edit_last(self, text: str) -> None:
        self.notes[-1] |= {"body": text, "updated_at": self.project.clock.tick()}

    def merge(self, user: User, commit: str) -> None:
        """Merged as `commit`, which is on the target branch."""
        self.state, self.merge_commit = "merged", commit
        self._add_note(user, f"merged commit {commit}", system=True)

    def _add_note(self, user: User, text: str, *, system: bool = False) -> str:
        at = self.project.clock.tick()
        note = {
            "id": 300 + 1000 * self.iid + len(self.notes),
            "type": None,
            "body": text,
            "attachment": None,
            "author": user.brief(self.project.server),
            "created_at": at,
            "updated_at": at,
            "system": system,
            "noteable_id": 1000 + self.iid,
            "noteable_type": "MergeRequest",
            "project_id": self.project.id,
            "resolvable": False,
            "confidential": False,
            "internal": False,
            "imported": False,
            "imported_from": "none",
            "noteable_iid": self.iid,
            "commands_changes": {},
        }
        self.notes.append(note)
        return at

    def answer(self) -> Answer:
        return {
            "id": 1000 + self.iid,
            "iid": self.iid,
            "project_id": self.project.id,
            "title": f"Work on {self.source}",
            "description": "",
            "state": self.state,
            "created_at": self.versions[-1]["created_at"],
            "target_branch": self.target,
            "source_branch": self.source,
            "author": self.author.brief(self.project.server),
            "draft": False,
            "sha": self.versions[0]["head_commit_sha"],
            "merge_commit_sha": self.merge_commit,
            "squash_commit_sha": None,
            "web_url": f"{self.project.server}/{self.project.path}/-/merge_requests/{self.iid}",
        }

    def approvals(self) -> Answer:
        """https://docs.gitlab.com/api/merge_request_approvals/"""
        by = [
            {"user": self.project.users[user].brief(self.project.server)}
            | ({"approved_at": at} if self.project.tells_approved_at else {})
            for user, at in self.approved.items()
        ]
        return {
            "user_has_approved": False,
            "user_can_approve": True,
            "approved": bool(by),
            "approved_by": by,
        }


@dataclass
class Project:
    """A project whose repository is the bare one at `origin`."""

    id: int
    path: str
    origin: Path
    server: str
    users: dict[int, User]
    clock: Clock
    members: dict[int, int] = field(default_factory=dict)
    merge_requests: list[MergeRequest] = field(default_factory=list)
    tells_approved_at: bool = True

    def git(self, *arguments: str) -> str:
        command = ["git", "-C", str(self.origin), *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()

    def open(self, author: User, source: str, target: str = "main") -> MergeRequest:
        """A merge request of a branch that was pushed."""
        opened = MergeRequest(self, len(self.merge_requests) + 1, author, source, target)
        self.merge_requests.append(opened)
        opened.push()
        return opened

    def endpoints(self) -> Iterator[tuple[str, Callable[..., Any]]]:
        """Paths below the project's own, as patterns, and what answers them; None is a 404."""
        yield r"/repository/commits/(\w+)/merge_requests", self._of_commit
        yield r"/merge_requests/(\d+)/versions", lambda iid: self._get(iid, "versions")
        yield r"/merge_requests/(\d+)/notes", self._notes
        yield r"/merge_requests/(\d+)/approvals", self._approvals
        yield r"/members/all/(\d+)", self._member

    def _get(self, iid: str, what: str) -> Any:
        found = [one for one in self.merge_requests if one.iid == int(iid)]
        return getattr(found[0], what) if found else None

    def _notes(self, iid: str) -> Any:
        notes = self._get(iid, "notes")
        return notes and notes[::-1]

    def _approvals(self, iid: str) -> Any:
        approvals = self._get(iid, "approvals")
        return approvals and approvals()

    def _of_commit(self, commit: str) -> Any:
        known = subprocess.run(
            ["git", "-C", str(self.origin), "cat-file", "-e", f"{commit}^{{commit}}"],
            capture_output=True,
        )
        if known.returncode != 0:
            return "Commit"
        return [
            one.answer()
            for one in self.merge_requests
            if commit in one.commits or commit == one.merge_commit
        ]

    def _member(self, user: str) -> Any:
        level = self.members.get(int(user))
        if level is None:
            return None
        return {**self.users[int(user)].brief(self.server), "access_level": level}
