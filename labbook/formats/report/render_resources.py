"""The resources region: what the runs used."""

from labbook.formats.report.markdown import code, table
from labbook.formats.report.quantity import number, size, span
from labbook.formats.report.report_data import ReportData
from labbook.model.run import RunRecord

_NAMED = {
    "wall_seconds": "wall-time",
    "cpu_seconds": "cpu-time",
    "peak_memory_bytes": "peak-memory",
}


def render_resources(data: ReportData) -> str:
    """A row a run: wall time, CPU time, peak memory and what else was measured; the total time."""
    runs = data.in_order
    if not any(run.resources for run in runs):
        return data.words["no-resources"] if data.runs else data.words["no-runs"]
    others = sorted({name for run in runs for name in run.resources} - _NAMED.keys())
    names = [name for name in _NAMED if any(name in run.resources for run in runs)] + others
    head = [data.words["run"], *(_heading(data, name) for name in names)]
    rows = [[str(run.run.number), *(_cell(data, run, name) for name in names)] for run in runs]
    text = table(head, rows, numeric=tuple(range(1, len(head))))
    total = _total(data)
    return f"{text}\n\n{total}" if total else text


def _total(data: ReportData) -> str:
    """The runs' wall time together, and of which runs where it isn't known of all."""
    walls = {
        run.run.number: run.resources["wall_seconds"]
        for run in data.in_order
        if "wall_seconds" in run.resources
    }
    if len(walls) < 2:
        return ""
    line = data.words["total-wall"].format(time=span(sum(walls.values()), data.words))
    known = "" if len(walls) == len(data.runs) else f" ({data.in_runs(list(walls))})"
    return f"{line}{known}."


def _heading(data: ReportData, name: str) -> str:
    return data.words[_NAMED[name]] if name in _NAMED else code(name)


def _cell(data: ReportData, run: RunRecord, name: str) -> str:
    value = run.resources.get(name)
    if value is None:
        return "—"
    if name.endswith("_seconds"):
        return span(value, data.words)
    if name.endswith("_bytes"):
        return size(value, data.words)
    return number(value)
