"""Front matter, config and launch manifest."""

from collections.abc import Iterator

from labbook.errors import LabbookError
from labbook.formats.report.front_matter import check_front_matter
from labbook.journal.checks.subject import Subject, problem_of
from labbook.model.problem import Problem


def check_inputs(subject: Subject) -> Iterator[Problem]:
    """What stands in the way of a run: `front-matter-…`, `config-…`, `manifest-…`."""
    if subject.report:
        yield from check_front_matter(subject.report, name=subject.report_name)
    try:
        yield from subject.config.problems
    except LabbookError as error:
        yield problem_of(error, "config-unreadable", subject.config_name)
    try:
        yield from subject.manifest[1]
    except LabbookError as error:
        yield problem_of(error, "launch-unreadable", subject.manifest_name)
