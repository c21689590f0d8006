"""What is in git of a run on sensitive data and is no number."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from labbook.errors import LabbookError
from labbook.formats.names import few
from labbook.formats.numbers_only import words_of
from labbook.journal.checks.subject import Subject
from labbook.journal.git import git
from labbook.journal.records import load_record
from labbook.journal.sensitive import manifest_now
from labbook.model.problem import Problem, Severity
from labbook.model.run import RunRecord

NUMBERS = frozenset({"run.json", "series.csv"})


def check_sensitive(subject: Subject) -> Iterator[Problem]:
    """`sensitive-file`: pictures, sounds, logs and the like of runs on sensitive data.

    Data is sensitive when the run's record says so, or when the manifest does now: what nobody
    had marked at the time of the run is sensitive all the same. Where one of them can't be read
    it may say so.
    """
    layout, marked, unreadable = subject.experiment.layout, False, None
    try:
        manifest = manifest_now(subject.journal, layout)
        marked = manifest is not None and manifest.sensitive
    except LabbookError:
        unreadable = subject.manifest_name
    for folder, names in _run_folders(subject).items():
        path, record, unread = f"{folder}/run.json", None, unreadable
        try:
            record = load_record(layout, int(Path(folder).name))
        except (LabbookError, OSError):
            unread = unread or path
        others = [name for name in names if name not in NUMBERS]
        if marked or (record is not None and record.sensitive):
            yield from (_file(folder, name) for name in others)
            yield from _texts(path, record)
        elif unread is not None and others:
            yield _doubt(folder, unread, others)


def _run_folders(subject: Subject) -> Mapping[str, Sequence[str]]:
    """The runs' folders, and the files in each of them that git has or would take."""
    root, runs = subject.journal.layout.root, subject.experiment.layout.runs
    if not runs.exists():
        return {}
    folder = runs.relative_to(root).as_posix()
    options = ("--cached", "--others", "--exclude-standard", "-z")
    found = defaultdict(list)
    for path in sorted(filter(None, git(root, "ls-files", *options, "--", folder).split("\0"))):
        run, _, name = path.removeprefix(f"{folder}/").partition("/")
        there = (root / path).exists() or (root / path).is_symlink()
        if there and name and run.isascii() and run.isdigit():
            found[f"{folder}/{run}"].append(name)
    return found


def _file(folder: str, name: str) -> Problem:
    return _problem(
        f"{folder}/{name}",
        f"run {Path(folder).name} is on sensitive data, and this is no number",
        "git rm it; if it was pushed, it is in the history too",
    )


def _texts(path: str, record: RunRecord | None) -> Iterator[Problem]:
    if record is not None and (held := words_of(record)):
        names = few([f"`{name}`" for name in held])
        yield _problem(
            path,
            f"run {record.run.number} is on sensitive data, and its record holds {names}",
            f"labbook fill {record.run}; if it was pushed, they are in the history too",
        )


def _doubt(folder: str, unread: str, names: Sequence[str]) -> Problem:
    return _problem(
        unread,
        f"it can't be read, and it tells whether run {Path(folder).name} is on sensitive data,"
        f" of which {few(names)} would be no numbers",
        f"mend {Path(unread).name}, then labbook check",
    )


def _problem(path: str, message: str, hint: str) -> Problem:
    return Problem(path, 1, "sensitive-file", Severity.ERROR, message, hint)
