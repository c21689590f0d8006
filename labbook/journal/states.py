"""An experiment's config and manifest as they are now, were at a commit, or were for a run."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from labbook.errors import LabbookError, OutsideError, UsageError
from labbook.formats.config.model import Config
from labbook.formats.config.reader import read_config
from labbook.formats.config.recorded import recorded_config
from labbook.formats.launch.manifest import read_manifest
from labbook.formats.launch.override_text import override_text, written
from labbook.journal.claims import read_claims
from labbook.journal.committed import committed_files
from labbook.journal.experiments import read_inside
from labbook.journal.find import Journal
from labbook.journal.runs import Run
from labbook.journal.runs_meant import runs_meant
from labbook.model.layout import ExperimentLayout
from labbook.model.manifest import Manifest
from labbook.model.problem import Problem, Severity
from labbook.model.reference import RunRef
from labbook.model.run import RunRecord

Overrides = Mapping[str, Any] | str | None
ReadFile = Callable[[str], str]


@dataclass(frozen=True)
class ExperimentState:
    """What an experiment says at one time, resolved.

    `label` is what a person calls it; `commit` is None for files as they lie on disk. There is
    no manifest where the state is that of a config file alone, nor where the manifest can't be
    read; `problems`, of both files, tell. `recorded` says that the commit isn't here and that
    only what the run record keeps is known: the config's values and classes.
    """

    label: str
    experiment: str | None
    commit: str | None
    config: Config
    manifest: Manifest | None
    problems: tuple[Problem, ...] = ()
    recorded: bool = False


def state_now(
    journal: Journal, experiment: ExperimentLayout, overrides: Overrides = None
) -> ExperimentState:
    """The experiment as its files lie on disk. Raises LabbookError without a config."""
    folder = experiment.folder.relative_to(journal.layout.root).as_posix()
    read = partial(read_inside, journal.layout.root)
    return _experiment_state(read, folder, overrides, experiment.id)


def state_at(
    journal: Journal,
    commit: str,
    folder: str,
    overrides: Overrides = None,
    read: ReadFile | None = None,
) -> ExperimentState:
    """The experiment in `folder`, a path from the journal's root, as a commit has it.

    `commit` is named in full; config, manifest and includes are read from git, links are
    followed within the journal. `read` gives the commit's files where somebody has it already.
    Raises OutsideError, with what to fetch, where the commit isn't here, LabbookError where it
    has no such config.
    """
    read = read or committed_files(journal.layout.root, commit).text
    label = f"{Path(folder).name} at {commit[:10]}"
    return replace(_experiment_state(read, folder, overrides, label), commit=commit)


def state_of_run(
    journal: Journal, ref: RunRef, overrides: Mapping[str, str] | None = None
) -> ExperimentState:
    """What a run was started with, its overrides applied, and `overrides` over these.

    Its tag's commit tells; where that isn't here (a shallow clone), the run record does, and
    the label says so. Raises UsageError where there is no such run, OutsideError where neither
    is here.
    """
    run = _run(journal, ref)
    folder = f"experiments/{run.ref.experiment}"
    try:
        texts = {**written(run.claim.overrides), **(overrides or {})}
        state = state_at(journal, run.claim.commit, folder, override_text(texts))
    except OutsideError:
        if overrides or run.record is None or not run.record.parameters:
            raise
        return _recorded(journal.layout.experiment(ref.experiment), run.record)
    return replace(state, label=str(ref))


def state_of_file(
    read: ReadFile, name: str, label: str, overrides: Overrides = None
) -> ExperimentState:
    """A config file alone.

    `read` gives the text of a file by its path from the journal's root; what it raises for the
    config itself goes on.
    """
    config = read_config(read(name), name=name, read_include=read, overrides=overrides)
    return ExperimentState(label, None, None, config, None, config.problems)


def _experiment_state(
    read: ReadFile, folder: str, overrides: Overrides, label: str
) -> ExperimentState:
    layout = ExperimentLayout(Path(folder))
    state = state_of_file(read, layout.config.as_posix(), label, overrides)
    manifest, wrong = _manifest(read, layout.manifest.as_posix())
    return replace(
        state, experiment=layout.id, manifest=manifest, problems=(*state.problems, *wrong)
    )


def _manifest(read: ReadFile, name: str) -> tuple[Manifest | None, tuple[Problem, ...]]:
    try:
        return read_manifest(read(name), name=name)
    except LabbookError as error:
        sentence, line = error.sentence, error.line or 1
        return None, (Problem(name, line, "launch-unreadable", Severity.ERROR, sentence),)


def _run(journal: Journal, ref: RunRef) -> Run:
    """The run, known by its tag alone where its experiment is on another branch."""
    try:
        return runs_meant(journal, str(ref))[0]
    except UsageError:
        claims = read_claims(journal.layout.root, ref.experiment)
        found = next((claim for claim in claims if claim.run == ref), None)
        if found is None:
            raise
        return Run(found, None)


def _recorded(experiment: ExperimentLayout, record: RunRecord) -> ExperimentState:
    root = experiment.folder.parent.parent
    name = experiment.run(record.run.number).record.relative_to(root).as_posix()
    config = recorded_config(name, record.parameters, record.classes)
    label = f"{record.run} (from its record)"
    return ExperimentState(label, experiment.id, record.code.commit, config, None, recorded=True)
