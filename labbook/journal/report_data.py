"""What an experiment's report is rendered from, gathered from its folder."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from labbook.formats.report.report_data import ReportData
from labbook.formats.report.results import Baseline
from labbook.journal.curves import draw_figures, figure_names, run_media
from labbook.journal.experiments import Experiment
from labbook.journal.find import Journal
from labbook.journal.run_figures import Content
from labbook.model.run import RunRecord


@dataclass(frozen=True)
class Gathered:
    """The data of a report, and the figures that it shows as text by their path."""

    data: ReportData
    figures: Mapping[Path, str]


def gather(
    journal: Journal,
    experiment: Experiment,
    records: Sequence[RunRecord],
    baseline: Baseline | None,
    new: Mapping[Path, Content],
) -> Gathered:
    """Derive the results and draw their figures. `new` are files that are about to be written."""
    layout = experiment.layout
    data = ReportData(
        experiment=experiment.id,
        front_matter=experiment.front_matter,
        runs=tuple(records),
        baseline=baseline,
        language=journal.settings.language,
    )
    drawn = draw_figures(journal, layout, data.results, baseline, new)
    names = figure_names(list(drawn))
    shown = tuple((metric, f"runs/figures/{name}") for metric, name in names.items())
    media = run_media(layout, data.results, new)
    files = {layout.figures / name: drawn[metric] for metric, name in names.items()}
    return Gathered(replace(data, figures=shown, media=media), files)
