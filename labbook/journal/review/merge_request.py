"""The merge request that brought a state in, and since when it has held that state."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from labbook.errors import Refused
from labbook.journal.git import git
from labbook.journal.remote import REMOTE, ask_remote
from labbook.journal.review.authors import brought_in, same_state
from labbook.journal.review.reviewed import ReviewedState, StateReader
from labbook.journal.review.target import Target
from labbook.model.forge import MergeRequest, Push
from labbook.ports import Forge


@dataclass(frozen=True)
class Held:
    """How long a merge request's branch has held a state, without a break.

    `head` is the state at the last push and `since` the first push of it; None where the branch
    holds something else. `unknown` says what could not be had, and so counts as another state.
    """

    head: ReviewedState | None
    since: datetime | None
    unknown: str | None = None


def find_merge_request(
    reader: StateReader, target: Target, forge: Forge, reviewed: ReviewedState
) -> MergeRequest:
    """The one into the target branch that the state came with: merged, else open.

    Not just any that holds the state: the one whose reviewers saw it come. Raises Refused where
    there is none, or where this clone ends before the state began.
    """
    commit = brought_in(reader, reviewed).commit
    branch = target.branch.removeprefix(f"{REMOTE}/")
    found = forge.merge_requests(commit)
    fitting = [request for request in found if request.target == branch]
    for state in ("merged", "opened"):
        if of_state := [request for request in fitting if request.state == state]:
            return max(of_state, key=lambda request: request.number)
    others = ", ".join(f"!{one.number} is {one.state} into {one.target}" for one in found)
    raise Refused(
        f"no merge request into {branch} brought in {commit[:10]}, which {reviewed.experiment} is"
        f" like since{f'; {others}' if others else ''}",
        hint=f"push the branch and open a merge request into {branch}",
    )


def held_since(
    reader: StateReader,
    reviewed: ReviewedState,
    number: int,
    pushes: Iterable[Push],
    until: datetime,
) -> Held:
    """Compare the state with that of each push, the newest first, until one differs.

    Whatever was pushed before the last push that is older than `until` doesn't matter.
    """
    head, since = None, None
    for push in pushes:
        missing = _fetch(reviewed.tree.root, push.commit, number)
        if missing:
            return Held(head, since, missing)
        there = same_state(reader, reviewed, push.commit)
        if there is None:
            break
        head, since = head or there, push.at
        if push.at < until:
            break
    return Held(head, since)


def _fetch(root: Path, commit: str, number: int) -> str | None:
    """Have a commit here, if need be from origin; None when it is, else why not."""
    for wanted in (commit, f"refs/merge-requests/{number}/head"):
        if git(root, "cat-file", "-t", commit, check=False) == "commit":
            return None
        _, said = ask_remote(root, "fetch", "--no-tags", "--quiet", REMOTE, wanted)
    if git(root, "cat-file", "-t", commit, check=False) == "commit":
        return None
    return f"the pushed commit {commit[:10]} can't be fetched: {said}"
