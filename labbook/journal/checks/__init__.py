"""What `labbook check` looks for in an experiment. Each check yields problems, and fixes none."""

from collections.abc import Callable, Iterable, Iterator

from labbook.errors import LabbookError
from labbook.journal.checks.inputs import check_inputs
from labbook.journal.checks.links import check_links
from labbook.journal.checks.numbers import check_numbers
from labbook.journal.checks.regions import check_regions
from labbook.journal.checks.results import check_results
from labbook.journal.checks.sections import check_sections
from labbook.journal.checks.subject import Subject, load_subject
from labbook.journal.experiments import Experiment
from labbook.journal.find import Journal
from labbook.model.problem import Problem, Severity

Check = Callable[[Subject], Iterable[Problem]]

CHECKS: tuple[Check, ...] = (
    check_inputs,
    check_regions,
    check_sections,
    check_links,
    check_results,
    check_numbers,
)


def find_problems(journal: Journal, experiment: Experiment) -> Iterator[Problem]:
    """Every problem of an experiment, in no order.

    A check whose file can't be read reports that as its one problem, and the others go on.
    """
    subject = load_subject(journal, experiment)
    yield from subject.problems
    for check in CHECKS:
        try:
            yield from check(subject)
        except LabbookError as error:
            yield problem_of(error, subject.report_name)


def problem_of(error: LabbookError, name: str, code: str = "unreadable") -> Problem:
    """An error as a problem, at its own place or else at the beginning of `name`."""
    path = str(error.path) if error.path is not None else name
    return Problem(path, error.line or 1, code, Severity.ERROR, error.sentence, error.hint)
