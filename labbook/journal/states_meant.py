"""From what a person says to the state of an experiment, or of a config file, that they mean."""

import os
import re
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from posixpath import normpath

from labbook.errors import UsageError
from labbook.formats.launch.override_text import override_text
from labbook.formats.report.front_matter import read_front_matter
from labbook.formats.shortened import shorten
from labbook.journal.baseline import find_baseline
from labbook.journal.committed import CommittedFiles, commit_named, committed_files
from labbook.journal.experiments import (
    Experiment,
    load_experiment,
    names_run,
    read_inside,
    resolve_experiment,
    resolve_run,
)
from labbook.journal.find import Journal, journal_file
from labbook.journal.git import git
from labbook.journal.states import (
    ExperimentState,
    state_at,
    state_now,
    state_of_file,
    state_of_run,
)
from labbook.model.reference import EXPERIMENT_ID, RunRef

Overrides = Mapping[str, str]
"""As texts, by key."""

MAX_TEXT = 1000
_SHOWN = 8
_ODD = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_AT_REVISION = re.compile(r"((?:[^:{]|\{[^}]*\})+):(.*)")
_OWN_FILES = (["config.yaml"], ["launch.yaml"])


def find_state(journal: Journal, text: str, overrides: Overrides | None = None) -> ExperimentState:
    """The state that a person means.

    `text` is an experiment as its files lie on disk, a run (`<experiment>/<n>`), the path of a
    config file, or `REV:path` as git takes it, the path being an experiment's folder, a part of
    its id, or a config file. Raises UsageError for what means nothing, LabbookError for a
    config that isn't there, OutsideError for a commit that isn't here.
    """
    if len(text) > MAX_TEXT or _ODD.search(text):
        raise UsageError(f"'{shorten(text)}' is no experiment, run or config")
    named = _AT_REVISION.fullmatch(text)
    if named and not os.path.lexists(text):
        return _at_revision(journal, named[1], named[2], overrides)
    if os.path.isfile(text) and _is_alone(journal, Path(text)):  # noqa: PTH113
        return file_state(Path(text), overrides)
    check_there(text)
    if names_run(text):
        return state_of_run(journal, _run_meant(journal, text), overrides)
    return state_now(journal, resolve_experiment(journal, text), override_text(overrides or {}))


def check_there(text: str) -> None:
    """Raise UsageError where the text can only mean a file, and there is none."""
    if text.endswith((".yaml", ".yml")) and not os.path.lexists(text):
        raise UsageError("there is no such file", path=text)


def file_state(path: Path, overrides: Overrides | None = None) -> ExperimentState:
    """A config file alone, wherever it lies; includes are followed within its journal, or else
    within its folder.
    """
    real = path.resolve()
    journals = (folder for folder in real.parents if journal_file(folder) is not None)
    root = next(journals, real.parent)
    name = real.relative_to(root).as_posix()
    read = partial(read_inside, root)
    return state_of_file(read, name, str(path), override_text(overrides or {}))


def baseline_state(journal: Journal, state: ExperimentState) -> ExperimentState:
    """The baseline that the experiment's report names: on disk, or else at the state's commit.

    Raises UsageError where there is none, LabbookError where it can't be had.
    """
    hint = "name what to compare: labbook diff A B"
    if state.experiment is None:
        raise UsageError(f"{state.label} is no experiment and has no baseline", hint=hint)
    experiment = _with_report(journal, state)
    named = experiment.front_matter.baseline
    if find_baseline(journal, experiment) is None or named is None:
        raise UsageError(f"{experiment.id} names no baseline", hint=hint)
    return find_state(journal, named)


def _with_report(journal: Journal, state: ExperimentState) -> Experiment:
    layout = journal.layout.experiment(state.experiment or "")
    if not layout.folder.is_dir() and state.commit is not None:
        name = layout.report.relative_to(journal.layout.root).as_posix()
        text = committed_files(journal.layout.root, state.commit).text(name)
        return Experiment(layout, read_front_matter(text, name=name))
    experiment = load_experiment(journal, layout)
    if experiment.broken is not None:
        raise experiment.broken
    return experiment


def _is_alone(journal: Journal, path: Path) -> bool:
    """Whether the file stands for itself rather than for the experiment that it is a file of."""
    inside = _within_experiment(os.path.relpath(path.resolve(), journal.layout.root.resolve()))
    return inside is None or _is_config(inside)


def _within_experiment(name: str) -> list[str] | None:
    """The rest of a path from the journal's root that leads into an experiment."""
    folder, *parts = name.split("/")
    named = folder == "experiments" and parts and EXPERIMENT_ID.fullmatch(parts[0])
    return parts[1:] if named else None


def _is_config(inside: list[str]) -> bool:
    return bool(inside) and inside[-1].endswith((".yaml", ".yml")) and inside not in _OWN_FILES


def _run_meant(journal: Journal, text: str) -> RunRef:
    """A run by its full name is known by its tag, whatever branch its experiment is on."""
    try:
        return RunRef.parse(text)
    except UsageError:
        return resolve_run(journal, text)


def _at_revision(
    journal: Journal, revision: str, path: str, overrides: Overrides | None
) -> ExperimentState:
    root, texts = journal.layout.root, override_text(overrides or {})
    files = committed_files(root, commit_named(root, revision))
    name = _from_root(root, path)
    at = f"at {revision} ({files.commit[:7]})"
    inside = _within_experiment(name)
    if files.kind(name) == "file" and (inside is None or _is_config(inside)):
        state = state_of_file(files.text, name, f"{name} {at}", texts)
        return replace(state, commit=files.commit)
    if inside is None:
        name = f"experiments/{_only_one(files, revision, path)}"
    folder = "/".join(name.split("/")[:2])
    state = state_at(journal, files.commit, folder, texts)
    return replace(state, label=f"{state.experiment} {at}")


def _from_root(root: Path, path: str) -> str:
    """A path as git takes it behind `REV:`, from the journal's root on.

    `./` and `../` begin where the person is; all else counts from the repository's root, or
    from the journal's where that is another one.
    """
    if path in (".", "..") or path.startswith(("./", "../")):
        path = f"{os.path.relpath(Path.cwd(), root)}/{path}"
    else:
        path = path.removeprefix(git(root, "rev-parse", "--show-prefix"))
    return normpath(path)


def _only_one(files: CommittedFiles, revision: str, part: str) -> str:
    """The one experiment of the commit whose id has the part in it."""
    ids = [name for name in files.names("experiments") if EXPERIMENT_ID.fullmatch(name)]
    found = [name for name in ids if name == part] or [n for n in ids if part and part in n]
    if len(found) == 1:
        return found[0]
    said = "is ambiguous" if found else "is no experiment or config"
    hint = f"experiments there: {', '.join((found or ids)[-_SHOWN:])}" if ids else None
    raise UsageError(f"'{part}' at {revision} {said}", hint=hint)
