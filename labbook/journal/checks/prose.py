"""What the sentences of a report say in numbers."""

from collections.abc import Iterator

from labbook.formats.prose.remarks import find_remarks
from labbook.formats.report.blocks import Body
from labbook.journal.checks.subject import Subject
from labbook.model.problem import Problem


def check_prose(subject: Subject) -> Iterator[Problem]:
    """`number-unbound`, `number-unknown`, `number-claim`, `number-relative`."""
    body = Body(subject.report)
    for remark in find_remarks(subject.account, subject.experiment.id):
        line = body.line_at(remark.start)
        yield Problem(
            subject.report_name,
            line.number,
            remark.code,
            remark.severity,
            remark.message,
            remark.hint,
            remark.start - line.start + 1,
        )
