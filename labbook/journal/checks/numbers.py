"""Numbers bound in the prose."""

from collections.abc import Iterator

from labbook.errors import LabbookError
from labbook.formats.report.expressions import evaluate
from labbook.formats.report.metric_names import AmbiguousName
from labbook.formats.report.numbers import find_numbers, rewrite
from labbook.journal.checks.subject import Subject
from labbook.model.problem import Problem, Severity


def check_numbers(subject: Subject) -> Iterator[Problem]:
    """`number-drifted`, `number-unresolved`, `number-ambiguous`, `number-missing`."""
    for bound in find_numbers(subject.report):

        def problem(
            code: str,
            message: str,
            hint: str | None,
            line: int = bound.line,
            at: int = bound.column,
        ) -> Problem:
            path = subject.report_name
            return Problem(path, line, code, Severity.ERROR, message, hint, at)

        if not bound.text:
            yield problem(
                "number-missing",
                f"no number that can be read stands before the binding '={bound.expression}'",
                "write one number right before the comment, without signs between its digits",
            )
            continue
        try:
            right = rewrite(bound.text, evaluate(bound.expression, subject.results))
        except AmbiguousName as error:
            yield problem("number-ambiguous", error.sentence, error.hint)
            continue
        except LabbookError as error:
            yield problem("number-unresolved", error.sentence, error.hint)
            continue
        if right != bound.text:
            yield problem(
                "number-drifted",
                f"{bound.text} should be {right}, by '={bound.expression}'",
                f"labbook fill {subject.experiment.id}",
            )
