"""`labbook launch`: check, claim, start."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from labbook.errors import JournalError, LabbookError, Refused, UsageError
from labbook.formats.config.digest import config_digest
from labbook.formats.launch.kept_words import refuse_secrets
from labbook.formats.launch.variants import SEED, override_words, variants
from labbook.formats.names import few
from labbook.journal.allowances import left_at_launch
from labbook.journal.changes import commit_changes, uncommitted
from labbook.journal.claiming import next_free
from labbook.journal.experiments import Experiment, load_experiment, resolve_experiment
from labbook.journal.find import Journal
from labbook.journal.git import git
from labbook.journal.history import load_history, unusual_values
from labbook.journal.launchable import (
    Launchable,
    as_committed,
    load_launchable,
    warnings_of,
    with_overrides,
)
from labbook.journal.review.gate import Passed, pass_gate
from labbook.journal.review.smoke import smoke_digest, untried
from labbook.journal.starting import LaunchedRun, Starter, project_of
from labbook.model.problem import Problem
from labbook.model.reference import RunRef
from labbook.ports import Launcher, LaunchRequest, Tracker


@dataclass(frozen=True)
class Wish:
    """What a person asks for. `settings` are `key=value[,value…]`, see `variants`."""

    settings: tuple[str, ...] = ()
    seeds: int | None = None
    why: str | None = None
    commit: bool = False
    smoke: bool = False
    dry_run: bool = False


@dataclass(frozen=True)
class Advice:
    """What a person should know before anything is claimed: warnings about config and manifest
    and about values that are unlike those that the lab has used, notes on reviews and smoke runs,
    and files that were committed (in a dry run: would have to be)."""

    warnings: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()
    committed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Launch:
    """Runs that a launch started, in the order in which they take turns."""

    experiment: str
    runs: tuple[LaunchedRun, ...]


def launch(
    journal: Journal,
    reference: str,
    *,
    launcher: Launcher,
    tracker: Tracker,
    wish: Wish,
    tell: Callable[[Advice], None],
) -> Launch:
    """Check an experiment, claim its runs and start them; return while they go on.

    `tell` gets what a person should know before anything is claimed: first warnings and what was
    committed, which stays so where the launch is refused, then notes. Several runs take turns:
    each waits until the one before has ended. Raises ProblemsFound for errors in config, manifest
    or front matter, UsageError for overrides that don't fit or hold a credential, Refused for
    uncommitted files, for what launcher or tracker lack and for what nobody has approved that
    needs it. If starting fails, no claim is left that looks alive.
    """
    refuse_secrets(wish.why, wish.settings)
    experiment = load_experiment(journal, resolve_experiment(journal, reference))
    launchable = load_launchable(journal, experiment)
    overrides = _overrides(launchable, wish)
    configs = [with_overrides(launchable, one) for one in overrides]
    history = load_history(journal)
    unusual = unusual_values(history, experiment, configs)
    warnings = left_at_launch(launchable, history, (*warnings_of(launchable, configs), *unusual))
    changed = _settle_changes(journal, experiment, launchable, wish)
    tell(Advice(warnings, committed=changed))
    commit = git(journal.layout.root, "rev-parse", "HEAD")
    if not (changed and wish.dry_run):
        launchable = as_committed(launchable, commit)
    requests = _requests(launchable, commit, overrides, wish)
    launcher.check(requests[0])
    tracker.check()
    passed = _pass_gate(launchable, launcher, commit, overrides, wish)
    tell(Advice(notes=passed.notes))
    starter = Starter(journal, launcher, tracker)
    if wish.dry_run:
        runs = _numbered(journal, experiment, requests, overrides)
    elif wish.smoke:
        digest = smoke_digest(journal, experiment.id, commit, overrides[0])
        runs = [starter.start_smoke(requests[0], overrides[0], digest)]
    else:
        runs = starter.start_in_turns(launchable, requests, overrides, wish.why, passed.reviews)
    return Launch(experiment.id, tuple(runs))


def _overrides(launchable: Launchable, wish: Wish) -> list[dict[str, str]]:
    seed = launchable.config.parameters().get(SEED)
    found = variants(wish.settings, seeds=wish.seeds, seed=seed)
    if wish.smoke and len(found) > 1:
        raise UsageError("a smoke run is one run", hint="give each key one value")
    return found


def _settle_changes(
    journal: Journal, experiment: Experiment, launchable: Launchable, wish: Wish
) -> tuple[str, ...]:
    """Commit what the run reads, or refuse. Raises JournalError where there is no commit."""
    if not git(journal.layout.root, "rev-parse", "--verify", "--quiet", "HEAD", check=False):
        raise JournalError("the journal has no commit yet", hint="git add -A && git commit")
    changed = uncommitted(
        journal.layout,
        experiment.layout,
        includes=launchable.config.includes,
        command=_command(launchable, smoke=wish.smoke),
    )
    if not changed or wish.dry_run:
        return changed
    if not wish.commit:
        raise Refused(
            f"the run would not see what isn't committed: {few(changed)}",
            hint="--commit commits exactly these files",
        )
    message = wish.why or f"{experiment.id}: state to run"
    commit_changes(journal.layout, experiment.layout, changed, message)
    return changed


def _pass_gate(
    launchable: Launchable,
    launcher: Launcher,
    commit: str,
    overrides: Sequence[Mapping[str, str]],
    wish: Wish,
) -> Passed:
    """The reviews of the runs. A smoke run needs none; a dry run is told what it would be."""
    if wish.smoke:
        return Passed((None,) * len(overrides))
    journal, experiment, manifest = launchable.journal, launchable.experiment, launchable.manifest
    try:
        passed = pass_gate(journal, experiment, commit, manifest, overrides)
    except LabbookError as error:
        if not wish.dry_run:
            raise
        hint = f"\nhint: {error.hint}" if error.hint else ""
        said = f"this would be refused: {error}{hint}"
        passed = Passed((None,) * len(overrides), (said,))
    note = untried(journal, launcher, commit, experiment.id, manifest, overrides)
    return passed if note is None else replace(passed, notes=(*passed.notes, note))


def _command(launchable: Launchable, *, smoke: bool) -> tuple[str, ...]:
    manifest = launchable.manifest
    if not smoke:
        return manifest.command
    if manifest.smoke is None:
        raise UsageError(
            "the manifest names no smoke command",
            hint="in launch.yaml: smoke: [python, train.py, config.yaml, --debug]",
        )
    return manifest.smoke


def _requests(
    launchable: Launchable, commit: str, overrides: Sequence[Mapping[str, str]], wish: Wish
) -> list[LaunchRequest]:
    journal, layout = launchable.journal, launchable.experiment.layout
    root = journal.layout.root
    command = _command(launchable, smoke=wish.smoke)
    request = LaunchRequest(
        run=None,
        experiment=layout.id,
        commit=commit,
        command=command,
        workdir=git(root, "rev-parse", "--show-prefix")
        + layout.folder.relative_to(root).as_posix(),
        manifest=launchable.manifest,
        environment={
            "LABBOOK_PROJECT": project_of(journal),
            "LABBOOK_CONFIG_DIGEST": config_digest(launchable.config),
        },
    )
    return [replace(request, command=(*command, *override_words(one))) for one in overrides]


def _numbered(
    journal: Journal,
    experiment: Experiment,
    requests: Sequence[LaunchRequest],
    overrides: Sequence[Mapping[str, str]],
) -> list[LaunchedRun]:
    """The runs of a dry run, with the numbers that are free now."""
    first = next_free(journal, experiment.id, experiment.front_matter.formerly).number
    return [
        LaunchedRun(replace(request, run=RunRef(experiment.id, first + index)), texts)
        for index, (request, texts) in enumerate(zip(requests, overrides, strict=True))
    ]
