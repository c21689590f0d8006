"""Claim the next number of an experiment, here and at `origin`, so that nobody shares it."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from labbook.errors import OutsideError, Refused, UsageError
from labbook.journal.claims import UNPUSHED, claim_message, taken_numbers
from labbook.journal.find import Journal
from labbook.journal.git import git
from labbook.journal.identity import require_identity
from labbook.journal.remote import TAKEN, fetch_tags, has_remote, push_tag
from labbook.model.reference import RunRef
from labbook.model.run import Claim

MAX_TRIES = 100
MAX_NUMBER = 999_999


@dataclass(frozen=True)
class Claimed:
    """A claim that was made. `note` says why its tag did not reach `origin`, if it should have."""

    claim: Claim
    tag_object: str
    pushed: bool
    note: str | None = None


def claim_run(journal: Journal, wanted: Claim, formerly: Sequence[str] = ()) -> Claimed:
    """Claim the next free number of an experiment for a run as `wanted`, its number aside.

    `formerly` are ids that the experiment had, whose numbers are its own too.

    The number is ours once git has made the tag, which it does for one of several at once, and
    once `origin` (if there is one, and the settings say so) has taken it. Raises Refused where
    git knows no name to make the tag with, OutsideError where it can't make it.
    """
    root = journal.layout.root
    require_identity(root)
    remote = journal.settings.claim == "remote" and has_remote(root)
    for _ in range(MAX_TRIES):
        claim = replace(wanted, run=next_free(journal, wanted.run.experiment, formerly))
        tag_object = _tag(root, claim)
        if tag_object is None:
            continue
        if not remote:
            return Claimed(claim, tag_object, pushed=False)
        mark = UNPUSHED + str(claim.run)
        try:
            # Marked before it is pushed: a kill meanwhile must not leave it unpushed for good.
            git(root, "update-ref", mark, tag_object)
            problem = push_tag(root, claim.run.tag, tag_object)
        except BaseException:
            withdraw(root, claim.run, tag_object)
            raise
        if problem is None:
            git(root, "update-ref", "-d", mark, tag_object, check=False)
            return Claimed(claim, tag_object, pushed=True)
        if problem != TAKEN:
            return Claimed(replace(claim, unpushed=True), tag_object, False, problem)
        withdraw(root, claim.run, tag_object)
        fetch_tags(root, f"run/{claim.run.experiment}")
    raise OutsideError(f"no number could be claimed in {MAX_TRIES} tries", path=root)


def push_unpushed(root: Path) -> None:
    """Push the claims that could not be pushed before; those that still can't stay marked."""
    form = "--format=%(refname) %(objectname)"
    for line in git(root, "for-each-ref", form, UNPUSHED).splitlines():
        name, _, tag_object = line.partition(" ")
        try:
            run = RunRef.parse(name.removeprefix(UNPUSHED))
        except UsageError:
            continue
        if push_tag(root, run.tag, tag_object) is None:
            git(root, "update-ref", "-d", name, tag_object, check=False)


def withdraw(root: Path, run: RunRef, tag_object: str) -> None:
    """Take our own claim back, on this machine only."""
    git(root, "update-ref", "-d", f"refs/tags/{run.tag}", tag_object, check=False)
    git(root, "update-ref", "-d", UNPUSHED + str(run), tag_object, check=False)


def next_free(journal: Journal, experiment: str, formerly: Sequence[str]) -> RunRef:
    """One more than any number that a tag or a folder of a run uses up."""
    taken: set[int] = set()
    for name in (experiment, *formerly):
        taken |= taken_numbers(journal.layout.root, name)
        taken |= _numbered(journal.layout.experiment(name).runs)
        taken |= _numbered(journal.layout.state / "runs" / name)
    number = max(taken, default=0) + 1
    if number > MAX_NUMBER:
        raise Refused(f"{experiment} has used up the numbers for its runs")
    return RunRef(experiment, number)


def _numbered(folder: Path) -> set[int]:
    if not folder.is_dir():
        return set()
    names = (entry.name for entry in folder.iterdir())
    return {int(name) for name in names if name.isascii() and name.isdigit() and len(name) < 7}


def _tag(root: Path, claim: Claim) -> str | None:
    """Make the claim's tag and return its object; None where the number was taken meanwhile."""
    ref = f"refs/tags/{claim.run.tag}"
    arguments = ["tag", "--annotate", "--no-sign", "--cleanup=verbatim", "--file=-"]
    message = claim_message(claim, secrets.token_hex(8))
    try:
        git(root, *arguments, claim.run.tag, claim.commit, input=message)
    except OutsideError as error:
        if git(root, "rev-parse", "--verify", "--quiet", ref, check=False):
            return None
        raise OutsideError(f"{claim.run} can't be claimed: {error.sentence}") from None
    return git(root, "rev-parse", ref)
