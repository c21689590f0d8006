"""Reviews: whether a long run could start, and whether the approvals are what they were."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from labbook.errors import LabbookError, UsageError
from labbook.formats.names import few
from labbook.journal.checks.subject import Subject
from labbook.journal.review.gate import needs_review
from labbook.journal.review.judging import judge
from labbook.journal.review.known import KnownReviews
from labbook.journal.review.last import LastApproval, last_sound
from labbook.journal.review.reviewed import ReviewedState, StateReader
from labbook.journal.review.since import changed_names
from labbook.journal.review.tags import ReviewTag
from labbook.journal.review.target import Target
from labbook.journal.runs import former_ids
from labbook.model.problem import Problem, Severity
from labbook.model.review import ReviewRef

FETCH = "git fetch origin 'refs/tags/review/*:refs/tags/review/*'"
MOST_STATES = 10


def check_review(subject: Subject) -> Iterator[Problem]:
    """`review-…`: what is committed is judged, by what this clone has."""
    known = subject.reviews()
    ids = (subject.experiment.id, *former_ids(subject.journal, subject.experiment))
    tags = known.of(ids)
    if known.complete:
        yield from _missing(subject, tags)
    yield from (_tampered(subject, tag.ref, tag.flaw) for tag in tags if tag.flaw)
    if known.target and _is_wanted(subject, known.target):
        yield from _approval(subject, known, known.target, [t for t in tags if not t.flaw])


def _missing(subject: Subject, tags: Sequence[ReviewTag]) -> Iterator[Problem]:
    """Reviews that a run's claim names, or that the numbers of the others leave out.

    A tag that is no review can have any number, and says nothing of those before it.
    """
    here = {str(tag.ref) for tag in tags}
    named: dict[str, list[str]] = {}
    for run in subject.runs:
        if run.claim.review and run.claim.review not in here:
            named.setdefault(run.claim.review, []).append(str(run.ref.number))
    for name, runs in named.items():
        said = f"run {runs[0]} names" if len(runs) == 1 else f"runs {few(runs)} name"
        yield _gone(subject, f"{said} {name[:80]}, which is not here")
    known = {tag.ref.number for tag in tags} | set(map(_number, named))
    last = max((tag.ref.number for tag in tags if not tag.flaw), default=0)
    for before, after in pairwise([0, *sorted(n for n in known if n < last), last]):
        if before + 1 < after:
            first = ReviewRef(subject.experiment.id, before + 1)
            to = "" if before + 2 == after else f" to {after - 1}"
            are = "are" if to else "is"
            yield _gone(subject, f"there are reviews after {first}{to}, which {are} not here")


def _number(name: str) -> int:
    """The number that a claim's name of a review ends in; 0, which no review has, without one."""
    try:
        return ReviewRef.parse(name).number
    except UsageError:
        return 0


def _gone(subject: Subject, said: str) -> Problem:
    return Problem(
        subject.report_name,
        1,
        "review-missing",
        Severity.WARNING,
        said,
        f"{FETCH}; if it isn't there, somebody has deleted it",
    )


def _tampered(subject: Subject, ref: ReviewRef, why: str) -> Problem:
    return Problem(
        subject.report_name,
        1,
        "review-tampered",
        Severity.ERROR,
        f"{ref} does not count: {why}",
        f"see who made it: git cat-file tag {ref}",
    )


def _is_wanted(subject: Subject, target: Target) -> bool:
    """Whether a run of it may still start, and would need a review."""
    try:
        manifest, _ = subject.manifest
    except LabbookError:
        return False
    is_open = subject.experiment.front_matter.verdict is None
    return is_open and manifest is not None and needs_review(manifest, target)


def _approval(
    subject: Subject, known: KnownReviews, target: Target, tags: Sequence[ReviewTag]
) -> Iterator[Problem]:
    reader = StateReader(subject.journal, target.settings.review_code, {known.head: known.tree})
    try:
        states = _states(subject, reader, known.head, tags) if tags else []
    except LabbookError:
        states = []
    try:
        judgement = judge(reader, target, tags, states, {})
    except LabbookError as unknown:
        yield _needed(subject, unknown.sentence, unknown.hint)
        return
    wrong = {one.ref: one.why for one in judgement.discounted if one.tampered}
    yield from (_tampered(subject, ref, why) for ref, why in wrong.items())
    if judgement.approvals:
        return
    own = [
        f"{one.ref} does not count: {one.why}" for one in judgement.discounted if not one.tampered
    ]
    last = last_sound(reader, target, tags, {}, {}).approval if states and not own else None
    if last is not None:
        yield _void(subject, last, states[0])
    elif own or not subject.runs:
        yield _needed(subject, own[0] if own else "nobody has approved it yet", None)


def _states(
    subject: Subject, reader: StateReader, head: str, tags: Sequence[ReviewTag]
) -> list[ReviewedState]:
    """What is committed now, with the overrides of the last approval and without any."""
    last = max(tags, key=lambda tag: tag.ref.number, default=None)
    approved = last.review.approved if last and last.review else ()
    overrides = [{}, *(one.overrides for one in approved[:MOST_STATES])]
    return [reader.state(subject.experiment.id, head, one) for one in overrides]


def _needed(subject: Subject, said: str, hint: str | None) -> Problem:
    return Problem(
        subject.manifest_name,
        _line(subject),
        "review-needed",
        Severity.HINT,
        f"a run that takes so long needs a review before it is launched: {said}",
        hint or f"labbook approve {subject.experiment.id}, by somebody else than the last author",
    )


def _void(subject: Subject, last: LastApproval, state: ReviewedState) -> Problem:
    changed = few(changed_names(last.state, state)) if last.state else last.why
    since = f"changed since: {changed}" if changed else "nothing that shows was changed since"
    return Problem(
        subject.manifest_name,
        _line(subject),
        "review-void",
        Severity.WARNING,
        f"{last.ref} by {last.review.by} approved another state; {since}",
        f"labbook approve {subject.experiment.id}, by somebody else than the last author",
    )


def _line(subject: Subject) -> int:
    """Where the manifest says how long a run takes."""
    places = (subject.manifest_places.get((key,)) for key in ("duration", "deadline"))
    return next((place.line for place in places if place is not None), 1)
