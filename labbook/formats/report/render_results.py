"""The results region: promised metrics, curves, the other metrics, the runs."""

from collections.abc import Iterator, Sequence

from labbook.formats.report.alike import differing, repeated
from labbook.formats.report.best_of_test import selects_by_test
from labbook.formats.report.comparison import difference
from labbook.formats.report.markdown import code, details, image, table
from labbook.formats.report.measured import selection
from labbook.formats.report.render_errors import render_errors
from labbook.formats.report.render_media import render_media
from labbook.formats.report.render_runs import render_runs
from labbook.formats.report.render_summary import how_read, not_finite, undecided
from labbook.formats.report.report_data import ReportData, arrow

MAX_METRICS = 100


def render_results(data: ReportData) -> str:
    """Promised metrics against the baseline, figures, other metrics folded, a table of the runs."""
    if not data.runs:
        return data.words["no-runs"]
    parts: list[str] = []
    if data.results.problem is not None:
        parts.append(undecided(data))
    if data.results.runs and data.front_matter.metrics:
        parts.append(_promised(data))
        notes = list(_notes(data))
        if notes:
            parts.append("\n".join(notes))
    named = {data.front_matter.select, *(metric.name for metric in data.front_matter.metrics)}
    parts += _figures(data, [figure for figure in data.figures if figure[0] in named])
    parts += [*render_errors(data), *render_media(data)]
    others = _others(data, [figure for figure in data.figures if figure[0] not in named])
    if others:
        parts.append(others)
    parts.append(render_runs(data))
    return "\n\n".join(filter(None, parts)) or data.words["nothing-measured"]


def _promised(data: ReportData) -> str:
    words, baseline = data.words, data.results.baseline
    head = [words["metric"], words["result"]]
    if baseline is not None:
        head += [words["baseline"], words["difference"]]
    rows = []
    for metric in data.front_matter.metrics:
        row = [arrow(metric), data.said(data.results.measured(metric.name), metric)]
        if baseline is not None:
            row += [
                data.said(baseline.measured(metric.name), metric),
                difference(data, metric) or "—",
            ]
        rows.append(row)
    return table(head, rows, numeric=(1, 2))


def _notes(data: ReportData) -> Iterator[str]:
    """How to read the table, one sentence a line."""
    words, results = data.words, data.results
    if data.front_matter.select is not None:
        yield _selected(data, data.front_matter.select)
    if len(results.runs) > 1:
        yield _mean_of(data)
    for group in repeated(results.runs):
        runs = data.in_runs([run.run.number for run in group])
        yield words["repeated"].format(runs=runs)
    if results.baseline is not None:
        reason = data.baseline_lack()
        key = "baseline-empty" if reason else "compared-with"
        yield words[key].format(baseline=data.baseline_name(), reason=reason)
        yield from how_read(data)
        found = [
            results.difference(metric.name, metric.goal) for metric in data.front_matter.metrics
        ]
        if any(d is not None and d.better is not None and d.within_noise for d in found):
            yield words["noise-note"]
    named = dict.fromkeys([*(m.name for m in data.front_matter.metrics), data.front_matter.select])
    yield from not_finite(data, filter(None, named))


def _selected(data: ReportData, select: str) -> str:
    """At which step of each run the values are read; a test metric picks itself."""
    words = data.words
    if data.results.front_matter.select is None:
        return words["select-absent"].format(metric=code(select))
    steps: dict[int, list[int]] = {}
    for run in data.results.runs:
        chosen = selection(run, data.front_matter)
        if chosen is not None and chosen.step is not None:
            steps.setdefault(chosen.step, []).append(run.run.number)
    if not steps:
        return words["none-selected"].format(metric=code(select))
    everywhere = sum(map(len, steps.values())) == len(data.results.runs)
    said = [
        words["step"].format(step=step)
        + ("" if everywhere and len(steps) == 1 else f" ({data.in_runs(numbers)})")
        for step, numbers in sorted(steps.items(), key=lambda item: item[1])
    ]
    line = f"{words['selected-by'].format(metric=code(select))} {data.few(said)}."
    if selects_by_test(data.front_matter, data.results.runs):
        line += " " + words["selected-by-test"]
    return line


def _mean_of(data: ReportData) -> str:
    """What the runs of the mean have in common, or do not where a person named them."""
    names = differing(data.results.runs)
    if not names:
        return data.words["mean-of"]
    return data.words["mean-of-named"].format(parameters=data.few(map(code, names)))


def _figures(data: ReportData, figures: Sequence[tuple[str, str]]) -> list[str]:
    return [image(data.words["over-steps"].format(metric=metric), path) for metric, path in figures]


def _others(data: ReportData, figures: Sequence[tuple[str, str]]) -> str:
    """What nobody promised: values and curves, folded."""
    names = data.results.metrics()[len(data.front_matter.metrics) :]
    if not names:
        return ""
    words = data.words
    sides = [data.results]
    head = [words["metric"], words["value"]]
    if data.results.baseline is not None:
        sides.append(data.results.baseline)
        head.append(words["baseline"])
    rows = [
        [code(name), *(data.said(side.measured(name), None) for side in sides)]
        for name in names[:MAX_METRICS]
    ]
    content = table(head, rows, numeric=range(1, len(head)))
    if len(names) > MAX_METRICS:
        content += "\n\n" + words["and-more"].format(count=len(names) - MAX_METRICS)
    parts = [content, *_figures(data, figures)]
    return details(words["other-metrics"].format(count=len(names)), "\n\n".join(parts))
