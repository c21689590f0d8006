"""Claim the next number of an experiment, here and at `origin`, so that nobody shares it."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from labbook.errors import OutsideError, UsageError
from labbook.journal.claims import UNPUSHED, claim_message, taken_numbers
from labbook.journal.find import Journal
from labbook.journal.git import git
from labbook.journal.identity import require_identity
from labbook.journal.numbered_tags import number_after, remove_ref, take_number
from labbook.journal.remote import has_remote, push_tag
from labbook.model.reference import RunRef
from labbook.model.run import Claim


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
    experiment = wanted.run.experiment

    def claim(number: int) -> Claim:
        return replace(wanted, run=RunRef(experiment, number))

    taken = take_number(
        root,
        f"run/{experiment}",
        lambda: next_free(journal, experiment, formerly).number,
        lambda number: _tag(root, claim(number)),
        remote=journal.settings.claim == "remote" and has_remote(root),
        unpushed=UNPUSHED + experiment,
    )
    made = replace(claim(taken.number), unpushed=taken.problem is not None)
    return Claimed(made, taken.tag_object, taken.pushed, taken.problem)


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
            remove_ref(root, name, tag_object)


def withdraw(root: Path, run: RunRef, tag_object: str) -> None:
    """Take our own claim back, on this machine only."""
    remove_ref(root, f"refs/tags/{run.tag}", tag_object)
    remove_ref(root, UNPUSHED + str(run), tag_object)


def next_free(journal: Journal, experiment: str, formerly: Sequence[str]) -> RunRef:
    """One more than any number that a tag or a folder of a run uses up."""
    taken: set[int] = set()
    for name in (experiment, *formerly):
        taken |= taken_numbers(journal.layout.root, name)
        taken |= _numbered(journal.layout.experiment(name).runs)
        taken |= _numbered(journal.layout.state / "runs" / name)
    return RunRef(experiment, number_after(taken, f"run/{experiment}"))


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
