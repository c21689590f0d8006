"""What is known of one review."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from labbook.errors import UsageError
from labbook.model.reference import EXPERIMENT_ID

_NUMBER = re.compile(r"[1-9][0-9]{0,5}")


@dataclass(frozen=True, order=True)
class ReviewRef:
    """A review: its experiment's id and its number within the experiment, from 1."""

    experiment: str
    number: int

    def __str__(self) -> str:
        return f"review/{self.experiment}/{self.number}"

    @classmethod
    def parse(cls, text: str) -> "ReviewRef":
        """Read `review/<experiment>/<n>`. Raises UsageError when it is something else."""
        experiment, _, number = text.removeprefix("review/").rpartition("/")
        is_one = EXPERIMENT_ID.fullmatch(experiment) and _NUMBER.fullmatch(number)
        if not text.startswith("review/") or not is_one:
            raise UsageError(f"'{text}' is no review")
        return cls(experiment, int(number))


@dataclass(frozen=True)
class Person:
    """Somebody as git or a forge knows them."""

    name: str
    email: str

    def __str__(self) -> str:
        return f"{self.name} <{self.email}>" if self.email else self.name

    def is_same_as(self, other: "Person") -> bool:
        """Whether both have one e-mail address, whatever its case; nobody without one has."""
        return bool(self.email) and self.email.casefold() == other.email.casefold()


@dataclass(frozen=True)
class Approved:
    """One state that was approved: the overrides of the run as they are typed, and the digest."""

    overrides: Mapping[str, str]
    digest: str


@dataclass(frozen=True)
class ForgeApproval:
    """An approval that was given in a merge request: where, by which user, when (UTC, ISO 8601).

    `forge` is the kind of server and `host` its name, `merge_request` the address of the page;
    `way` is `approval` for the button there and `note` for a line `/approve sha256:…`.
    """

    forge: str
    host: str
    username: str
    name: str
    merge_request: str
    at: str
    way: str


@dataclass(frozen=True)
class Review:
    """The message of a review's tag: what was approved, by whom, when (UTC, ISO 8601).

    With `approved_by` it records the approval of a merge request; `by` is then the person who
    gave it there, as far as the forge shows them, and else the person who made the tag.
    """

    experiment: str
    approved: tuple[Approved, ...]
    created: str
    by: Person
    comment: str | None = None
    approved_by: ForgeApproval | None = None
    labbook: str | None = None

    def covers(self, digest: str) -> bool:
        """Whether a state of this digest was approved."""
        return any(one.digest == digest for one in self.approved)
