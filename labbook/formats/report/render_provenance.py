"""The provenance region: where the numbers come from, and what can't be told."""

import re
from collections.abc import Callable, Iterator, Sequence

from labbook.formats.report.markdown import code, details, link, table
from labbook.formats.report.phrases import in_language
from labbook.formats.report.quantity import size
from labbook.formats.report.report_data import ReportData
from labbook.model.run import IMPORTED, Artifact, RunRecord

MAX_ROWS = 300
MAX_OPEN = 8

_REMOTE = re.compile(r"(?!file:)[a-z][a-z0-9+.\-]*://", re.IGNORECASE)


def render_provenance(data: ReportData) -> str:
    """Code, config, image, machine, packages, data, artifacts of all runs, and what is missing."""
    if not data.runs:
        return data.words["no-runs"]
    parts = ["\n".join(f"- {line}" for line in _facts(data))]
    parts += [_packages(data), _artifacts(data), _missing(data)]
    return "\n\n".join(filter(None, parts))


def _facts(data: ReportData) -> Iterator[str]:
    readers: list[tuple[str, Callable[[RunRecord], str | None]]] = [
        ("commit", lambda run: _commit(data, run)),
        ("repository", lambda run: _code(run.code.repository)),
        ("entry-point", lambda run: _code(run.code.entry_point)),
        ("config-digest", lambda run: _code(run.config_digest)),
        ("image", lambda run: _code(run.image.requested)),
        ("image-reported", lambda run: _code(run.image.reported)),
        ("review", lambda run: _code(run.review)),
        ("data", _data),
        ("launcher", lambda run: _launcher(data, run)),
        ("tracker", lambda run: _code(run.tracker)),
        ("task", _task),
        ("host", lambda run: _code(run.environment.host)),
        ("python", lambda run: _code(run.environment.python)),
        ("packages", lambda run: _package_count(data, run)),
        ("threads", lambda run: _number(run.environment.threads)),
        ("seed", lambda run: _number(run.environment.seed)),
        ("weights", lambda run: _code(run.weights_digest)),
    ]
    for key, read in readers:
        said = by_value(data, data.in_order, read)
        if said:
            yield f"{data.words[key]}: {said}"


def by_value(
    data: ReportData, runs: Sequence[RunRecord], read: Callable[[RunRecord], str | None]
) -> str:
    """A value that all runs share, or each value with its runs; empty where none has one."""
    found: dict[str, list[int]] = {}
    for run in runs:
        value = read(run)
        if value:
            found.setdefault(value, []).append(run.run.number)
    if len(found) == 1 and len(next(iter(found.values()))) == len(runs):
        return next(iter(found))
    return data.few(f"{value} ({data.in_runs(numbers)})" for value, numbers in found.items())


def _code(text: str | None) -> str | None:
    return code(text) if text else None


def _number(value: int | None) -> str | None:
    return None if value is None else str(value)


def _commit(data: ReportData, run: RunRecord) -> str | None:
    if not run.code.commit:
        return None
    dirty = f" {data.words['uncommitted']}" if run.code.dirty else ""
    return code(run.code.commit) + dirty


def _launcher(data: ReportData, run: RunRecord) -> str | None:
    return data.words["imported"] if run.launcher == IMPORTED else _code(run.launcher)


def _task(run: RunRecord) -> str | None:
    if not run.task:
        return None
    return link(run.task, run.task_url) if run.task_url else code(run.task)


def _data(run: RunRecord) -> str | None:
    said = []
    for data in run.data:
        name, source, digest = (data.get(key) for key in ("name", "source", "digest"))
        parts = [code(str(part)) for part in (name, source, digest) if part]
        said.append(" ".join(parts))
    return "; ".join(said) or None


