"""What a config and a manifest mean for the code that they run."""

import os
from collections.abc import Iterator
from functools import partial
from itertools import islice
from pathlib import Path

from labbook.formats.lint.arguments import check_arguments
from labbook.formats.lint.callables import Callables
from labbook.formats.lint.command import Program, check_command, check_config_file
from labbook.formats.lint.config_use import config_use
from labbook.formats.lint.entry import convention, entry_point
from labbook.formats.lint.keys import TRAINING, check_seed, check_unused
from labbook.formats.lint.launching import check_image, check_quota
from labbook.formats.lint.outputs import check_outputs
from labbook.formats.lint.references import used_keys
from labbook.formats.lint.run_options import BRAIN_KEYS, SHORT_LIST
from labbook.formats.lint.source import Class
from labbook.journal.checks.subject import Subject
from labbook.journal.experiment_code import experiment_code
from labbook.journal.experiments import read_text
from labbook.journal.installed import Installed, python_folders
from labbook.journal.launchable import resolve_config
from labbook.model.layout import ExperimentLayout
from labbook.model.manifest import Manifest
from labbook.model.problem import Problem, Severity

MAX_PROBLEMS = 200
"""As many as a person reads; a hostile config could have thousands."""
CLUSTERS = frozenset({"ci", "kubernetes"})
"""Launchers that pull the image by its name."""


def check_lints(subject: Subject) -> Iterator[Problem]:
    """Arguments, unused keys, seed, folders, overrides, image and quota, as long as the
    experiment goes on and its config can be read.

    Nothing is imported or run: code is read as text, here and where it is installed.
    """
    if subject.experiment.front_matter.verdict is not None:
        return
    manifest = subject.manifest[0]
    if manifest is not None:
        yield from _of_manifest(subject, manifest)
    if not any(problem.severity is Severity.ERROR for problem in subject.config.problems):
        yield from islice(_of_config(subject, manifest), MAX_PROBLEMS)


def _of_manifest(subject: Subject, manifest: Manifest) -> Iterator[Problem]:
    name, places = subject.manifest_name, subject.manifest_places
    settings = subject.journal.settings
    if manifest.code is None:
        is_file = partial(_is_file, subject.experiment.layout)
        yield from check_config_file(manifest, is_file, places, name)
    if settings.launcher in CLUSTERS:
        yield from check_image(manifest, places, name)
    origin = subject.journal.origins.get("quota", "the settings")
    yield from check_quota(manifest, settings.quota, origin, places, name)


def _of_config(subject: Subject, manifest: Manifest | None) -> Iterator[Problem]:
    config, layout = subject.config, subject.experiment.layout
    own = _own_folders(subject, manifest)
    installed = Installed(python_folders(own), own)
    callables = Callables(installed.find_module, installed.modules_in)
    yield from check_arguments(config, callables.signature)
    yield from check_outputs(config, manifest)
    code = experiment_code(layout, manifest) if manifest is not None else None
    use = config_use(code.texts.values()) if code is not None else None
    yield from check_seed(config, trains=use is not None and bool(use.names & TRAINING))
    if code is None or use is None or manifest is None:
        return
    taken = convention(code.texts[code.entry])
    options = _run_options(installed) if taken == "speechbrain" else frozenset()
    text = read_text(layout.config, name=subject.config_name)
    if use.is_in_sight:
        used = used_keys(text, subject.config_name) | use.names | options | BRAIN_KEYS
        yield from check_unused(config, used)
    if taken is not None:
        name, places = subject.manifest_name, subject.manifest_places
        resolve = partial(resolve_config, subject.journal, text, subject.config_name)
        program = Program(code.entry, options, config.keys, resolve)
        yield from check_command(manifest, program, places, name)


def _own_folders(subject: Subject, manifest: Manifest | None) -> list[Path]:
    """Where the lab's own modules lie, the script's folder first, as Python looks for them.

    Nowhere here, if the manifest takes the code from another repository.
    """
    folder, root = subject.experiment.layout.folder, subject.journal.layout.root
    if manifest is not None and manifest.code is not None:
        return []
    entry = entry_point(manifest.command) if manifest is not None else None
    folders = [folder, root]
    if entry is not None:
        script = Path(os.path.normpath(folder / entry)).parent
        folders[:0] = [script] if script.is_relative_to(root) else []
    return folders


def _is_file(experiment: ExperimentLayout, word: str) -> bool:
    return os.path.isfile(experiment.folder / word)  # noqa: PTH113


def _run_options(installed: Installed) -> frozenset[str]:
    """SpeechBrain's own options: those that are known, and those of the version that is there."""
    module = installed.find_module("speechbrain.utils.run_opts")
    options = module.names.get("RunOptions") if module else None
    fields = (options.fields or ()) if isinstance(options, Class) else ()
    return SHORT_LIST | {field.name for field in fields}
