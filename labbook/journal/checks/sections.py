"""Sections that nobody wrote."""

from collections.abc import Iterator

from labbook.formats.report.regions import find_regions
from labbook.formats.report.sections import Section, find_sections
from labbook.journal.checks.subject import Subject
from labbook.model.experiment import Verdict
from labbook.model.problem import Problem, Severity


def check_sections(subject: Subject) -> Iterator[Problem]:
    """`section-empty` once a run has ended, but not in an abandoned experiment."""
    ended = any(record.state.ended for record in subject.records)
    if not ended or subject.experiment.front_matter.verdict is Verdict.ABANDONED:
        return
    regions = find_regions(subject.report)
    for section in find_sections(subject.report):
        filled = any(section.line < region.begin < section.end for region in regions)
        if section.empty and not filled and not _is_title(section):
            yield Problem(
                subject.report_name,
                section.line,
                "section-empty",
                Severity.WARNING,
                f"the section '{section.heading}' is empty",
                "write a sentence, or delete the section",
            )


def _is_title(section: Section) -> bool:
    return section.level == 1
