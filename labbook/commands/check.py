"""`labbook check`: every problem of the journal."""

from collections.abc import Sequence

from labbook.journal.checks import find_problems
from labbook.journal.experiments import (
    Experiment,
    list_experiments,
    load_experiment,
    resolve_experiment,
)
from labbook.journal.find import Journal
from labbook.model.problem import Problem


def check(journal: Journal, references: Sequence[str]) -> list[Problem]:
    """Problems of the named experiments, or of all of them and of the settings, by place."""
    if references:
        experiments = [_named(journal, reference) for reference in references]
        problems: list[Problem] = []
    else:
        experiments = list_experiments(journal)
        problems = list(journal.problems)
    for experiment in experiments:
        problems += find_problems(journal, experiment)
    return sorted(set(problems), key=lambda p: (p.path, p.line, p.column, p.code, p.message))


def _named(journal: Journal, reference: str) -> Experiment:
    return load_experiment(journal, resolve_experiment(journal, reference))