def _packages(data: ReportData) -> str:
    """Packages whose version differs between the runs or from the baseline's, folded.

    A list of less than half as many as the longest is one of a run that was cut off before it could
    tell them all: what it doesn't name is unknown, not absent.
    """
    against = data.baseline.runs if data.baseline else ()
    ours, theirs = ([r for r in runs if r.environment.packages] for runs in (data.runs, against))
    known = [_packages_of(run) for run in (*ours, *theirs)]
    most = max(map(len, known), default=0)
    versions = {
        name: {one.get(name) for one in known if name in one or 2 * len(one) >= most}
        for name in {name for one in known for name in one}
    }
    names = sorted(name for name, found in versions.items() if len(found) > 1)
    if not names:
        return ""
    sides = (ours, theirs) if theirs else (ours,)
    rows = [
        [code(name), *(by_value(data, runs, _version_of(name)) or "—" for runs in sides)]
        for name in names[:MAX_ROWS]
    ]
    head = [data.words["package"], data.words["version"], data.words["baseline"]][: 1 + len(sides)]
    return details(data.words["packages-differ"].format(count=len(names)), table(head, rows))


def _package_count(data: ReportData, run: RunRecord) -> str | None:
    count = len(run.environment.packages)
    return data.words["in-the-record"].format(count=count) if count else None


def _packages_of(run: RunRecord) -> dict[str, str]:
    """Versions by normalized name (PEP 503), for pip and ClearML don't spell all names alike."""
    packages = run.environment.packages
    return {re.sub(r"[-_.]+", "-", name).lower(): found for name, found in packages.items()}


def _version_of(package: str) -> Callable[[RunRecord], str | None]:
    return lambda run: _code(_packages_of(run).get(package))


def _artifacts(data: ReportData) -> str:
    """Artifacts and models, folded; where one lies is told unless that is this machine."""
    words = data.words
    rows = [
        _artifact_row(data, run, artifact, model=model)
        for run in data.in_order
        for model, artifacts in ((False, run.artifacts), (True, run.models))
        for artifact in artifacts
    ]
    if not rows:
        return ""
    head = [words["run"], words["artifact"], words["size"], "SHA-256", words["place"]]
    fetchable = any(row[-1] for row in rows)
    if not fetchable:
        head, rows = head[:-1], [row[:-1] for row in rows]
    parts = [table(head, rows[:MAX_ROWS], numeric=(2,))]
    if len(rows) > MAX_ROWS:
        parts.append(words["and-more"].format(count=len(rows) - MAX_ROWS))
    if fetchable:
        parts.append(words["fetch"])
    return details(words["artifacts"].format(count=len(rows)), "\n\n".join(parts))


def _artifact_row(
    data: ReportData, run: RunRecord, artifact: Artifact, *, model: bool
) -> list[str]:
    name = code(artifact.name) + (f" ({data.words['model']})" if model else "")
    shown = size(artifact.size, data.words) if artifact.size is not None else "—"
    digest = artifact.sha256.removeprefix("sha256:") if artifact.sha256 else ""
    place = code(artifact.uri) if _REMOTE.match(artifact.uri) else ""
    return [str(run.run.number), name, shown, code(digest), place]


def _missing(data: ReportData) -> str:
    """A line a reason; many are folded."""
    found: dict[tuple[str, str], list[int]] = {}
    for run in data.in_order:
        for missing in run.missing:
            found.setdefault((missing.why, missing.what), []).append(run.run.number)
    by_reason: dict[tuple[str, tuple[int, ...]], list[str]] = {}
    for (why, what), numbers in sorted(found.items(), key=lambda item: item[0][::-1]):
        by_reason.setdefault((why, tuple(numbers)), []).append(what)
    lines = []
    for (why, those), whats in by_reason.items():
        runs = "" if len(those) == len(data.runs) else f" ({data.in_runs(list(those))})"
        said = data.few(code(in_language(what, data.language)) for what in whats)
        lines.append(f"- {said}: {data.phrase(why)}{runs}")
    if not lines:
        return ""
    shown = "\n".join(lines[:MAX_ROWS])
    if len(lines) > MAX_ROWS:
        shown += "\n\n" + data.words["and-more"].format(count=len(lines) - MAX_ROWS)
    if len(lines) > MAX_OPEN:
        return details(f"{data.words['missing']} ({len(found)})", shown)
    return f"{data.words['missing']}:\n\n{shown}"
