"""Values of the config against those that the lab's runs have used."""

from collections.abc import Iterator

from labbook.formats.history import unusual
from labbook.journal.checks.subject import Subject
from labbook.model.problem import Problem, Severity


def check_history(subject: Subject) -> Iterator[Problem]:
    """`history-…`, as long as the experiment goes on and its config can be read."""
    if subject.experiment.front_matter.verdict is not None:
        return
    config = subject.config
    if not any(problem.severity is Severity.ERROR for problem in config.problems):
        yield from unusual(subject.history(), config, experiment=subject.experiment.id).values()
