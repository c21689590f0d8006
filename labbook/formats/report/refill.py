"""A whole report filled: its regions, then the numbers bound in its prose."""

from labbook.formats.report.expressions import evaluate
from labbook.formats.report.inputs import inputs_digest
from labbook.formats.report.numbers import update_numbers
from labbook.formats.report.regions import replace_regions
from labbook.formats.report.render import ReportData, render_regions


def refill(text: str, data: ReportData, *, name: str, force: bool = False) -> str:
    """The report with its regions rendered anew and its bound numbers set.

    A region that was rendered from the same data stays as it is (unless `force`), also where
    another version of labbook worded it. A number whose value can't be had stays as it is;
    `check` names it. Raises RegionEdited where a person edited inside a region (unless `force`),
    LabbookError for broken markers.
    """
    filled = replace_regions(
        text, render_regions(data), inputs=inputs_digest(data), force=force, name=name
    )
    return update_numbers(filled, lambda expression: evaluate(expression, data.results))
