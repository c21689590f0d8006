"""Machine-owned regions."""

from collections.abc import Iterator

from labbook.errors import LabbookError
from labbook.formats.report.inputs import inputs_digest
from labbook.formats.report.regions import find_regions, is_current, replace_regions
from labbook.formats.report.render import render_regions
from labbook.journal.checks.subject import Subject, problem_of
from labbook.model.problem import Problem, Severity


def check_regions(subject: Subject) -> Iterator[Problem]:
    """`region-broken`, `region-edited`, `region-stale`."""
    name = subject.report_name
    try:
        regions = find_regions(subject.report, name=name)
    except LabbookError as error:
        yield problem_of(error, "region-broken", name)
        return
    for region in regions:
        if region.edited:
            yield Problem(
                name,
                region.begin,
                "region-edited",
                Severity.ERROR,
                f"the region '{region.name}' was edited by hand",
                "move the text out of the region, or overwrite it: labbook fill --force",
            )
    if subject.records:
        yield from _stale(subject)


def _stale(subject: Subject) -> Iterator[Problem]:
    """Regions that filling would change, although nobody edited them.

    One that another version of labbook worded is not among them while its figures are the same.
    """
    inputs, contents = inputs_digest(subject.data), render_regions(subject.data)
    filled = replace_regions(subject.report, contents, force=True)
    now = {region.name: region for region in find_regions(filled)}
    for region in find_regions(subject.report):
        content = contents.get(region.name, "")
        if region.edited or is_current(region, inputs, content):
            continue
        if region.digest != now[region.name].digest:
            yield Problem(
                subject.report_name,
                region.begin,
                "region-stale",
                Severity.WARNING,
                f"the region '{region.name}' is older than the runs or the front matter",
                f"labbook fill {subject.experiment.id}",
            )
