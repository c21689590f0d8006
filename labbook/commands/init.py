"""Lay out a journal in a folder, and commit what was laid out and nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from labbook import __version__
from labbook.errors import LabbookError, OutsideError, Refused, UsageError
from labbook.journal.declared import settings_toml
from labbook.journal.find import OWN_FILE, SHARED_FILE, journal_file
from labbook.journal.git import git
from labbook.journal.identity import is_state_ignored, require_identity
from labbook.journal.settings import SettingsFile, resolve_settings, shown
from labbook.journal.state import make_state
from labbook.journal.templates import templates
from labbook.journal.write import write_atomically
from labbook.model.layout import JournalLayout
from labbook.model.settings import Language

MESSAGES = {"en": "Lay out the journal", "ru": "Создать журнал"}


@dataclass(frozen=True)
class LaidOut:
    """What `init` did. Paths are relative to `root`.

    `kept` were there already; `ignored` were made and not committed, for git ignores them.
    `state_ignored` is whether git ignores `.labbook/`, which a file that was kept decides; where
    it doesn't, that folder is made and ignores itself.
    """

    root: Path
    language: Language
    repository_made: bool
    made: tuple[str, ...]
    kept: tuple[str, ...]
    ignored: tuple[str, ...]
    state_ignored: bool


def init(folder: Path, language: Language | None = None) -> LaidOut:
    """Make `folder` a journal: a git repository with the files that a journal needs.

    Never overwrites; run again, it makes what is missing. `language` defaults to that of the
    settings. Raises UsageError where `folder` is a file, Refused where it lies inside of another
    repository or git knows no name to commit with, OutsideError where git or the disk fails.
    """
    folder = folder.resolve()
    if folder.exists() and not folder.is_dir():
        raise UsageError("this is a file, not a folder", path=shown(folder))
    top = _repository(folder)
    if top is not None and top != folder:
        raise Refused(
            f"{shown(folder)} lies inside of the git repository {shown(top)}",
            hint=f"a journal is a whole repository: labbook init {shown(top)}, "
            "or choose a folder outside of it",
        )
    settings_file = journal_file(folder)
    language = language or _language(folder, settings_file)
    files = _files(folder, language)
    if settings_file is not None and settings_file.path.name == SHARED_FILE:
        del files[OWN_FILE]
    dirty = _dirty(folder, list(files)) if top else frozenset()
    made = [path for path in files if not _is_there(folder / path) and path not in dirty]
    if made:
        require_identity(_nearest(folder))
        _lay_out(folder, {path: files[path] for path in made}, repository=top is not None)
    ignored = _commit(folder, made, MESSAGES[language]) if made else ()
    kept = tuple(path for path in files if path not in made)
    state = is_state_ignored(JournalLayout(folder))
    if not state:
        make_state(JournalLayout(folder))
    return LaidOut(folder, language, top is None, tuple(made), kept, ignored, state)


def _language(folder: Path, file: SettingsFile | None) -> Language:
    """That of the settings; of the person's alone where the journal has none yet."""
    file = file or SettingsFile(folder / OWN_FILE, "", {})
    return resolve_settings(file).settings.language


def _repository(folder: Path) -> Path | None:
    """The root of the git repository that the folder lies in or would lie in."""
    top = git(_nearest(folder), "rev-parse", "--show-toplevel", check=False)
    return Path(top).resolve() if top else None


def _nearest(folder: Path) -> Path:
    """The folder, or the one upwards that is there."""
    return next(path for path in (folder, *folder.parents) if path.is_dir())


def _files(folder: Path, language: Language) -> dict[str, bytes]:
    """Every file of a new journal by its path, rendered before the first one is written."""
    major, minor = __version__.split(".")[:2]
    requires = f">={major}.{minor}"
    source = templates(JournalLayout(folder).templates)
    context = {"name": folder.name, "language": language}
    settings = settings_toml(
        language, {"requires": requires, "language": language}, {"tracker_project": folder.name}
    )
    rendered = {
        file.target: source.render(file, context) for file in source.files("journal", language)
    }
    return {OWN_FILE: settings.encode()} | rendered


def _is_there(path: Path) -> bool:
    return path.exists() or path.is_symlink()


def _dirty(root: Path, paths: list[str]) -> frozenset[str]:
    """Paths that a person has changed or deleted since the last commit."""
    said = git(root, "status", "--porcelain", "-z", "--no-renames", "-uno", "--", *paths)
    return frozenset(entry[3:] for entry in said.split("\0") if entry)


def _lay_out(folder: Path, files: Mapping[str, bytes], *, repository: bool) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not repository:
            git(folder, "init", "--quiet", "--initial-branch=main")
        for path, content in files.items():
            write_atomically(folder / path, content)
    except OSError as error:
        raise OutsideError(
            f"the journal can't be written: {error.strerror}", path=error.filename
        ) from None


def _commit(root: Path, paths: list[str], message: str) -> tuple[str, ...]:
    """Commit these paths alone, whatever else is staged; return those that git ignores."""
    ignored = git(root, "check-ignore", "--", *paths, check=False).splitlines()
    ours = [path for path in paths if path not in ignored]
    try:
        if ours:
            git(root, "add", "--", *ours)
            git(root, "commit", "--quiet", "-m", message, "--", *ours)
    except LabbookError as error:
        raise OutsideError(
            f"the files are there, but they could not be committed: {error.sentence}",
            path=shown(root),
            hint=f"commit them yourself: git commit -- {' '.join(ours)}",
        ) from None
    return tuple(ignored)


def as_json(done: LaidOut) -> dict[str, Any]:
    """What `init` did, for programs."""
    return {
        "schema": 1,
        "root": str(done.root),
        "language": done.language,
        "repository_made": done.repository_made,
        "made": list(done.made),
        "kept": list(done.kept),
        "ignored": list(done.ignored),
        "state_ignored": done.state_ignored,
    }
