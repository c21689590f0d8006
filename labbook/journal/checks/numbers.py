"""Numbers bound in the prose."""

from collections.abc import Iterator

from labbook.errors import LabbookError
from labbook.formats.report.expressions import evaluate
from labbook.formats.report.metric_names import AmbiguousName
from labbook.formats.report.numbers import BoundNumber
from labbook.journal.checks.subject import Subject
from labbook.model.problem import Problem, Severity


def check_numbers(subject: Subject) -> Iterator[Problem]:
    """`number-drifted`, `number-unresolved`, `number-ambiguous`, `number-missing`."""
    for bound in subject.account.bound:
        if (problem := _judge(bound, subject)) is not None:
            yield problem


def _judge(bound: BoundNumber, subject: Subject) -> Problem | None:
    """What is wrong with a number; None where it is what it is bound to."""
    if not bound.text:
        message = f"no number that can be read stands before the binding '={bound.expression}'"
        hint = "write one number right before the comment, without signs between its digits"
        return _problem(bound, subject, "number-missing", message, hint)
    try:
        right = bound.renewed(evaluate(bound.expression, subject.results))
    except AmbiguousName as error:
        return _problem(bound, subject, "number-ambiguous", error.sentence, error.hint)
    except LabbookError as error:
        return _problem(bound, subject, "number-unresolved", error.sentence, error.hint)
    if right == bound.text:
        return None
    message = f"{bound.text} should be {right}, by '={bound.expression}'"
    hint = f"labbook fill {subject.experiment.id}"
    return _problem(bound, subject, "number-drifted", message, hint)


def _problem(
    bound: BoundNumber, subject: Subject, code: str, message: str, hint: str | None
) -> Problem:
    name = subject.report_name
    return Problem(name, bound.line, code, Severity.ERROR, message, hint, bound.column)
