"""Runs, results and what was predicted of them."""

from collections.abc import Iterator

from labbook.errors import LabbookError
from labbook.formats.report.front_matter import read_front_matter
from labbook.journal.checks.subject import Subject, problem_of
from labbook.journal.committed import committed_text
from labbook.model.problem import Problem, Severity


def check_results(subject: Subject) -> Iterator[Problem]:
    """`result-undecided`, `prediction-changed`."""
    undecided = subject.results.problem
    if undecided is not None:
        yield problem_of(undecided, "result-undecided", subject.report_name)
    yield from _prediction(subject)


def _prediction(subject: Subject) -> Iterator[Problem]:
    """The prediction at the first run's commit against the one of now."""
    if not subject.runs:
        return
    first = subject.runs[0].claim
    name = f"experiments/{first.run.experiment}/report.md"
    try:
        text = committed_text(subject.journal.layout.root, first.commit, name)
        before = read_front_matter(text, name=name).prediction
    except LabbookError:
        return
    now = subject.experiment.front_matter.prediction
    if before != now:
        yield Problem(
            subject.report_name,
            1,
            "prediction-changed",
            Severity.WARNING,
            f"the prediction was '{before or 'none'}' when run 1 was launched, and is"
            f" '{now or 'none'}'",
            "a prediction is written down before the first run",
        )
