"""Which approvals hold for a state, and what is wrong with those that don't."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, partial

from labbook.errors import LabbookError, OutsideError
from labbook.formats.review.signers import addresses_of
from labbook.journal.find import Journal
from labbook.journal.review.authors import last_author
from labbook.journal.review.reviewed import ReviewedState, reviewed_state
from labbook.journal.review.signatures import signature_flaw
from labbook.journal.review.tags import ReviewTag
from labbook.journal.review.target import Target
from labbook.journal.review.tree import Tree, read_tree
from labbook.model.review import ReviewRef

TreeOf = Callable[[str], Tree]


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
    journal: Journal,
    target: Target,
    tags: Iterable[ReviewTag],
    states: Sequence[ReviewedState],
    strays: Mapping[ReviewRef, str],
) -> Judgement:
    """Find an approval that holds for each state, the newest first.

    `strays` are tags that are not what `origin` has, with the reason. Raises
    Refused, with what to fetch, where the history that would tell is not in this clone.
    """
    tree_of = cache(partial(read_tree, journal.layout.root))
    approvals: dict[str, ReviewTag] = {}
    discounted = []
    for tag in sorted(tags, key=lambda tag: tag.ref.number, reverse=True):
        left = [state for state in states if state.digest not in approvals]
        covered = [state for state in left if tag.review and tag.review.covers(state.digest)]
        flaw = tag.flaw or strays.get(tag.ref)
        if flaw is None and covered and target.signers:
            flaw = signature_flaw(journal.layout.root, tag, target.signers)
        if flaw is not None:
            discounted.append(Discounted(tag.ref, flaw, tampered=True))
            continue
        for state in covered:
            wrong = _wrong(journal, target, tag, state, tree_of)
            if wrong is None:
                approvals[state.digest] = tag
            else:
                discounted.append(wrong)
    return Judgement(approvals, tuple(dict.fromkeys(discounted)))


def _wrong(
    journal: Journal, target: Target, tag: ReviewTag, state: ReviewedState, tree_of: TreeOf
) -> Discounted | None:
    """Why a tag that names the state does not approve it; None where it does."""
    review = tag.review
    at_tag = _state_at_tag(journal, target, tag, state, tree_of)
    if review is None or at_tag is None:
        why = "its commit doesn't have what it approves"
        if review and review.labbook:
            why += f", or labbook {review.labbook} took the digest otherwise"
        return Discounted(tag.ref, why, tampered=True)
    approvers = {review.by.email.casefold()} - {""}
    if target.signers:
        approvers |= addresses_of(target.signers, tag.tagger.email)
    if target.settings.review_allow_self:
        return None
    if last_author(at_tag).email.casefold() in approvers:
        return Discounted(tag.ref, f"{review.by} approved their own work", tampered=False)
    return None


def _state_at_tag(
    journal: Journal, target: Target, tag: ReviewTag, state: ReviewedState, tree_of: TreeOf
) -> ReviewedState | None:
    """The state of this digest at the tag's commit: a digest alone can be copied from anywhere."""
    experiment, commit = tag.ref.experiment, tag.commit
    if (commit, experiment) == (state.commit, state.experiment):
        return state
    scope = target.settings.review_code
    for approved in tag.review.approved if tag.review else ():
        if approved.digest != state.digest:
            continue
        try:
            tree = tree_of(commit)
            found = reviewed_state(journal, experiment, commit, approved.overrides, scope, tree)
        except OutsideError:
            raise
        except LabbookError:
            return None
        if found.digest == state.digest:
            return found
    return None
