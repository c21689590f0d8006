"""What is in git of a run on sensitive data and is no number."""

from collections.abc import Iterator

from labbook.formats.names import few
from labbook.journal.checks.subject import Subject
from labbook.journal.git import git
from labbook.model.problem import Problem, Severity
from labbook.model.run import RunRecord

NUMBERS = frozenset({"run.json", "series.csv"})


def check_sensitive(subject: Subject) -> Iterator[Problem]:
    """`sensitive-file`: pictures, sounds, logs and the like of runs on sensitive data.

    Data is sensitive when the run's record says so, or when the manifest does now: what nobody
    had marked at the time of the run is sensitive all the same.
    """
    manifest = subject.manifest[0] if subject.experiment.layout.manifest.exists() else None
    marked = manifest is not None and any(mount.sensitive for mount in manifest.data)
    for record in subject.records:
        if marked or any(data.get("sensitive") for data in record.data):
            yield from _files(subject, record)
            yield from _texts(subject, record)


def _files(subject: Subject, record: RunRecord) -> Iterator[Problem]:
    """Files that git has or would take."""
    root, folder = subject.journal.layout.root, _folder(subject, record)
    options = ("--cached", "--others", "--exclude-standard", "-z")
    for name in sorted(filter(None, git(root, "ls-files", *options, "--", folder).split("\0"))):
        there = (root / name).exists() or (root / name).is_symlink()
        if there and name.removeprefix(f"{folder}/") not in NUMBERS:
            yield _problem(
                name,
                f"run {record.run.number} is on sensitive data, and this is no number",
                "git rm it; if it was pushed, it is in the history too",
            )


def _texts(subject: Subject, record: RunRecord) -> Iterator[Problem]:
    held = {"log": record.log, "error_analyses": record.error_analyses, "figures": record.figures}
    names = [f"`{name}`" for name, items in held.items() if items]
    if names:
        yield _problem(
            f"{_folder(subject, record)}/run.json",
            f"run {record.run.number} is on sensitive data, and its record holds {few(names)}",
            f"labbook fill {record.run}; if it was pushed, they are in the history too",
        )


def _folder(subject: Subject, record: RunRecord) -> str:
    folder = subject.experiment.layout.run(record.run.number).folder
    return folder.relative_to(subject.journal.layout.root).as_posix()


def _problem(path: str, message: str, hint: str) -> Problem:
    return Problem(path, 1, "sensitive-file", Severity.ERROR, message, hint)
