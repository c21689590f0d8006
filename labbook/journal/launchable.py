"""An experiment's config and manifest, fit to be run."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial

from labbook.errors import ProblemsFound, UsageError
from labbook.formats.config.model import Config
from labbook.formats.config.reader import read_config
from labbook.formats.launch.manifest import read_manifest
from labbook.formats.launch.override_text import override_text
from labbook.formats.report.front_matter import check_front_matter
from labbook.journal.baseline import find_baseline
from labbook.journal.experiments import Experiment, read_inside, read_text
from labbook.journal.find import Journal
from labbook.journal.states import state_at
from labbook.model.manifest import Manifest
from labbook.model.problem import Problem, Severity


@dataclass(frozen=True)
class Launchable:
    """An experiment without errors in front matter, config and manifest."""

    journal: Journal
    experiment: Experiment
    config_text: str
    config: Config
    manifest: Manifest
    warnings: tuple[Problem, ...]


def load_launchable(journal: Journal, experiment: Experiment) -> Launchable:
    """Read what a run needs.

    Raises ProblemsFound with every error there is, LabbookError for an unknown baseline.
    """
    root, layout = journal.layout.root, experiment.layout
    names = {p: p.relative_to(root).as_posix() for p in (layout.config, layout.manifest)}
    report_name = layout.report.relative_to(root).as_posix()
    report = read_text(layout.report, name=report_name)
    text = read_text(layout.config, name=names[layout.config])
    config = resolve_config(journal, text, names[layout.config])
    manifest_text = read_text(layout.manifest, name=names[layout.manifest])
    manifest, wrong = read_manifest(manifest_text, name=names[layout.manifest])
    find_baseline(journal, experiment)
    problems = (*config.problems, *wrong, *check_front_matter(report, name=report_name))
    errors = [p for p in problems if p.severity is Severity.ERROR]
    if errors or manifest is None:
        raise ProblemsFound(_told(errors), hint="labbook check tells more")
    return Launchable(journal, experiment, text, config, manifest, problems)


def as_committed(launchable: Launchable, commit: str) -> Launchable:
    """The same with config and manifest as a commit, named in full, has them.

    That is what a run gets, and files on disk can differ without git saying so (a sparse
    checkout, `assume-unchanged`). Raises ProblemsFound where they have errors there.
    """
    experiment = launchable.experiment.layout
    folder = experiment.folder.relative_to(launchable.journal.layout.root).as_posix()
    state = state_at(launchable.journal, commit, folder)
    errors = [p for p in state.problems if p.severity is Severity.ERROR]
    if errors or state.manifest is None:
        raise ProblemsFound(_told(errors), hint="labbook check tells more")
    return replace(launchable, config=state.config, manifest=state.manifest)


def with_overrides(launchable: Launchable, overrides: Mapping[str, str]) -> Config:
    """The config with the overrides. Raises UsageError where it doesn't take them."""
    if not overrides:
        return launchable.config
    name, text = launchable.config.name, override_text(overrides)
    config = resolve_config(launchable.journal, launchable.config_text, name, text)
    errors = [p for p in config.problems if p.severity is Severity.ERROR]
    if errors:
        known = f"keys: {', '.join(launchable.config.keys[:20])}"
        raise UsageError(errors[0].message, hint=errors[0].hint or known)
    return config


def warnings_of(launchable: Launchable, configs: Iterable[Config]) -> tuple[Problem, ...]:
    """What is warned of in an experiment and in the configs of its runs, each warning once.

    An override that matches nothing further down is one, see `with_overrides`.
    """
    overridden = (problem for config in configs for problem in config.problems)
    return tuple(dict.fromkeys((*launchable.warnings, *overridden)))


def resolve_config(
    journal: Journal, text: str, name: str, overrides: Mapping[str, object] | str | None = None
) -> Config:
    """The config's text with its includes, which may lie anywhere inside of the journal."""
    read_include = partial(read_inside, journal.layout.root)
    return read_config(text, name=name, read_include=read_include, overrides=overrides)


def _told(errors: list[Problem]) -> str:
    if not errors:
        return "the manifest can't be used"
    lines = [f"{p.path}:{p.line}: {p.message}" for p in errors]
    return "\n".join([f"{len(errors)} error(s) stand in the way of a run", *lines])
