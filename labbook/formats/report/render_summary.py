"""The summary region: what came out, in a few lines."""

from collections import Counter
from collections.abc import Iterable, Iterator

from labbook.formats.end_of_log import MOST_LINES, has_traceback
from labbook.formats.report.comparison import difference
from labbook.formats.report.markdown import code, details, fence
from labbook.formats.report.render_setup import changes
from labbook.formats.report.report_data import ReportData, arrow
from labbook.formats.report.results import Outcome
from labbook.model.experiment import FrontMatter, PromisedMetric
from labbook.model.run import RunRecord, RunState

MAX_CHANGES = 4
MAX_REASONS = 5
MAX_LOGS = 3
BROKEN = frozenset({RunState.FAILED, RunState.LOST})


def render_summary(data: ReportData) -> str:
    """What was changed, what came of it, the prediction, the runs' states, a failed run's log."""
    if not data.runs:
        return data.words["no-runs"]
    lines = [_baseline(data)] if data.baseline is not None else []
    lines += [_metric(data, metric) for metric in data.front_matter.metrics if data.results.runs]
    if data.results.apart:
        lines += how_read(data)
    lines += _of_the_selecting(data)
    outcome = data.results.outcome()
    if outcome is not None:
        lines.append(_prediction(data, outcome))
    lines.append(_runs(data))
    if data.results.problem is not None:
        lines.append(undecided(data))
    parts = ["\n".join(f"- {line}" for line in lines)]
    failed = [run for run in reversed(data.in_order) if run.state in BROKEN and run.log]
    failed.sort(key=lambda run: not has_traceback(run.log))
    parts += [_log(data, run) for run in failed[:MAX_LOGS]]
    if len(failed) > MAX_LOGS:
        parts.append(data.words["and-more"].format(count=len(failed) - MAX_LOGS))
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


def how_read(data: ReportData) -> Iterator[str]:
    """By which rules result and baseline are read, where these or the baseline's own differ."""
    theirs = data.results.baseline
    against = theirs and (theirs.front_matter if data.results.apart else theirs.own)
    if against:
        key = "read-apart" if data.results.apart else "read-as-here"
        ours = _rule(data, data.results.front_matter)
        yield data.words[key].format(ours=ours, theirs=_rule(data, against))


def _rule(data: ReportData, front_matter: FrontMatter) -> str:
    select = front_matter.select
    key = "at-last" if select is None else "at-best"
    return data.words[key].format(metric=code(select or ""))


def _of_the_selecting(data: ReportData) -> Iterator[str]:
    """What isn't finite of the metric that selects, where no line of its own tells that."""
    select = data.results.front_matter.select
    if select is not None and data.front_matter.promised(select) is None:
        yield from not_finite(data, [select])


def not_finite(data: ReportData, metrics: Iterable[str]) -> Iterator[str]:
    """Metrics of the result with values that aren't finite, unless they have no value at all."""
    for metric in metrics:
        measured = data.results.measured(metric)
        for run in data.results.runs:
            summary = run.metrics.get(metric)
            if summary and summary.non_finite and run.run.number in measured.values:
                step = summary.first_non_finite
                key = "non-finite-once" if summary.non_finite == 1 else "non-finite"
                yield data.words[key].format(
                    metric=code(metric),
                    run=run.run.number,
                    count=summary.non_finite,
                    step="?" if step is None else step,
                )


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


def _baseline(data: ReportData) -> str:
    """`Against the baseline wide: lr: 0.01 → 0.001.`, or just what it is."""
    words, baseline = data.words, data.baseline_name()
    changed = [f"{name}: {there} → {here}" for name, here, there in changes(data)]
    if not changed:
        return f"{words['baseline']}: {baseline}."
    said = data.few(changed, MAX_CHANGES, "; ")
    return words["against"].format(baseline=baseline, changes=said) + "."


def _runs(data: ReportData) -> str:
    """`Runs: 3 finished, 1 failed (run 4: out of memory).`"""
    counts = Counter(run.state for run in data.in_order)
    parts = []
    for state, count in counts.items():
        part = data.words[f"count-{state.value}"].format(n=count)
        reasons: dict[str, list[int]] = {}
        for run in data.in_order:
            if run.state is state and run.reason:
                reasons.setdefault(data.phrase(run.reason), []).append(run.run.number)
        said = [f"{data.in_runs(numbers)}: {reason}" for reason, numbers in reasons.items()]
        parts.append(f"{part} ({data.few(said, MAX_REASONS, '; ')})" if said else part)
    return f"{data.words['runs']}: {', '.join(parts)}."


def undecided(data: ReportData) -> str:
    """Why finished runs make no result, and the line that would."""
    groups = data.results.candidates
    if not groups:
        return data.words["result-absent"]
    return data.words["undecided"].format(runs=", ".join(map(str, groups[0])))


def _log(data: ReportData, run: RunRecord) -> str:
    """The end of the log, folded where later runs have gone on."""
    title = data.words["end-of-log"].format(run=run.run.number)
    block = fence(run.log[-MOST_LINES:])
    if run is data.in_order[-1]:
        return f"{title}\n\n{block}"
    return details(title.rstrip(":"), block)
