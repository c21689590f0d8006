"""What a forge tells of a merge request: who made it, what was pushed, who approved, who wrote."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class ForgeAddress:
    """A server (`https://git.lab`, no slash at its end) and a project on it (`speech/journal`)."""

    url: str
    project: str

    @property
    def host(self) -> str:
        """The server without the scheme, as people call it."""
        return self.url.partition("://")[2]


@dataclass(frozen=True)
class ForgeUser:
    """A user of the forge. `id` stays, `username` and `name` can be changed by the user."""

    id: int
    username: str
    name: str


@dataclass(frozen=True)
class ForgeProfile:
    """What the forge shows of a user: e-mail addresses, often none, and whether it is a program."""

    emails: frozenset[str] = frozenset()
    is_bot: bool = False


@dataclass(frozen=True)
class MergeRequest:
    """A merge request by its number in the project. `target` is the branch it goes into."""

    number: int
    url: str
    state: str
    target: str
    author: ForgeUser


@dataclass(frozen=True)
class Push:
    """A state of the merge request's branch, and when the server got it."""

    commit: str
    at: datetime


@dataclass(frozen=True)
class Approval:
    """An approval that holds now. `at` is None where the server doesn't tell when it was given."""

    by: ForgeUser
    at: datetime | None


@dataclass(frozen=True)
class Note:
    """What a person wrote. `edited`: changed since, which not only its author may do."""

    by: ForgeUser
    at: datetime
    text: str
    edited: bool = False


@dataclass(frozen=True)
class Conversation:
    """All that happened in a merge request.

    `pushes` are the newest first, `notes` the oldest. Pushes and approvals are None where the
    server doesn't let this token read them.
    """

    pushes: tuple[Push, ...] | None
    approvals: tuple[Approval, ...] | None
    notes: tuple[Note, ...]
