"""The results region: promised metrics, curves, the other metrics, the runs."""

from collections.abc import Iterator, Sequence

from labbook.formats.report.comparison import difference
from labbook.formats.report.markdown import code, details, image, plain, table
from labbook.formats.report.render_summary import undecided
from labbook.formats.report.report_data import ReportData, arrow
from labbook.formats.report.results import differing, measure, repeated
from labbook.model.experiment import PromisedMetric
from labbook.model.run import RunRecord, RunState

MAX_METRICS = 100
MAX_COLUMNS = 4
MAX_NAMES = 5


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
    if data.pictures:
        shown = "\n\n".join(image(label, path) for label, path in data.pictures)
        parts.append(details(data.words["pictures"].format(count=len(data.pictures)), shown))
    others = _others(data, [figure for figure in data.figures if figure[0] not in named])
    if others:
        parts.append(others)
    if _runs_say_more(data):
        parts.append(_runs(data))
    return "\n\n".join(parts) or data.words["nothing-measured"]


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
        yield words["selected-by"].format(metric=code(data.front_matter.select))
    if len(results.runs) > 1:
        yield _mean_of(data)
    for group in repeated(results.runs):
        runs = data.in_runs([run.run.number for run in group])
        yield words["repeated"].format(runs=runs)
    if results.baseline is not None:
        reason = data.baseline_lack()
        key = "baseline-empty" if reason else "compared-with"
        yield words[key].format(baseline=data.baseline_name(), reason=reason)
        names = [m.name for m in data.front_matter.metrics]
        found = [results.difference(name) for name in names]
        if any(d is not None and d.within_noise is not None for d in found):
            yield words["noise-note"]
    yield from _not_finite(data)


def _mean_of(data: ReportData) -> str:
    """What the runs of the mean have in common, or do not where a person named them."""
    names = differing(data.results.runs)
    if not names:
        return data.words["mean-of"]
    shown = [code(name) for name in names[:MAX_NAMES]] + ["…"] * (len(names) > MAX_NAMES)
    return data.words["mean-of-named"].format(parameters=", ".join(shown))


def _not_finite(data: ReportData) -> Iterator[str]:
    """Promised metrics that have a value although some of theirs aren't finite."""
    for metric in data.front_matter.metrics:
        measured = data.results.measured(metric.name)
        for run in data.results.runs:
            summary = run.metrics.get(metric.name)
            if summary and summary.non_finite and run.run.number in measured.values:
                step = summary.first_non_finite
                yield data.words["non-finite"].format(
                    metric=code(metric.name),
                    run=run.run.number,
                    count=summary.non_finite,
                    step="?" if step is None else step,
                )


def _figures(data: ReportData, figures: Sequence[tuple[str, str]]) -> list[str]:
    return [image(data.words["over-steps"].format(metric=metric), path) for metric, path in figures]


def _others(data: ReportData, figures: Sequence[tuple[str, str]]) -> str:
    """What nobody promised: values and curves, folded."""
    names = data.results.metrics()[len(data.front_matter.metrics) :]
    if not names:
        return ""
    words = data.words
    rows = [
        [code(name), data.said(data.results.measured(name), None)] for name in names[:MAX_METRICS]
    ]
    content = table([words["metric"], words["value"]], rows, numeric=(1,))
    if len(names) > MAX_METRICS:
        content += "\n\n" + words["and-more"].format(count=len(names) - MAX_METRICS)
    parts = [content, *_figures(data, figures)]
    return details(words["other-metrics"].format(count=len(names)), "\n\n".join(parts))


def _runs_say_more(data: ReportData) -> bool:
    """A single finished run without a reason or overrides has been told in full."""
    first = data.in_order[0]
    told = first.state is RunState.FINISHED and not (first.why or first.overrides)
    return len(data.runs) > 1 or not told


def _runs(data: ReportData) -> str:
    """One row a run; columns that no run has anything for are left out."""
    words = data.words
    metrics = data.front_matter.metrics[:MAX_COLUMNS]
    texts = [
        (words["run"], [str(run.run.number) for run in data.in_order]),
        (words["state"], [_state(data, run) for run in data.in_order]),
        (words["overrides"], [_overrides(run) for run in data.in_order]),
        (words["why"], [plain(run.why or "") for run in data.in_order]),
    ]
    values = [
        (arrow(metric), [_value(data, run, metric) for run in data.in_order]) for metric in metrics
    ]
    texts, values = (
        [column for column in columns if any(column[1])] for columns in (texts, values)
    )
    head, cells = zip(*texts, *values, strict=True)
    numeric = range(len(texts), len(head))
    return table(head, zip(*cells, strict=True), numeric=tuple(numeric))


def _value(data: ReportData, run: RunRecord, metric: PromisedMetric) -> str:
    return data.said(measure([run], metric.name, data.front_matter), metric) if run.metrics else ""


def _state(data: ReportData, run: RunRecord) -> str:
    text = data.state(run)
    if run.reason:
        text += f": {plain(run.reason)}"
    if run.state is RunState.FINISHED and run in data.results.others:
        text += f", {data.words['not-result']}"
    return text


def _overrides(run: RunRecord) -> str:
    return ", ".join(code(f"{key} = {value}") for key, value in sorted(run.overrides.items()))
