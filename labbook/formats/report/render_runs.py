"""The table of all runs in the results region, with the reason where one is not the result."""

from collections.abc import Sequence

from labbook.formats.excerpt import excerpt
from labbook.formats.report.alike import differing, inputs
from labbook.formats.report.markdown import code, details, plain, table
from labbook.formats.report.measured import measure
from labbook.formats.report.phrases import in_language
from labbook.formats.report.quantity import shown
from labbook.formats.report.report_data import ReportData, arrow
from labbook.model.experiment import PromisedMetric
from labbook.model.run import RunRecord, RunState

MAX_COLUMNS = 4
MAX_OPEN = 12
MAX_ROWS = 300
MAX_NAMES = 5


def render_runs(data: ReportData) -> str:
    """One row a run; columns that no run has anything for are left out, many rows are folded.

    Empty for a single finished run without a reason or overrides, which has been told in full.
    """
    first = data.in_order[0]
    told = first.state is RunState.FINISHED and not (first.why or first.overrides)
    if told and len(data.runs) == 1:
        return ""
    content = _table(data)
    if len(data.runs) > MAX_ROWS:
        content += "\n\n" + data.words["and-more"].format(count=len(data.runs) - MAX_ROWS)
    if len(data.runs) <= MAX_OPEN:
        return content
    return details(data.words["all-runs"].format(count=len(data.runs)), content)


def _table(data: ReportData) -> str:
    words, runs = data.words, data.in_order[:MAX_ROWS]
    texts = [
        (words["run"], [str(run.run.number) for run in runs]),
        (words["state"], [_state(data, run) for run in runs]),
        (words["overrides"], [_overrides(run) for run in runs]),
        (words["why"], _whys(data, runs)),
    ]
    values = [
        (arrow(metric), [_value(data, run, metric) for run in runs])
        for metric in data.front_matter.metrics[:MAX_COLUMNS]
    ]
    texts, values = (
        [column for column in columns if any(column[1])] for columns in (texts, values)
    )
    head, cells = zip(*texts, *values, strict=True)
    numeric = range(len(texts), len(head))
    return table(head, zip(*cells, strict=True), numeric=tuple(numeric))


def _whys(data: ReportData, runs: Sequence[RunRecord]) -> list[str]:
    """Each run's reason; one that is that of the row above isn't said again."""
    whys = [run.why or "" for run in runs]
    return [
        data.words["as-above"] if why and why == above else plain(why)
        for why, above in zip(whys, ["", *whys], strict=False)
    ]


def _value(data: ReportData, run: RunRecord, metric: PromisedMetric) -> str:
    return (
        data.said(measure([run], metric.name, data.results.front_matter), metric)
        if run.metrics
        else ""
    )


def _state(data: ReportData, run: RunRecord) -> str:
    text = data.state(run)
    if run.reason:
        said = run.reason.startswith(run.state.value)
        reason = plain(excerpt(in_language(run.reason, data.language)))
        text = reason if said else f"{text}: {reason}"
    if run.state is RunState.FINISHED and run in data.results.others:
        text += f"; {data.words['not-result']}"
        if why := _why_not(data, run):
            text += f": {why}"
    return text


def _why_not(data: ReportData, run: RunRecord) -> str:
    """Why a finished run is not the result: it isn't named, and what else it has set otherwise."""
    if data.front_matter.result is None:
        return ""
    chosen = data.results.runs
    own = inputs(run)
    shared = set(differing(chosen))
    names = [name for name in differing([*chosen, run]) if name not in shared] if chosen else []
    if not names:
        return data.words["not-named"]
    told = [
        code(f"{name} = {shown(own[name])}" if name in own else name) for name in names[:MAX_NAMES]
    ] + ["…"] * (len(names) > MAX_NAMES)
    return data.words["other-parameters"].format(parameters=", ".join(told))


def _overrides(run: RunRecord) -> str:
    return ", ".join(
        code(f"{key} = {shown(value)}") for key, value in sorted(run.overrides.items())
    )
