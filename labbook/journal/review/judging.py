"""Which approvals hold for a state, and what is wrong with those that don't."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from labbook import __version__
from labbook.formats.review.signers import addresses_of
from labbook.journal.review.authors import authors
from labbook.journal.review.reviewed import ReviewedState, StateReader
from labbook.journal.review.signatures import signature_flaw
from labbook.journal.review.tags import ReviewTag
from labbook.journal.review.target import Target
from labbook.model.review import Approved, Review, ReviewRef

Strays = Mapping[ReviewRef, str]
"""Tags that are not what `origin` has, each with the reason."""


@dataclass(frozen=True)
class Discounted:
    """A tag that does not count, and why. `tampered` says that it isn't what labbook made."""

    ref: ReviewRef
    why: str
    tampered: bool


@dataclass(frozen=True)
class Judgement:
    """Approvals that hold, by the digest that they approve; and tags that do not count."""

    approvals: Mapping[str, ReviewTag] = field(default_factory=dict)
    discounted: tuple[Discounted, ...] = ()


def judge(
    reader: StateReader,
    target: Target,
    tags: Iterable[ReviewTag],
    states: Sequence[ReviewedState],
    strays: Strays,
) -> Judgement:
    """Find an approval that holds for each state, the newest first.

    Raises Refused, with what to fetch, where the history that would tell is not in this clone.
    """
    approvals: dict[str, ReviewTag] = {}
    discounted = []
    for tag in newest_first(tags):
        left = [state.digest for state in states if state.digest not in approvals]
        approved = [one for one in _approved(tag.review) if one.digest in left]
        flaw = tag_flaw(reader, target, tag, strays) if approved else _flaw(tag, strays)
        if flaw is not None:
            discounted.append(Discounted(tag.ref, flaw, tampered=True))
            continue
        for one in approved:
            found = approved_state(reader, target, tag, one)
            if isinstance(found, Discounted):
                discounted.append(found)
            else:
                approvals[one.digest] = tag
    return Judgement(approvals, tuple(dict.fromkeys(discounted)))


def newest_first(tags: Iterable[ReviewTag]) -> list[ReviewTag]:
    """The tags as they are judged."""
    return sorted(tags, key=lambda tag: tag.ref.number, reverse=True)


def tag_flaw(reader: StateReader, target: Target, tag: ReviewTag, strays: Strays) -> str | None:
    """What speaks against a tag, whatever it approves; None where nothing does."""
    flaw = _flaw(tag, strays)
    if flaw is None and target.signers:
        return signature_flaw(reader.journal.layout.root, tag, target.signers)
    return flaw


def approved_state(
    reader: StateReader, target: Target, tag: ReviewTag, approved: Approved
) -> ReviewedState | Discounted:
    """The state that a tag without a flaw approves, one of those that it names; else why not.

    A digest alone can be copied from anywhere, so it is taken anew at the tag's commit. Raises
    Refused, with what to fetch, where the history that would tell is not in this clone,
    OutsideError where the commit isn't.
    """
    review, name = tag.review, tag.ref.experiment
    state = reader.state_with(approved.digest, name, tag.commit, approved.overrides)
    if review is None or state is None:
        why = "its digest is not that of its own commit"
        if review and review.labbook and review.labbook != __version__:
            why += f", or labbook {review.labbook} took it otherwise"
        return Discounted(tag.ref, why, tampered=True)
    if target.settings.review_allow_self:
        return state
    approvers = {review.by.email.casefold()} - {""}
    if target.signers:
        approvers |= addresses_of(target.signers, tag.tagger.email)
    if approvers.isdisjoint(author.email.casefold() for author in authors(reader, state)):
        return state
    return Discounted(tag.ref, f"{review.by} approved their own work", tampered=False)


def _flaw(tag: ReviewTag, strays: Strays) -> str | None:
    return tag.flaw or strays.get(tag.ref)


def _approved(review: Review | None) -> tuple[Approved, ...]:
    return review.approved if review else ()
