"""What `labbook check` looks for in an experiment. Each check yields problems, and fixes none."""

from collections.abc import Callable, Iterable, Iterator

from labbook.errors import LabbookError
from labbook.journal.checks.inputs import check_inputs
from labbook.journal.checks.links import check_links
from labbook.journal.checks.numbers import check_numbers
from labbook.journal.checks.regions import check_regions
from labbook.journal.checks.results import check_results
from labbook.journal.checks.sections import check_sections
from labbook.journal.checks.subject import Subject, load_subject, problem_of
from labbook.journal.experiments import Experiment
from labbook.journal.find import Journal
from labbook.model.problem import Problem

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

    What keeps one check from its work is a problem too, unless it was named already; the other
    checks go on.
    """
    subject = load_subject(journal, experiment)
    named = set()
    for check in (lambda subject: subject.problems, *CHECKS):
        try:
            for problem in check(subject):
                named.add((problem.path, problem.line))
                yield problem
        except LabbookError as error:
            problem = problem_of(error, "report-unreadable", subject.report_name)
            if (problem.path, problem.line) not in named:
                yield problem
