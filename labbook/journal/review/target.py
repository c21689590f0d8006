"""What the target branch says of reviews, so that no branch can lower the bar for itself."""

from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property
from pathlib import Path

from labbook.errors import OutsideError, Refused
from labbook.formats.launch.duration import read_duration
from labbook.formats.names import few
from labbook.formats.review.signers import Signer, parse_signer
from labbook.journal.find import Journal
from labbook.journal.git import git
from labbook.journal.remote import REMOTE, has_remote
from labbook.journal.review.target_branch import (
    HEADS,
    TRACKED,
    ask_for_branch,
    commit_of,
    is_shallow,
    remembered_branch,
    renew_branch,
)
from labbook.journal.review.target_settings import settings_at
from labbook.model.settings import Settings


@dataclass(frozen=True)
class Target:
    """The journal's settings of reviews as its target branch has them.

    `remote` is whether reviews are shared through `origin`, `unreached` why it could not be
    asked for what the branch is now.
    """

    ref: str
    settings: Settings
    remote: bool
    unreached: str | None = None

    @property
    def branch(self) -> str:
        """The branch as git calls it: `origin/main`."""
        return self.ref.removeprefix("refs/remotes/").removeprefix(HEADS)

    @cached_property
    def signers(self) -> tuple[Signer, ...]:
        """Who may approve, where approvals must be signed."""
        return tuple(parse_signer(text) for text in self.settings.review_signers)


class TargetUnknown(Refused):
    """What the target branch says can't be told here. Runs of less than `least` need no review,
    whatever it says: that is the lowest of all thresholds that are possible."""

    def __init__(self, sentence: str, hint: str | None, least: timedelta) -> None:
        super().__init__(sentence, hint=hint)
        self.least = least


def read_target(journal: Journal, *, ask: bool = True) -> Target:
    """The settings on the target branch: on origin's default branch, or without a remote on
    `main`, else `master`, else here.

    Which branch is origin's default one is what this clone remembers (`origin/HEAD`), else what
    `origin` says when asked; `ask` says whether it may be. Raises TargetUnknown, with what to
    fetch, where the branch can't be told or isn't here, JournalError where its settings are
    broken.
    """
    root = journal.layout.root
    if not has_remote(root):
        return _target(journal, _local_branch(root), remote=False)
    ref, unreached = remembered_branch(root), None
    if ask and not (ref and commit_of(root, ref)):
        found = ask_for_branch(root)
        ref, unreached = found.ref or ref, found.unreached
        if (
            ref is None
            and unreached is None
            and not git(root, "for-each-ref", "--count=1", TRACKED)
        ):
            # Nothing was ever shared.
            return _target(journal, _local_branch(root), remote=True)
    if ref is None:
        because = f": {unreached}" if unreached else ""
        raise _unknown(
            journal,
            f"which branch of {REMOTE} is the target, and asks for reviews, isn't known"
            f" here{because}",
            f"git remote set-head {REMOTE} --auto, or without a network"
            f" git remote set-head {REMOTE} main",
        )
    return _target(journal, ref, remote=True)


def renewed(journal: Journal, target: Target) -> Target:
    """The target as `origin` has it now; where it can't be reached, as it was last fetched.

    Raises as `read_target` does.
    """
    if not target.ref.startswith(TRACKED):
        return target
    unreached = renew_branch(journal.layout.root, target.ref)
    return replace(_target(journal, target.ref, remote=True), unreached=unreached)


def _target(journal: Journal, ref: str, *, remote: bool) -> Target:
    root = journal.layout.root
    commit = commit_of(root, ref)
    branch = ref.removeprefix(TRACKED).removeprefix(HEADS)
    if not commit:
        depth = "--depth=1 " if is_shallow(root) else ""
        raise _unknown(
            journal,
            f"the settings of reviews stand on {REMOTE}'s branch {branch}, which is not in this"
            " clone",
            f"git fetch {depth}{REMOTE} +{HEADS}{branch}:{ref}",
        )
    target = Target(ref, Settings(), remote)
    try:
        found = settings_at(root, commit, target.branch)
    except OutsideError as error:
        raise _unknown(
            journal,
            f"the settings of reviews on {target.branch} can't be read: {error.sentence}",
            f"git fetch --refetch {REMOTE} {branch}" if remote else error.hint,
        ) from None
    if len(found) > 1:
        raise _unknown(
            journal,
            f"this journal is not where {target.branch} has one, and there are several:"
            f" {few(sorted(found))}",
            f"merge the move into {branch} before a run that needs a review",
            *found.values(),
        )
    (settings,) = found.values()
    return replace(target, settings=settings, remote=remote and settings.claim == "remote")


def _unknown(
    journal: Journal, sentence: str, hint: str | None, *possible: Settings
) -> TargetUnknown:
    every = (Settings(), journal.settings, *possible)
    least = min(read_duration(one.review_required_from) for one in every)
    return TargetUnknown(sentence, hint, least)


def _local_branch(root: Path) -> str:
    known = git(root, "for-each-ref", "--format=%(refname)", f"{HEADS}main", f"{HEADS}master")
    return next((ref for ref in known.splitlines() if ref.count("/") == 2), "HEAD")
