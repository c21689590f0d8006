"""The setup region: the parameters that differ from the baseline's."""

from collections.abc import Sequence
from typing import Any

from labbook.formats.report.alike import inputs, is_seed, seed_of, without_seed
from labbook.formats.report.markdown import code, details, plain, table
from labbook.formats.report.quantity import shown
from labbook.formats.report.report_data import ReportData, ranges
from labbook.model.run import RunRecord

MAX_PARAMETERS = 200
MAX_SEEDS = 20

_ABSENT = object()


def render_setup(data: ReportData) -> str:
    """What differs from the baseline as a table; all parameters, folded, where there is none."""
    runs = data.results.runs or data.in_order
    if not runs:
        return data.words["no-runs"]
    parts = [_parameters(data, runs)]
    seeds = [seed_of(run) for run in runs]
    if any(seed is not None for seed in seeds):
        shown = [data.words["unknown"] if seed is None else plain(str(seed)) for seed in seeds]
        parts.append(f"{data.words['seeds']}: {data.few(dict.fromkeys(shown), MAX_SEEDS)}.")
    return "\n\n".join(parts)


def _parameters(data: ReportData, runs: Sequence[RunRecord]) -> str:
    ours, words = _values(runs), data.words
    if not ours:
        return words["no-parameters"]
    if data.results.baseline is None:
        rows = [[code(key), _cell(ours[key], runs)] for key in sorted(ours)]
        content = _table(data, [words["parameter"], words["value"]], rows)
        return details(words["all-parameters"].format(count=len(rows)), content)
    baseline = data.baseline_name()
    if not _values(data.results.baseline.runs):
        return words["baseline-no-parameters"].format(baseline=baseline)
    rows = [list(change) for change in changes(data)]
    if not rows:
        return words["same-parameters"].format(baseline=baseline)
    head = [words["parameter"], words["here"], f"{words['baseline']} {baseline}"]
    return _table(data, head, rows)


def changes(data: ReportData) -> list[tuple[str, str, str]]:
    """Parameters that differ from the baseline's as Markdown: name, value here, value there.

    None where the parameters of either side aren't known.
    """
    runs = data.results.runs or data.in_order
    against = data.results.baseline.runs if data.results.baseline else ()
    ours, theirs = _values(runs), _values(against)
    if not ours or not theirs:
        return []
    return [
        (code(key), _cell(ours.get(key), runs), _cell(theirs.get(key), against))
        for key in sorted(ours.keys() | theirs.keys())
        if _distinct(ours.get(key)) != _distinct(theirs.get(key))
    ]


def _table(data: ReportData, head: list[str], rows: list[list[str]]) -> str:
    content = table(head, rows[:MAX_PARAMETERS])
    if len(rows) > MAX_PARAMETERS:
        content += "\n\n" + data.words["and-more"].format(count=len(rows) - MAX_PARAMETERS)
    return content


def _values(runs: Sequence[RunRecord]) -> dict[str, list[Any]]:
    """Every parameter but the seed with its value in each run, what follows from it put aside."""
    given = [inputs(run) for run in runs]
    keys = {key for one in given for key in one if not is_seed(key)}
    values = {key: [one.get(key, _ABSENT) for one in given] for key in keys}
    seeds = [seed_of(run) for run in runs]
    return {key: _but_for_seeds(found, seeds) for key, found in values.items()}


def _but_for_seeds(values: list[Any], seeds: list[Any]) -> list[Any]:
    """The values, with `<seed>` for the seeds where they differ by nothing else."""
    plain = [without_seed(value, seed) for value, seed in zip(values, seeds, strict=True)]
    same = len({_text(value) for value in plain}) == 1
    return plain if same and len({_text(value) for value in values}) > 1 else values


def _distinct(values: list[Any] | None) -> list[str]:
    return sorted({_text(value) for value in values or [_ABSENT]})


def _cell(values: list[Any] | None, runs: Sequence[RunRecord]) -> str:
    """One value, or each value with its runs."""
    if values is None:
        return "—"
    by_value: dict[str, list[int]] = {}
    for value, run in zip(values, runs, strict=True):
        by_value.setdefault(_text(value), []).append(run.run.number)
    if len(by_value) == 1:
        return next(iter(by_value))
    return "; ".join(f"{value} ({ranges(numbers)})" for value, numbers in by_value.items())


def _text(value: Any) -> str:
    if value is _ABSENT:
        return "—"
    return code(shown(value))
