"""The reviews that `origin` has, and how those here differ from them."""

import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from labbook.errors import UsageError
from labbook.journal.remote import REMOTE, ask_remote, fetch_tags
from labbook.journal.review.tags import TAGS, ReviewTag, read_review_tags
from labbook.journal.review.target import Target
from labbook.model.review import ReviewRef


@dataclass(frozen=True)
class SharedTags:
    """The tags that are here, those that were missing fetched.

    `strays` are those that `origin` doesn't have so, with what is wrong; `unreached`
    is why it could not be asked.
    """

    tags: tuple[ReviewTag, ...]
    strays: Mapping[ReviewRef, str] = field(default_factory=dict)
    unreached: str | None = None

    @property
    def remarks(self) -> tuple[str, ...]:
        """What a person should know of where these come from."""
        if self.unreached is None:
            return ()
        return (f"reviews are judged by what is here; {REMOTE} says: {self.unreached}",)


def shared_tags(root: Path, experiments: Sequence[str], target: Target) -> SharedTags:
    """The reviews of an experiment by all the ids that it had, as `origin` has them if the target
    branch says that they are shared."""
    here = read_review_tags(root, experiments)
    if not target.remote:
        return SharedTags(tuple(here), unreached=target.unreached)
    patterns = [f"{TAGS}{name}/*" for name in experiments]
    reached, listed = ask_remote(root, "ls-remote", REMOTE, *patterns)
    if not reached:
        return SharedTags(tuple(here), unreached=listed)
    there = _listed(listed)
    # A tag that the fetch brings comes from there, though it may be younger than the list.
    strays = {tag.ref: why for tag in here if (why := _stray(tag, there.get(tag.ref)))}
    unreached = target.unreached
    if there.keys() - {tag.ref for tag in here}:
        said = [fetch_tags(root, f"review/{name}") for name in experiments]
        here = read_review_tags(root, experiments)
        if there.keys() - {tag.ref for tag in here}:
            unreached = next((why for why in said if why), unreached)
    return SharedTags(tuple(here), strays, unreached)


def _listed(text: str) -> dict[ReviewRef, str]:
    """The tag objects that `git ls-remote` lists; its lines for what they point to end in ^{}."""
    found = {}
    for line in text.splitlines():
        tag_object, _, name = line.partition("\t")
        with contextlib.suppress(UsageError):
            found[ReviewRef.parse(name.removeprefix("refs/tags/"))] = tag_object
    return found


def _stray(tag: ReviewTag, there: str | None) -> str | None:
    if there is None:
        push = f"git push {REMOTE} refs/tags/{tag.ref}"
        return f"{REMOTE} does not have it: it was deleted there, or is to be pushed: {push}"
    if there != tag.tag_object:
        return f"it was moved: {REMOTE} has another tag of this name"
    return None
