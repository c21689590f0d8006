"""What `labbook check` looks for in an experiment. Each check yields problems, and fixes none."""

from collections.abc import Callable, Iterable, Sequence

from labbook.errors import LabbookError
from labbook.formats.allow.apply import Inspected
from labbook.formats.history import History
from labbook.journal.allowances import experiment_allowances, included_allowances
from labbook.journal.checks.history import check_history
from labbook.journal.checks.inputs import check_inputs
from labbook.journal.checks.links import check_links
from labbook.journal.checks.lints import check_lints
from labbook.journal.checks.numbers import check_numbers
from labbook.journal.checks.prose import check_prose
from labbook.journal.checks.records import check_records
from labbook.journal.checks.regions import check_regions
from labbook.journal.checks.results import check_results
from labbook.journal.checks.review import check_review
from labbook.journal.checks.sections import check_sections
from labbook.journal.checks.sensitive import check_sensitive
from labbook.journal.checks.subject import Subject, load_subject, problem_of
from labbook.journal.experiments import Experiment
from labbook.journal.find import Journal
from labbook.journal.review.known import KnownReviews
from labbook.model.allowance import Allowance
from labbook.model.codes import CODES, Judged
from labbook.model.problem import Problem, Severity
from labbook.model.run import Claim

Check = Callable[[Subject], Iterable[Problem]]

CHECKS: tuple[Check, ...] = (
    check_inputs,
    check_lints,
    check_history,
    check_review,
    check_regions,
    check_sections,
    check_links,
    check_records,
    check_results,
    check_sensitive,
    check_numbers,
    check_prose,
)


def inspect(
    journal: Journal,
    experiment: Experiment,
    claims: Sequence[Claim] | None,
    history: Callable[[], History],
    reviews: Callable[[], KnownReviews],
) -> Inspected:
    """Every problem of an experiment, in no order, and what its files allow.

    What keeps one check from its work is a problem too, unless it was named already; the other
    checks go on. `claims` are those of the whole journal where they are known already;
    `history` gives what its runs have used, `reviews` what is known of reviews.
    """
    subject = load_subject(journal, experiment, claims, history, reviews)
    problems = list(subject.problems)
    broke_off = False
    for check in CHECKS:
        try:
            problems += check(subject)
        except LabbookError as error:
            broke_off = True
            problem = problem_of(error, "report-unreadable", subject.report_name)
            if (problem.path, problem.line) not in {(p.path, p.line) for p in problems}:
                problems.append(problem)
    return Inspected(
        problems=tuple(problems),
        own=experiment_allowances(journal, experiment),
        shared=_included(subject),
        judged=() if broke_off or any(map(_hinders, problems)) else _judged(subject),
    )


def _included(subject: Subject) -> tuple[Allowance, ...]:
    try:
        return included_allowances(subject.journal, subject.config.includes)
    except LabbookError:
        return ()


def _hinders(problem: Problem) -> bool:
    """Whether a check may have found less because of it: nobody can allow it, and it's an error."""
    code = CODES.get(problem.code)
    return problem.severity is Severity.ERROR and (code is None or not code.allowable)


def _judged(subject: Subject) -> set[Judged]:
    judged: set[Judged] = {"always"}
    if subject.experiment.front_matter.verdict is None:
        judged.add("while open")
        if not subject.runs:
            judged.add("before runs")
    if any(record.state.ended for record in subject.records):
        judged.add("after runs")
    return judged
