"""A project on a GitLab server: its merge requests and who approves them. Nothing is written."""

from functools import cached_property
from urllib.parse import quote

from labbook.adapters import gitlab_answers as answers
from labbook.adapters.gitlab_access import find_access
from labbook.adapters.gitlab_client import JOB_TOKEN, Client, Declined
from labbook.model.forge import (
    Approval,
    Conversation,
    ForgeAddress,
    ForgeProfile,
    ForgeUser,
    MergeRequest,
    Push,
)


class GitLabForge:
    """One project. Raises Refused where no token stands beside its server outside of git."""

    name = "gitlab"

    def __init__(self, address: ForgeAddress) -> None:
        self.address = address
        self._access = find_access(address.url)
        self._project = f"/projects/{quote(address.project, safe='')}"

    @cached_property
    def _client(self) -> Client:
        return Client(self.address.url, self._access)

    def whoami(self) -> str:
        """https://docs.gitlab.com/api/users/; a job token is told by its job only."""
        if self._access.kind == JOB_TOKEN:
            who = answers.user_of(self._client.get("/job", "the job of this token"), "user")
        else:
            who = answers.user(self._client.get("/user", "the user of this token"))
        return f"{who.username}, by {self._access.source}"

    def merge_requests(self, commit: str) -> tuple[MergeRequest, ...]:
        """https://docs.gitlab.com/api/commits/#list-merge-requests-associated-with-a-commit"""
        path = f"{self._project}/repository/commits/{quote(commit, safe='')}/merge_requests"
        try:
            found = self._client.list(path, f"the merge requests of {self.address.project}")
        except Declined as declined:
            if "commit" in declined.missing:
                return ()
            raise
        project = f"{self.address.url}/{self.address.project}"
        return tuple(answers.merge_request(one, project) for one in found)

    def conversation(self, request: MergeRequest) -> Conversation:
        path = f"{self._project}/merge_requests/{request.number}"
        notes = self._client.list(f"{path}/notes", f"the notes of !{request.number}")
        return Conversation(
            pushes=self._pushes(path, request),
            approvals=self._approvals(path, request, notes),
            notes=answers.notes_of_people(notes),
        )

    def _pushes(self, path: str, request: MergeRequest) -> tuple[Push, ...] | None:
        try:
            versions = self._client.list(f"{path}/versions", f"the versions of !{request.number}")
        except Declined:
            return None
        found = (answers.push(one) for one in versions)
        return tuple(sorted(found, key=lambda push: push.at, reverse=True))

    def _approvals(
        self, path: str, request: MergeRequest, notes: list[answers.Answer]
    ) -> tuple[Approval, ...] | None:
        try:
            told = self._client.get(f"{path}/approvals", f"the approvals of !{request.number}")
        except Declined:
            return None
        return answers.approvals(told, notes)

    def profile(self, user: ForgeUser) -> ForgeProfile:
        try:
            told = self._client.get(f"/users/{user.id}", f"@{user.username}")
        except Declined:
            told = {}
        return answers.profile(told, user)

    def is_developer(self, user: ForgeUser) -> bool:
        """https://docs.gitlab.com/api/members/, with members of the groups above."""
        try:
            path = f"{self._project}/members/all/{user.id}"
            return answers.is_developer(self._client.get(path, "the members of the project"))
        except Declined as declined:
            if "not found" in declined.missing and "project" not in declined.missing:
                return False
            raise
