"""`labbook check`: every problem of the journal."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from labbook.journal.checks import find_problems
from labbook.journal.experiments import (
    Experiment,
    list_experiments,
    load_experiment,
    resolve_experiment,
)
from labbook.journal.find import Journal
from labbook.journal.git import git
from labbook.model.problem import Problem, Severity
from labbook.model.reference import EXPERIMENT_ID


@dataclass(frozen=True)
class Checked:
    """What `check` found, by place; `prefix` leads from the repository's root to the journal's."""

    problems: tuple[Problem, ...]
    prefix: str = ""


def check(journal: Journal, references: Sequence[str]) -> Checked:
    """Problems of the named experiments, or of all of them and of the settings, by place."""
    if references:
        experiments = [_named(journal, reference) for reference in references]
        problems: list[Problem] = []
    else:
        experiments = list_experiments(journal)
        problems = [*journal.problems, *_strangers(journal)]
    for experiment in experiments:
        problems += find_problems(journal, experiment)
    prefix = git(journal.layout.root, "rev-parse", "--show-prefix", check=False)
    return Checked(tuple(sorted(set(problems), key=_place)), prefix)


def _place(problem: Problem) -> tuple[str, int, int, str, str]:
    return problem.path, problem.line, problem.column, problem.code, problem.message


def _strangers(journal: Journal) -> Iterator[Problem]:
    """Reports in folders whose name is no id, so that no command finds them."""
    for report in journal.layout.experiments.glob("*/report.md"):
        if not EXPERIMENT_ID.fullmatch(report.parent.name):
            path = report.relative_to(journal.layout.root).as_posix()
            said = f"'{report.parent.name}' is no experiment's id, so this report isn't found"
            hint = "call the folder <date>-<slug>: 2026-11-23-keywords"
            yield Problem(path, 1, "folder-name", Severity.WARNING, said, hint)


def _named(journal: Journal, reference: str) -> Experiment:
    return load_experiment(journal, resolve_experiment(journal, reference))
