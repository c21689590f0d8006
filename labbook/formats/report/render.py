"""The machine's part of a report: what stands in each region, as Markdown."""

from collections.abc import Callable

from labbook.formats.report.render_provenance import render_provenance
from labbook.formats.report.render_resources import render_resources
from labbook.formats.report.render_results import render_results
from labbook.formats.report.render_setup import render_setup
from labbook.formats.report.render_summary import render_summary
from labbook.formats.report.report_data import ReportData

__all__ = ["REGIONS", "ReportData", "render_regions"]

REGIONS: dict[str, Callable[[ReportData], str]] = {
    "summary": render_summary,
    "results": render_results,
    "setup": render_setup,
    "resources": render_resources,
    "provenance": render_provenance,
}


def render_regions(data: ReportData) -> dict[str, str]:
    """The Markdown of every region by its name; equal data give equal text.

    Names and texts of runs are escaped, so that none of them becomes markup or a marker.
    """
    return {name: render(data) for name, render in REGIONS.items()}
