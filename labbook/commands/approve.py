"""`labbook approve`: look at a state, record that it was reviewed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from labbook import __version__
from labbook.errors import JournalError, Refused
from labbook.formats.launch.kept_words import refuse_secrets
from labbook.formats.launch.variants import SEED, variants
from labbook.formats.names import few
from labbook.formats.review.signers import addresses_of
from labbook.formats.timestamp import timestamp
from labbook.journal.changes import uncommitted
from labbook.journal.experiments import Experiment, load_experiment, resolve_experiment
from labbook.journal.find import Journal
from labbook.journal.git import git
from labbook.journal.history import load_history, unusual_values
from labbook.journal.identity import require_identity
from labbook.journal.launchable import Launchable, load_launchable, warnings_of, with_overrides
from labbook.journal.review.authors import authors
from labbook.journal.review.forge_approval import FoundApproval
from labbook.journal.review.last import last_sound
from labbook.journal.review.recording import Recorded, record_review
from labbook.journal.review.reviewed import ReviewedState, StateReader
from labbook.journal.review.shared import shared_tags
from labbook.journal.review.since import (
    told_first,
    told_from_baseline,
    told_since,
    told_variants,
)
from labbook.journal.review.target import Target, read_target, renewed
from labbook.journal.runs import former_ids
from labbook.model.problem import Problem
from labbook.model.review import Approved, Person, Review


@dataclass(frozen=True)
class Approvable:
    """What is there to approve: a state for each run that `launch` would make of the same
    options, who brought it in, warnings about its values; and what changed since the last
    approval that is sound, or for want of one from the baseline, and from run to run."""

    reader: StateReader
    experiment: Experiment
    target: Target
    states: tuple[ReviewedState, ...]
    authors: tuple[Person, ...]
    by: Person
    warnings: tuple[Problem, ...]
    since: tuple[str, ...]


def approvable(
    journal: Journal, reference: str, *, settings: Sequence[str] = (), seeds: int | None = None
) -> Approvable:
    """What the person here may approve; see `read_approvable`.

    Raises Refused also where they may not: they wrote it themselves, or are not among the
    signers.
    """
    what = read_approvable(journal, reference, settings=settings, seeds=seeds)
    require_other(what)
    return what


def read_approvable(
    journal: Journal, reference: str, *, settings: Sequence[str] = (), seeds: int | None = None
) -> Approvable:
    """Read what an approval would cover, from HEAD. Nothing is recorded yet.

    `settings` and `seeds` are those that `launch` will be given. Raises ProblemsFound for errors
    in config, manifest or front matter, UsageError for overrides that don't fit, Refused for
    uncommitted changes.
    """
    refuse_secrets(None, settings)
    experiment = load_experiment(journal, resolve_experiment(journal, reference))
    launchable = load_launchable(journal, experiment)
    seed = launchable.config.parameters().get(SEED)
    overrides = variants(settings, seeds=seeds, seed=seed)
    configs = [with_overrides(launchable, one) for one in overrides]
    warnings = (
        *warnings_of(launchable, configs),
        *unusual_values(load_history(journal), experiment, configs),
    )
    root = journal.layout.root
    commit = git(root, "rev-parse", "--verify", "--quiet", "HEAD", check=False)
    if not commit:
        raise JournalError("the journal has no commit yet", hint="git add -A && git commit")
    target = renewed(journal, read_target(journal))
    _require_committed(launchable, target)
    reader = StateReader(journal, target.settings.review_code)
    states = tuple(reader.state(experiment.id, commit, one) for one in overrides)
    by = require_identity(root)
    brought = dict.fromkeys(one for state in states for one in authors(reader, state))
    ids = (experiment.id, *former_ids(journal, experiment))
    shared = shared_tags(root, ids, target)
    last = last_sound(reader, target, shared.tags, shared.strays, states[0].overrides)
    since = (
        *shared.remarks,
        *(f"does not count: {one.ref}: {one.why}" for one in last.passed_over),
        *(told_since(last, states[0]) or _told_anew(journal, states[0])),
        *told_variants(states),
    )
    return Approvable(reader, experiment, target, states, tuple(brought), by, warnings, since)


def _told_anew(journal: Journal, state: ReviewedState) -> list[str]:
    return [*told_first(state), *told_from_baseline(journal, state)]


def require_other(what: Approvable) -> None:
    """Raises Refused where the person may not approve: they wrote it themselves, or are
    not among the signers.
    """
    target, by = what.target, what.by
    addresses = {by.email.casefold()}
    if target.signers:
        addresses = set(addresses_of(target.signers, by.email))
        if by.email.casefold() not in {s.email.casefold() for s in target.signers}:
            raise Refused(
                f"{by} is not among the review.signers of {target.branch}",
                hint="somebody who is has to approve, or to add you there",
            )
    own = any(author.email.casefold() in addresses for author in what.authors)
    if own and not target.settings.review_allow_self:
        merged = len(what.authors) > 1
        rebase = "rebase instead of merging, so that it has one author; or " if merged else ""
        who = " and ".join(map(str, what.authors))
        raise Refused(
            f"{who} wrote this, so somebody else has to approve it",
            hint=f"{rebase}where one person works alone: review.allow_self = true on"
            f" {target.branch}",
        )


def approve(
    what: Approvable, comment: str | None = None, given: FoundApproval | None = None
) -> Recorded:
    """Record that somebody has reviewed this, as a tag on HEAD; `given` was found on a forge.

    Raises OutsideError, with git's own words, where the tag can't be made or signed.
    """
    # What is no UTF-8 on the command line can't be kept in a tag.
    comment = comment and comment.encode(errors="replace").decode()
    review = Review(
        experiment=what.experiment.id,
        approved=tuple(Approved(dict(one.overrides), one.digest) for one in what.states),
        created=timestamp(datetime.now(UTC)),
        by=given.by if given else what.by,
        comment=comment,
        approved_by=given.approval if given else None,
        labbook=__version__,
    )
    journal = what.reader.journal
    formerly = former_ids(journal, what.experiment)
    commit = what.states[0].commit
    return record_review(journal.layout.root, what.target, review, commit, formerly)


def _require_committed(launchable: Launchable, target: Target) -> None:
    manifest = launchable.manifest
    changed = uncommitted(
        launchable.journal.layout,
        launchable.experiment.layout,
        includes=launchable.config.includes,
        command=(*manifest.command, *(manifest.smoke or ())),
        elsewhere=target.settings.review_code == "all",
    )
    if changed:
        raise Refused(
            f"a commit is what is approved, and these files differ from it: {few(changed)}",
            hint="commit them, or put them aside: git stash --include-untracked",
        )
