"""`labbook launch`: check, claim, start."""

import shutil
import socket
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from labbook.errors import JournalError, Refused, UsageError
from labbook.formats.config.digest import config_digest
from labbook.formats.launch.variants import SEED, override_words, typed, variants
from labbook.journal.changes import commit_changes, uncommitted
from labbook.journal.claiming import Claimed, claim_run, next_free, push_unpushed, withdraw
from labbook.journal.experiments import Experiment, load_experiment, resolve_experiment
from labbook.journal.find import Journal
from labbook.journal.git import git
from labbook.journal.launchable import Launchable, check_overrides, load_launchable
from labbook.journal.lock import only_one
from labbook.model.layout import LocalRunLayout
from labbook.model.problem import Problem
from labbook.model.reference import RunRef
from labbook.model.run import Claim
from labbook.ports import SMOKE, Launcher, LaunchRequest, Tracker

MANY = 10


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
class LaunchedRun:
    """A run that was started, or in a dry run would be. `unpushed` says why its tag is not at
    `origin`, where it should be."""

    request: LaunchRequest
    overrides: Mapping[str, str]
    unpushed: str | None = None

    @property
    def run(self) -> RunRef:
        return self.request.ref


@dataclass(frozen=True)
class Launch:
    """What a launch did: runs in the order in which they take turns, files that it committed
    (in a dry run: would have to be), warnings about config and manifest."""

    experiment: str
    runs: tuple[LaunchedRun, ...]
    committed: tuple[str, ...]
    warnings: tuple[Problem, ...]


def launch(
    journal: Journal, reference: str, *, launcher: Launcher, tracker: Tracker, wish: Wish
) -> Launch:
    """Check an experiment, claim its runs and start them; return while they go on.

    Several runs take turns: each waits until the one before has ended. Raises ProblemsFound
    for errors in config, manifest or front matter, UsageError for overrides that don't fit,
    Refused for uncommitted files and for what the launcher lacks. If starting fails, no claim
    is left that looks alive.
    """
    experiment = load_experiment(journal, resolve_experiment(journal, reference))
    launchable = load_launchable(journal, experiment)
    overrides = _overrides(launchable, wish)
    changed = _settle_changes(journal, experiment, launchable, wish)
    requests = [_request(journal, launchable, o, smoke=wish.smoke) for o in overrides]
    for request in requests:
        launcher.check(request)
    if wish.dry_run:
        runs = _numbered(journal, experiment, requests, overrides)
    elif wish.smoke:
        runs = [_start_smoke(journal, requests[0], overrides[0], launcher, tracker)]
    else:
        runs = _start_all(journal, launchable, requests, overrides, launcher, tracker, wish)
    return Launch(experiment.id, tuple(runs), changed, launchable.warnings)


def _overrides(launchable: Launchable, wish: Wish) -> list[dict[str, str]]:
    seed = launchable.config.parameters().get(SEED)
    found = variants(wish.settings, seeds=wish.seeds, seed=seed)
    for overrides in found:
        check_overrides(launchable, overrides)
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
        more = f" and {len(changed) - MANY} more" if len(changed) > MANY else ""
        raise Refused(
            f"the run would not see what isn't committed: {', '.join(changed[:MANY])}{more}",
            hint="--commit commits exactly these files",
        )
    message = wish.why or f"{experiment.id}: state to run"
    commit_changes(journal.layout, experiment.layout, changed, message)
    return changed


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


def _request(
    journal: Journal, launchable: Launchable, overrides: Mapping[str, str], *, smoke: bool
) -> LaunchRequest:
    root, layout = journal.layout.root, launchable.experiment.layout
    prefix = git(root, "rev-parse", "--show-prefix")
    return LaunchRequest(
        run=None,
        experiment=layout.id,
        commit=git(root, "rev-parse", "HEAD"),
        command=(*_command(launchable, smoke=smoke), *override_words(overrides)),
        workdir=prefix + layout.folder.relative_to(root).as_posix(),
        manifest=launchable.manifest,
        environment={
            "LABBOOK_PROJECT": _project(journal),
            "LABBOOK_CONFIG_DIGEST": config_digest(launchable.config),
        },
    )


def _project(journal: Journal) -> str:
    return journal.settings.tracker_project or journal.layout.root.name


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


def _start_smoke(
    journal: Journal,
    request: LaunchRequest,
    overrides: Mapping[str, str],
    launcher: Launcher,
    tracker: Tracker,
) -> LaunchedRun:
    folder = journal.layout.smoke_run(request.experiment).folder
    with only_one(folder.parent / f"{request.experiment}.lock", "launch --smoke"):
        if not launcher.status(request.ref).state.ended:
            raise Refused(
                "a smoke run of this experiment is going on",
                hint=f"labbook stop {request.experiment}/smoke",
            )
        shutil.rmtree(folder, ignore_errors=True)
        name = f"{request.experiment}/smoke"
        return LaunchedRun(_start(journal, request, name, launcher, tracker), overrides)


def _start_all(
    journal: Journal,
    launchable: Launchable,
    requests: Sequence[LaunchRequest],
    overrides: Sequence[Mapping[str, str]],
    launcher: Launcher,
    tracker: Tracker,
    wish: Wish,
) -> list[LaunchedRun]:
    started: list[LaunchedRun] = []
    formerly = launchable.experiment.front_matter.formerly
    for request, texts in zip(requests, overrides, strict=True):
        claim = _claim(journal, launchable, request, texts, launcher.name, wish.why)
        claimed = claim_run(journal, claim, formerly)
        after = started[-1].run if started else None
        numbered = replace(request, run=claimed.claim.run, after=after)
        try:
            going = _start(journal, numbered, str(numbered.ref), launcher, tracker)
        except Exception:
            _give_up(journal, claimed)
            raise
        except KeyboardInterrupt:
            launcher.stop(numbered.ref)
            raise
        started.append(LaunchedRun(going, texts, claimed.note))
    if claimed.pushed:
        list(push_unpushed(journal.layout.root))
    return started


def _claim(
    journal: Journal,
    launchable: Launchable,
    request: LaunchRequest,
    overrides: Mapping[str, str],
    launcher: str,
    why: str | None,
) -> Claim:
    return Claim(
        run=RunRef(request.experiment, SMOKE),
        commit=request.commit,
        created=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        launcher=launcher,
        overrides={key: typed(text) for key, text in overrides.items()},
        why=why,
        config_digest=config_digest(launchable.config),
        host=socket.gethostname(),
        by=git(journal.layout.root, "config", "user.name", check=False) or None,
    )


def _start(
    journal: Journal, request: LaunchRequest, name: str, launcher: Launcher, tracker: Tracker
) -> LaunchRequest:
    """Let the tracker prepare and the launcher start; return the request as it was started."""
    folder = _folder(journal, request).folder
    folder.mkdir(parents=True, exist_ok=True)
    tracking = tracker.prepare(folder, name=name, project=_project(journal))
    complete = replace(request, environment={**request.environment, **tracking})
    launcher.start(complete)
    return complete


def _folder(journal: Journal, request: LaunchRequest) -> LocalRunLayout:
    if request.run is None:
        return journal.layout.smoke_run(request.experiment)
    return journal.layout.local_run(request.run)


def _give_up(journal: Journal, claimed: Claimed) -> None:
    """Take a claim back whose run could not be started; one that others have seen stays."""
    if claimed.pushed:
        return
    run = claimed.claim.run
    withdraw(journal.layout.root, run, claimed.tag_object)
    shutil.rmtree(journal.layout.local_run(run).folder, ignore_errors=True)
