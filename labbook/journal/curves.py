"""The figures of an experiment, drawn from the series that its runs left in git."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from labbook.errors import LabbookError
from labbook.formats.figures.metric_figures import metric_figures
from labbook.formats.names import free_name
from labbook.formats.report.measured import selection
from labbook.formats.report.report_data import RunMedia
from labbook.formats.report.results import Baseline, Results
from labbook.formats.series import read_series
from labbook.journal.find import Journal
from labbook.journal.run_figures import Content
from labbook.model.layout import ExperimentLayout
from labbook.model.metric import Series
from labbook.model.reference import RunRef

_RANKS = ("worst", "typical", None)


def draw_figures(
    journal: Journal,
    experiment: ExperimentLayout,
    results: Results,
    baseline: Baseline | None,
    new: Mapping[Path, Content],
) -> dict[str, str]:
    """An SVG for each metric that is a curve, by the metric's name.

    The series lie with the experiment that `results` are of, and with its `baseline`, under the
    ids that these have now. `new` holds files that are about to be written; their series come
    before those on disk.
    """
    series = {run.run.number: _series(experiment, run.run, new) for run in results.runs}
    steps = {
        run.run.number: selected.step
        for run in results.runs
        if (selected := selection(run, results.front_matter)) and selected.step is not None
    }
    against: list[list[Series]] = []
    if baseline is not None and results.baseline is not None:
        layout = journal.layout.experiment(baseline.reference)
        against = [_series(layout, run.run, new) for run in results.baseline.runs]
    language = journal.settings.language
    return metric_figures(results.front_matter, series, against, steps, language=language)


def run_media(
    experiment: ExperimentLayout, results: Results, new: Mapping[Path, Content]
) -> tuple[RunMedia, ...]:
    """What the records of the result's runs name and is there, the ranked ones of all runs first.

    Of two runs the samples of one title stand side by side.
    """
    found = []
    for run in results.runs:
        layout = experiment.run(run.run.number)
        for place, figure in enumerate(run.figures):
            path = layout.folder / figure.path
            if path in new or path.is_file():
                name = path.relative_to(experiment.folder).as_posix()
                media = RunMedia(run.run.number, replace(figure, path=name))
                found.append((_RANKS.index(figure.rank), place, run.run.number, media))
    found.sort(key=lambda item: item[:3])
    return tuple(media for *_, media in found)


def figure_names(metrics: Sequence[str]) -> dict[str, str]:
    """A file name for the figure of each metric, no two alike."""
    names: dict[str, str] = {}
    taken: set[str] = set()
    for metric in metrics:
        stem = re.sub(r"[^\w.]+", "-", metric).strip("-.")[:60] or "metric"
        stem = free_name(stem, taken)
        taken.add(stem.casefold())
        names[metric] = f"{stem}.svg"
    return names


def _series(experiment: ExperimentLayout, run: RunRef, new: Mapping[Path, Content]) -> list[Series]:
    path = experiment.run(run.number).series
    try:
        text = new[path] if path in new else path.read_bytes()
        decoded = text if isinstance(text, str) else text.decode()
        return read_series(decoded, name=path.name)
    except (OSError, UnicodeDecodeError, LabbookError):
        return []
