"""GitLab's answers made values; whatever is not as its API documents it is an error."""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from labbook.adapters.outside_text import clean_name
from labbook.errors import OutsideError
from labbook.model.forge import Approval, ForgeProfile, ForgeUser, MergeRequest, Note, Push

APPROVED = "approved this merge request"
UNAPPROVED = "unapproved this merge request"
BOT = re.compile(r"(?:project|group)_[0-9]+_bot(?:_\w+)?", re.ASCII)
"""The user of an access token: https://docs.gitlab.com/user/project/settings/project_access_tokens/"""
COMMIT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
A_MOMENT = timedelta(seconds=1)
DEVELOPER = 30
"""https://docs.gitlab.com/api/members/#roles"""

Answer = Mapping[str, Any]
T = TypeVar("T")


def merge_request(answer: Answer, project_url: str) -> MergeRequest:
    """https://docs.gitlab.com/api/merge_requests/"""
    number = _get(answer, "iid", int)
    return MergeRequest(
        number=number,
        url=f"{project_url}/-/merge_requests/{number}",
        state=_get(answer, "state", str),
        target=_get(answer, "target_branch", str),
        author=user_of(answer, "author"),
    )


def push(answer: Answer) -> Push:
    """https://docs.gitlab.com/api/merge_requests/#list-merge-request-diff-versions"""
    commit = _get(answer, "head_commit_sha", str)
    if not COMMIT.fullmatch(commit):
        raise _unlike("head_commit_sha")
    return Push(commit, _time(answer, "created_at"))


def approvals(answer: Answer, notes: Iterable[Answer]) -> tuple[Approval, ...]:
    """Who approves now. Older servers tell when in system notes only; the last one counts.

    https://docs.gitlab.com/api/merge_request_approvals/
    """
    given = _given(notes)
    found = []
    for item in _get(answer, "approved_by", list):
        if not isinstance(item, dict):
            raise _unlike("approved_by")
        by = user_of(item, "user")
        at = _time(item, "approved_at") if item.get("approved_at") else given.get(by.id)
        found.append(Approval(by, at))
    return tuple(found)


def _given(notes: Iterable[Answer]) -> dict[int, datetime | None]:
    """When each user's last approval was given, by system notes; None once it was taken back."""
    told = [note for note in notes if _get(note, "system", bool)]
    given: dict[int, datetime | None] = {}
    for note in sorted(told, key=lambda note: (_time(note, "created_at"), _get(note, "id", int))):
        said = _get(note, "body", str).strip().lower()
        if said in {APPROVED, UNAPPROVED}:
            given[user_of(note, "author").id] = (
                _time(note, "created_at") if said == APPROVED else None
            )
    return given


def notes_of_people(answers: Iterable[Answer]) -> tuple[Note, ...]:
    """What users wrote, the oldest first: https://docs.gitlab.com/api/notes/"""
    found = [
        Note(
            by=user_of(answer, "author"),
            at=_time(answer, "created_at"),
            text=_get(answer, "body", str),
            edited=_is_edited(answer),
        )
        for answer in answers
        if not _get(answer, "system", bool)
    ]
    return tuple(sorted(found, key=lambda note: note.at))


def _is_edited(note: Answer) -> bool:
    """GitLab tells when a note was last changed, not by whom; writing it may take a moment."""
    if note.get("updated_at") is None:
        return False
    return _time(note, "updated_at") - _time(note, "created_at") > A_MOMENT


def profile(answer: Answer, of: ForgeUser) -> ForgeProfile:
    """https://docs.gitlab.com/api/users/; who may see them gets more addresses than others."""
    emails = (answer.get(key) for key in ("public_email", "commit_email", "email"))
    shown = frozenset(email.casefold() for email in emails if isinstance(email, str) and email)
    return ForgeProfile(shown, answer.get("bot") is True or BOT.fullmatch(of.username) is not None)


def is_developer(answer: Answer) -> bool:
    """Whether a member may push: https://docs.gitlab.com/api/members/"""
    active = answer.get("state", "active") == "active"
    return active and _get(answer, "access_level", int) >= DEVELOPER


def user_of(answer: Answer, key: str) -> ForgeUser:
    """The user that stands under a key, as authors do."""
    return user(_get(answer, key, dict))


def user(answer: Answer) -> ForgeUser:
    """https://docs.gitlab.com/api/users/"""
    name = answer.get("name")
    username = _get(answer, "username", str)
    return ForgeUser(
        id=_get(answer, "id", int),
        username=clean_name(username),
        name=clean_name(name) if isinstance(name, str) and name.strip() else clean_name(username),
    )


def _time(answer: Answer, key: str) -> datetime:
    try:
        at = datetime.fromisoformat(_get(answer, key, str))
        if at.tzinfo is not None:
            return at.astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise _unlike(key)


def _get(answer: Answer, key: str, kind: type[T]) -> T:
    value = answer.get(key)
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise _unlike(key)
    return value


def _unlike(key: str) -> OutsideError:
    return OutsideError(f"the forge's answer is not as GitLab documents it: {key}")
