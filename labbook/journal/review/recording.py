"""Record a review: take the next number, make the tag, push it."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from labbook.errors import OutsideError, Refused, UsageError
from labbook.formats.review.message import MAX_MESSAGE, review_message
from labbook.journal.claims import taken_numbers
from labbook.journal.git import git, git_told
from labbook.journal.remote import TAKEN, fetch_tags, push_tag
from labbook.journal.review.tags import TAGS
from labbook.journal.review.target import Target
from labbook.model.review import Review, ReviewRef

MAX_TRIES = 100


@dataclass(frozen=True)
class Recorded:
    """A review that was recorded. `note` says why its tag is not at `origin`, if it should be."""

    ref: ReviewRef
    signed: bool
    note: str | None = None


def record_review(
    root: Path, target: Target, review: Review, commit: str, formerly: Sequence[str] = ()
) -> Recorded:
    """Make the tag of a review on a commit, and push it where reviews are shared.

    `formerly` are ids that the experiment had, whose numbers are its own too. The tag is signed
    where git is set up to sign, and where the target branch asks for signatures. Raises
    OutsideError, with git's own words, where it can't be made, UsageError for a comment that is
    too long.
    """
    sign = bool(target.signers) or _signs(root)
    for _ in range(MAX_TRIES):
        ref = _next_free(root, review.experiment, formerly)
        tag_object = _tag(root, ref, review, commit, sign=sign)
        if tag_object is None:
            continue
        try:
            problem = push_tag(root, str(ref), tag_object) if target.remote else None
        except BaseException:
            _withdraw(root, ref, tag_object)
            raise
        if problem != TAKEN:
            return Recorded(ref, sign, problem)
        _withdraw(root, ref, tag_object)
        fetch_tags(root, f"review/{review.experiment}")
    raise OutsideError(f"no number could be taken in {MAX_TRIES} tries", path=root)


def _withdraw(root: Path, ref: ReviewRef, tag_object: str) -> None:
    """Take our own tag back, on this machine only."""
    git(root, "update-ref", "-d", f"refs/tags/{ref}", tag_object, check=False)


def _signs(root: Path) -> bool:
    """Whether git is set up to sign."""
    asked = ("--type=bool", "--default=false", "--get")
    wanted = {git(root, "config", *asked, f"{what}.gpgSign") for what in ("tag", "commit")}
    key = git(root, "config", "--get", "user.signingKey", check=False)
    return "true" in wanted or bool(key)


def _next_free(root: Path, experiment: str, formerly: Sequence[str]) -> ReviewRef:
    names = (experiment, *formerly)
    taken = {number for name in names for number in taken_numbers(root, name, TAGS)}
    number = max(taken, default=0) + 1
    if number > 999_999:
        raise Refused(f"{experiment} has used up the numbers for its reviews")
    return ReviewRef(experiment, number)


def _tag(root: Path, ref: ReviewRef, review: Review, commit: str, *, sign: bool) -> str | None:
    """Make the tag and return its object; None where the number was taken meanwhile."""
    message = review_message(review, secrets.token_hex(8))
    if len(message) > MAX_MESSAGE:
        raise UsageError("the comment is too long for a tag", hint="write it into the report")
    how = ["--sign" if sign else "--no-sign", "--cleanup=verbatim", "--file=-"]
    # Without a time limit: a person may have to type a passphrase or touch a key.
    made, said = git_told(
        root, "tag", "--annotate", *how, str(ref), commit, input=message, seconds=None
    )
    form = "--format=%(objectname)%00%(contents:signature)"
    tag_object, _, signature = git(root, "for-each-ref", form, f"refs/tags/{ref}").partition("\0")
    # git 2.39 makes an unsigned tag, and says it went well, where SSH has no such key.
    if made and (signature or not sign):
        return tag_object
    if made:
        _withdraw(root, ref, tag_object)
    elif tag_object:
        return None
    words = [line for line in said.splitlines() if line and not line.startswith("[GNUPG:]")]
    what = "can't be signed" if sign else "can't be made"
    hint = "git config user.signingKey names the key, gpg.format is openpgp or ssh"
    raise OutsideError(f"the tag {ref} {what}: {' '.join(words)}", hint=hint if sign else None)
