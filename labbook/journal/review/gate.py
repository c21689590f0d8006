"""The review gate: whether runs that take long may start."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from labbook.errors import Refused
from labbook.formats.launch.duration import read_duration
from labbook.formats.names import few
from labbook.formats.review.refusal import refusal, set_words
from labbook.journal.experiments import Experiment
from labbook.journal.find import Journal
from labbook.journal.review.authors import authors
from labbook.journal.review.judging import Judgement, judge
from labbook.journal.review.last import last_sound
from labbook.journal.review.reviewed import ReviewedState, StateReader
from labbook.journal.review.shared import SharedTags, shared_tags
from labbook.journal.review.since import changed_elsewhere, told_since
from labbook.journal.review.tags import ReviewTag
from labbook.journal.review.target import Target, TargetUnknown, read_target, renewed
from labbook.journal.runs import former_ids
from labbook.model.manifest import Manifest


@dataclass(frozen=True)
class Passed:
    """What the gate lets through: for each run the tag of its review, where it needs one; and
    what a person should know."""

    reviews: tuple[str | None, ...]
    notes: tuple[str, ...] = ()


def pass_gate(
    journal: Journal,
    experiment: Experiment,
    commit: str,
    manifest: Manifest,
    overrides: Sequence[Mapping[str, str]],
) -> Passed:
    """Find an approval of each run of the experiment at a commit, a run's being its overrides.

    `manifest` is that of the commit. Raises Refused where a run needs an approval and has none,
    with what changed since the last one; and where that can't be told, with what to fetch.
    """
    nothing = (None,) * len(overrides)
    try:
        target = _target(journal, manifest)
    except TargetUnknown as unknown:
        if (expected_time(manifest) or timedelta(0)) >= unknown.least:
            raise
        return Passed(nothing, (f"{unknown}; a run this short starts without",))
    if target is None:
        return Passed(nothing)
    reader = StateReader(journal, target.settings.review_code)
    states = [reader.state(experiment.id, commit, one) for one in overrides]
    ids = (experiment.id, *former_ids(journal, experiment))
    shared = shared_tags(journal.layout.root, ids, target)
    judgement = judge(reader, target, shared.tags, states, shared.strays)
    tags = [judgement.approvals.get(state.digest) for state in states]
    approved = [tag for tag in tags if tag is not None]
    if len(approved) < len(states):
        raise _refusal(reader, target, shared, judgement, states)
    return Passed(
        tuple(str(tag.ref) for tag in approved), tuple(_notes(reader, shared, approved, states))
    )


def _target(journal: Journal, manifest: Manifest) -> Target | None:
    """What the target branch says now of reviews, None where the run needs none."""
    target = read_target(journal)
    if not needs_review(manifest, target):
        return None
    target = renewed(journal, target)
    return target if needs_review(manifest, target) else None


def needs_review(manifest: Manifest, target: Target) -> bool:
    """Whether the time that a run may take reaches `review.required_from`.

    A run that states none needs a review only where all do (`0d`).
    """
    least = read_duration(target.settings.review_required_from)
    expected = expected_time(manifest)
    return (expected or timedelta(0)) >= least


def expected_time(manifest: Manifest) -> timedelta | None:
    """How long a run may take, as far as its manifest says.

    A deadline is twice the duration where none is written, so half of a longer one is what is
    expected, whatever the duration says.
    """
    duration, deadline = manifest.duration, manifest.deadline
    return max(duration, deadline / 2) if duration and deadline else duration or deadline


def _refusal(
    reader: StateReader,
    target: Target,
    shared: SharedTags,
    judgement: Judgement,
    states: Sequence[ReviewedState],
) -> Refused:
    lacking = [state for state in states if state.digest not in judgement.approvals]
    first = lacking[0]
    last = last_sound(reader, target, shared.tags, shared.strays, first.overrides)
    # A tag that names this state is judged by what it says of this state.
    wrong = {one.ref: one for one in (*last.passed_over, *judgement.discounted)}
    text = refusal(
        expected_time(first.manifest),
        [state.overrides for state in lacking],
        len(states),
        [f"{one.ref}: {one.why}" for one in wrong.values()],
        [*shared.remarks, *told_since(last, first)],
    )
    others = "" if target.settings.review_allow_self else _by_others(reader, first)
    sets = " with the same --set and --seeds" if len(states) > 1 else set_words(first.overrides)
    return Refused(text, hint=f"labbook approve {first.experiment}{sets}{others}")


def _by_others(reader: StateReader, state: ReviewedState) -> str:
    try:
        return f", by somebody else than {' or '.join(map(str, authors(reader, state)))}"
    except Refused:
        return ""


def _notes(
    reader: StateReader,
    shared: SharedTags,
    approved: Sequence[ReviewTag],
    states: Sequence[ReviewedState],
) -> Iterator[str]:
    yield from shared.remarks
    pairs = {tag.ref: (tag, state) for tag, state in zip(approved, states, strict=True)}
    for tag, state in pairs.values():
        elsewhere = changed_elsewhere(reader.tree(tag.commit), state)
        if elsewhere:
            yield f"changed since {tag.ref}, and not covered by it: {few(elsewhere)}"
