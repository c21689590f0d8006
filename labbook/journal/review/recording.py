"""Record a review: take the next number, make the tag, push it."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from labbook.errors import OutsideError, UsageError
from labbook.formats.review.message import MAX_MESSAGE, review_message
from labbook.journal.claims import taken_numbers
from labbook.journal.git import git, git_told
from labbook.journal.numbered_tags import number_after, remove_ref, take_number
from labbook.journal.review.signatures import require_signature
from labbook.journal.review.tags import TAGS, read_review_tags
from labbook.journal.review.target import Target
from labbook.model.review import Review, ReviewRef


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
    OutsideError, with git's own words, where it can't be made, Refused where its signature would
    not count, UsageError for a comment that is too long.
    """
    sign = bool(target.signers) or _signs(root)
    name = review.experiment

    def next_number() -> int:
        numbers = (taken_numbers(root, one, TAGS) for one in (name, *formerly))
        return number_after(chain.from_iterable(numbers), f"review/{name}")

    def make(number: int) -> str | None:
        ref = ReviewRef(name, number)
        tag_object = _tag(root, ref, review, commit, sign=sign)
        if tag_object is not None and target.signers:
            _require_signature(root, ref, tag_object, target)
        return tag_object

    taken = take_number(
        root,
        f"review/{name}",
        next_number,
        make,
        remote=target.remote,
    )
    return Recorded(ReviewRef(name, taken.number), sign, taken.problem)


def _require_signature(root: Path, ref: ReviewRef, tag_object: str, target: Target) -> None:
    """Take our own tag back, before anybody sees it, unless its signature will count."""
    try:
        for tag in read_review_tags(root, [ref.experiment]):
            if tag.ref == ref:
                require_signature(root, tag, target)
    except BaseException:
        remove_ref(root, f"refs/tags/{ref}", tag_object)
        raise


def _signs(root: Path) -> bool:
    """Whether git is set up to sign."""
    asked = ("--type=bool", "--default=false", "--get")
    wanted = {git(root, "config", *asked, f"{what}.gpgSign") for what in ("tag", "commit")}
    key = git(root, "config", "--get", "user.signingKey", check=False)
    return "true" in wanted or bool(key)


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
        remove_ref(root, f"refs/tags/{ref}", tag_object)
    elif tag_object:
        return None
    words = [line for line in said.splitlines() if line and not line.startswith("[GNUPG:]")]
    what = "can't be signed" if sign else "can't be made"
    hint = "git config user.signingKey names the key, gpg.format is openpgp or ssh"
    raise OutsideError(f"the tag {ref} {what}: {' '.join(words)}", hint=hint if sign else None)
