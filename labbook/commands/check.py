"""`labbook check`: every problem of the journal."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial

from labbook.errors import LabbookError
from labbook.formats.allow.apply import Inspected, apply_allowances
from labbook.journal.allowances import journal_allowances
from labbook.journal.checks import inspect
from labbook.journal.checks.online import NotCompared, OnlineCheck
from labbook.journal.claims import read_claims
from labbook.journal.experiments import Experiment, load_experiment, resolve_experiment
from labbook.journal.find import Journal
from labbook.journal.folders import experiment_layouts
from labbook.journal.git import git
from labbook.journal.history import load_history
from labbook.journal.review.known import known_reviews
from labbook.journal.runs import Run, experiment_runs
from labbook.journal.touched import find_changes
from labbook.model.allowance import Allowed
from labbook.model.problem import Problem, Severity
from labbook.model.reference import EXPERIMENT_ID
from labbook.model.run import Claim
from labbook.ports import Progress, Trackers, unseen


@dataclass(frozen=True)
class Checked:
    """What `check` found, by place, and in which experiments it looked.

    `prefix` leads from the repository's root to the journal's. `not_compared` are runs of which a
    tracker could not tell anything.
    """

    problems: tuple[Problem, ...]
    allowed: tuple[Allowed, ...]
    experiments: tuple[str, ...]
    prefix: str
    not_compared: tuple[NotCompared, ...] = ()


def check(
    journal: Journal,
    references: Sequence[str],
    changed_since: str | None = None,
    *,
    online: Trackers | None = None,
    progress: Progress = unseen,
) -> Checked:
    """Problems of the named experiments, or of all of them and of the journal itself, by place.

    With `changed_since` only of those that a branch touches which began at that revision, see
    `find_changes`. With `online` the records are compared with what their trackers tell now;
    `progress` is told how many runs have been. Raises UsageError for a revision or an experiment
    that isn't there.
    """
    named = dict.fromkeys(resolve_experiment(journal, reference) for reference in references)
    layouts = list(named) if references else experiment_layouts(journal.layout)
    own = () if references else (*journal.problems, *_strangers(journal))
    if changed_since is not None:
        changes = find_changes(journal, changed_since)
        layouts = [layout for layout in layouts if changes.touch(layout)]
        own = tuple(problem for problem in own if problem.path in changes.paths)
    claims, history = _claims(journal), cache(partial(load_history, journal))
    reviews = cache(partial(known_reviews, journal))
    experiments = [load_experiment(journal, layout) for layout in layouts]
    inspected = [inspect(journal, each, claims, history, reviews) for each in experiments]
    not_compared: tuple[NotCompared, ...] = ()
    if online is not None:
        asked = OnlineCheck(journal, online)
        runs = [_recorded_runs(journal, experiment, claims) for experiment in experiments]
        inspected = _with_online(asked, experiments, runs, inspected, progress)
        not_compared = tuple(asked.not_compared)
    found = apply_allowances(
        inspected,
        own,
        journal_allowances(journal),
        whole=not references and changed_since is None,
    )
    return Checked(
        problems=tuple(sorted(found.problems, key=_place)),
        allowed=tuple(sorted(found.allowed, key=lambda allowed: _place(allowed.problem))),
        experiments=tuple(layout.id for layout in layouts),
        prefix=git(journal.layout.root, "rev-parse", "--show-prefix", check=False),
        not_compared=not_compared,
    )


def _recorded_runs(
    journal: Journal, experiment: Experiment, claims: Sequence[Claim] | None
) -> list[Run]:
    """Runs with a record; none where one is broken, which is a problem of its own."""
    try:
        runs = experiment_runs(journal, experiment, claims)
    except LabbookError:
        return []
    return [run for run in runs if run.record is not None]


def _with_online(
    asked: OnlineCheck,
    experiments: Sequence[Experiment],
    runs: Sequence[Sequence[Run]],
    inspected: Sequence[Inspected],
    progress: Progress,
) -> list[Inspected]:
    """What was found in each experiment, with what its runs' trackers tell otherwise."""
    done, total = 0, sum(map(len, runs))
    complete = []
    for experiment, own, found in zip(experiments, runs, inspected, strict=True):
        problems = list(found.problems)
        for run in own:
            problems += asked.problems(experiment, run)
            progress(done := done + 1, total)
        complete.append(replace(found, problems=tuple(problems)))
    return complete


def _claims(journal: Journal) -> list[Claim] | None:
    """All claims, read once; None where they can't be: then each experiment says so."""
    try:
        return read_claims(journal.layout.root)
    except LabbookError:
        return None


def _place(problem: Problem) -> tuple[str, int, int, str, str, str]:
    place = problem.path, problem.line, problem.column
    return *place, problem.code, problem.message, problem.hint or ""


def _strangers(journal: Journal) -> Iterator[Problem]:
    """Reports in folders whose name is no id, so that no command finds them."""
    for report in journal.layout.experiments.glob("*/report.md"):
        if not EXPERIMENT_ID.fullmatch(report.parent.name):
            path = report.relative_to(journal.layout.root).as_posix()
            said = f"'{report.parent.name}' is no experiment's id, so this report isn't found"
            hint = "call the folder <date>-<slug>: 2026-11-23-keywords"
            yield Problem(path, 1, "folder-name", Severity.WARNING, said, hint)
