"""The last approval that holds: from there on somebody has to look at what was changed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from labbook.errors import LabbookError
from labbook.journal.review.judging import (
    Discounted,
    Strays,
    approved_state,
    newest_first,
    tag_flaw,
)
from labbook.journal.review.reviewed import ReviewedState, StateReader
from labbook.journal.review.tags import ReviewTag
from labbook.journal.review.target import Target
from labbook.model.review import Review, ReviewRef


@dataclass(frozen=True)
class LastApproval:
    """The last approval of an experiment, and the state that it approved.

    `state` is None where that can't be read here, and `why` says so.
    """

    ref: ReviewRef
    review: Review
    state: ReviewedState | None
    why: str = ""


@dataclass(frozen=True)
class LastSound:
    """The last approval that is sound, if there is one, and later tags that are not."""

    approval: LastApproval | None
    passed_over: tuple[Discounted, ...]


def last_sound(
    reader: StateReader,
    target: Target,
    tags: Iterable[ReviewTag],
    strays: Strays,
    overrides: Mapping[str, str],
) -> LastSound:
    """The last approval that would hold for what it names, were that launched.

    Whoever made a tag that doesn't hold could hide behind it what nobody has read. Of several
    states that an approval names, it is the one with these overrides, else the first.
    """
    passed_over: list[Discounted] = []
    for tag in newest_first(tags):
        found = _approval(reader, target, tag, strays, overrides)
        if isinstance(found, LastApproval):
            return LastSound(found, tuple(passed_over))
        passed_over.append(found)
    return LastSound(None, tuple(passed_over))


def _approval(
    reader: StateReader,
    target: Target,
    tag: ReviewTag,
    strays: Strays,
    overrides: Mapping[str, str],
) -> LastApproval | Discounted:
    flaw = tag_flaw(reader, target, tag, strays)
    if flaw is not None or tag.review is None:
        return Discounted(tag.ref, flaw or "its message is no review", tampered=True)
    alike = (one for one in tag.review.approved if one.overrides == overrides)
    approved = next(alike, tag.review.approved[0])
    try:
        found = approved_state(reader, target, tag, approved)
    except LabbookError as error:
        return LastApproval(tag.ref, tag.review, None, error.sentence)
    return found if isinstance(found, Discounted) else LastApproval(tag.ref, tag.review, found)
