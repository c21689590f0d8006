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
        if (found := _judge(bound, subject)) is not None:
            code, message, hint = found
            path, line, column = subject.report_name, bound.line, bound.column
            yield Problem(path, line, code, Severity.ERROR, message, hint, column)


def _judge(bound: BoundNumber, subject: Subject) -> tuple[str, str, str | None] | None:
    """Code, message and hint; None where the number is what it is bound to."""
    if not bound.text:
        return (
            "number-missing",
            f"no number that can be read stands before the binding '={bound.expression}'",
            "write one number right before the comment, without signs between its digits",
        )
    try:
        right = bound.renewed(evaluate(bound.expression, subject.results))
    except AmbiguousName as error:
        return "number-ambiguous", error.sentence, error.hint
    except LabbookError as error:
        return "number-unresolved", error.sentence, error.hint
    if right == bound.text:
        return None
    return (
        "number-drifted",
        f"{bound.text} should be {right}, by '={bound.expression}'",
        f"labbook fill {subject.experiment.id}",
    )
