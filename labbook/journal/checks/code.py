"""Whether the runs that are averaged ran the same code."""

from collections.abc import Iterator, Mapping

from labbook.errors import LabbookError
from labbook.journal.checks.subject import Subject
from labbook.journal.experiment_code import code_at
from labbook.model.problem import Problem, Severity

MAX_FILES = 3


def check_code(subject: Subject) -> Iterator[Problem]:
    """`result-code`: nothing of runs whose commits this clone doesn't have."""
    commits = dict.fromkeys((run.run.experiment, run.code.commit) for run in subject.results.runs)
    if len(commits) < 2:
        return
    root = subject.journal.layout.root
    found: dict[tuple[str, str | None], Mapping[str, str]] = {}
    for experiment, commit in commits:
        try:
            found[experiment, commit] = code_at(root, commit or "", experiment)
        except LabbookError:
            continue
    names = sorted({name for code in found.values() for name in code})
    differing = [name for name in names if len({code.get(name) for code in found.values()}) > 1]
    if not differing:
        return
    runs: dict[tuple[str | None, ...], list[str]] = {}
    for run in subject.results.runs:
        code = found.get((run.run.experiment, run.code.commit))
        if code is not None:
            key = tuple(map(code.get, differing))
            runs.setdefault(key, []).append(str(run.run.number))
    groups = [", ".join(group) for group in runs.values()]
    shown = ", ".join(differing[:MAX_FILES]) + (", …" if len(differing) > MAX_FILES else "")
    yield Problem(
        subject.report_name,
        1,
        "result-code",
        Severity.WARNING,
        f"the runs of the result ran different code: {' | '.join(groups)} ({shown})",
        f"run the others anew, or name those of one code: result: [{groups[-1]}]",
    )
