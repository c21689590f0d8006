"""The summary region: what came out, in a few lines."""

from collections import Counter

from labbook.formats.report.comparison import difference
from labbook.formats.report.markdown import code, details, fence, plain
from labbook.formats.report.report_data import ReportData, arrow
from labbook.formats.report.results import Outcome
from labbook.model.experiment import PromisedMetric
from labbook.model.run import LOG_LINES, RunRecord, RunState

BROKEN = frozenset({RunState.FAILED, RunState.LOST})


def render_summary(data: ReportData) -> str:
    """The promised metrics against the baseline, the prediction, the runs' states, a log's end."""
    if not data.runs:
        return data.words["no-runs"]
    lines = [_metric(data, metric) for metric in data.front_matter.metrics if data.results.runs]
    outcome = data.results.outcome()
    if outcome is not None:
        lines.append(_prediction(data, outcome))
    lines.append(_runs(data))
    if data.results.problem is not None:
        lines.append(undecided(data))
    parts = ["\n".join(f"- {line}" for line in lines)]
    failed = [run for run in data.in_order if run.state in BROKEN and run.log]
    if failed:
        parts.append(_log(data, failed[-1]))
    return "\n\n".join(parts)


def _metric(data: ReportData, metric: PromisedMetric) -> str:
    line = f"{arrow(metric)}: {data.said(data.results.measured(metric.name), metric)}"
    theirs = data.results.baseline
    if theirs is None:
        return f"{line}."
    line += f"; {data.words['baseline'].lower()}"
    lack = data.baseline_lack()
    if lack:
        return f"{line}: {lack}."
    line += f" {data.said(theirs.measured(metric.name), metric)}"
    against = difference(data, metric)
    return f"{line}; {against}." if against else f"{line}."


def _prediction(data: ReportData, outcome: Outcome) -> str:
    prediction, words = outcome.prediction, data.words
    key = {True: "held", False: "not-held", None: "untold"}[outcome.held]
    expected = code(data.front_matter.prediction or "")
    metric = data.front_matter.promised(prediction.metric)
    said = data.said(outcome.measured, metric)
    line = f"{words[key]}: {words['predicted'].format(prediction=expected)}"
    if outcome.held is None and outcome.measured.n and not outcome.measured.lacks:
        return f"{line}; {words['units-differ']}."
    return f"{line}; {said}." if outcome.measured.n or outcome.measured.lacks else f"{line}."


def _runs(data: ReportData) -> str:
    """`Runs: 3 finished, 1 failed (run 4: out of memory). Baseline: 2026-11-20-wide.`"""
    counts = Counter(run.state for run in data.in_order)
    parts = []
    for state, count in counts.items():
        part = data.words[f"count-{state.value}"].format(n=count)
        reasons = [
            f"{data.in_runs([run.run.number])}: {plain(run.reason)}"
            for run in data.in_order
            if run.state is state and run.reason
        ]
        parts.append(f"{part} ({'; '.join(reasons)})" if reasons else part)
    line = f"{data.words['runs']}: {', '.join(parts)}."
    if data.baseline is not None:
        line += f" {data.words['baseline']}: {data.baseline_name()}."
    return line


def undecided(data: ReportData) -> str:
    """Why finished runs make no result, and the line that would."""
    groups = data.results.candidates
    if not groups:
        return data.words["result-absent"]
    return data.words["undecided"].format(runs=", ".join(map(str, groups[-1])))


def _log(data: ReportData, run: RunRecord) -> str:
    """The end of the log, folded where later runs have gone on."""
    title = data.words["end-of-log"].format(run=run.run.number)
    block = fence(run.log[-LOG_LINES:])
    if run is data.in_order[-1]:
        return f"{title}\n\n{block}"
    return details(title.rstrip(":"), block)
