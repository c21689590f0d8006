"""The figures of a report: which metrics get one, and what is drawn in it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from math import isfinite

from labbook.formats.figures.curves import curves_svg
from labbook.formats.figures.figure_words import say
from labbook.formats.figures.lines import Band, Line, mean_curve
from labbook.formats.metric_order import in_order
from labbook.model.experiment import FrontMatter
from labbook.model.metric import Series
from labbook.model.settings import Language

MOST_FIGURES = 6

RunSeries = Mapping[int, Sequence[Series]]
"""The series of each run, by its number."""


def metric_figures(
    front_matter: FrontMatter,
    runs: RunSeries,
    baseline: Sequence[Sequence[Series]] = (),
    select_steps: Mapping[int, int] | None = None,
    *,
    language: Language,
) -> dict[str, str]:
    """An SVG for each metric that is a curve, promised ones first, at most six.

    `runs` are those that are the result, `baseline` the series of each run that it is compared
    against; `select_steps` are the steps at which the values of a run are read. With `select` no
    best value is marked: it would be another than the one that counts.
    """
    figures = {}
    own = select_steps or {}
    common = set(own.values())
    shared = common.pop() if len(common) == 1 else None
    for metric in _drawn(front_matter, runs):
        promised = front_matter.promised(metric)
        scale = promised.scale if promised else 1.0
        steps = own if shared is None else {}
        lines, band = _lines(_of_metric(runs, metric), steps, scale, language)
        lines += _baseline(baseline, metric, scale, language)
        figures[metric] = curves_svg(
            metric,
            lines,
            band=band,
            unit=promised.unit if promised else "",
            goal=promised.goal if promised else None,
            select_step=shared,
            mark_best=front_matter.select is None,
            language=language,
        )
    return figures


def _drawn(front_matter: FrontMatter, runs: RunSeries) -> list[str]:
    first = [*(metric.name for metric in front_matter.metrics), front_matter.select or ""]
    curves = {
        series.metric for run in runs.values() for series in run if len(set(series.steps)) > 1
    }
    ordered = dict.fromkeys([*first, *in_order(curves)])
    return [metric for metric in ordered if metric in curves][:MOST_FIGURES]


def _lines(
    series: Mapping[int, Series], steps: Mapping[int, int], scale: float, language: Language
) -> tuple[list[Line], Band | None]:
    lines = [
        replace(
            _line(say(language, "run {run}", run=number), one, scale), selected=steps.get(number)
        )
        for number, one in series.items()
    ]
    mean = mean_curve(lines, language)
    if mean is None:
        return lines, None
    return [*lines, mean[0]], mean[1]


def _baseline(
    baseline: Sequence[Sequence[Series]], metric: str, scale: float, language: Language
) -> list[Line]:
    name = say(language, "baseline")
    found = [one for run in baseline for one in run if one.metric == metric]
    lines = [_line(name, one, scale) for one in found if len(set(one.steps)) > 1]
    mean = mean_curve(lines, language)
    chosen = [mean[0]] if mean else lines[:1]
    return [Line(name, line.steps, line.values, role="baseline") for line in chosen]


def _of_metric(runs: RunSeries, metric: str) -> dict[int, Series]:
    return {
        number: series
        for number, run in sorted(runs.items())
        for series in run
        if series.metric == metric
    }


def _line(label: str, series: Series, scale: float) -> Line:
    return Line(label, series.steps, list(_scaled(series.values, scale)))


def _scaled(values: Iterable[float], scale: float) -> Iterable[float]:
    return (value * scale if isfinite(value) else value for value in values)
