"""One run, brought home: its record and the files beside it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from labbook.errors import LabbookError, OutsideError
from labbook.formats.assembly import Sources, assemble, sensitive
from labbook.formats.config.model import Config
from labbook.formats.config.reader import read_config
from labbook.formats.launch.manifest import read_manifest
from labbook.formats.launch.override_text import override_text, written
from labbook.formats.secrets import clear
from labbook.journal.committed import committed_text
from labbook.journal.find import Journal
from labbook.journal.imported import sensitive_data, what_is_missing
from labbook.journal.run_files import run_files
from labbook.journal.runs import Run
from labbook.journal.status import run_status
from labbook.model.experiment import FrontMatter, Goal
from labbook.model.manifest import Manifest
from labbook.model.run import IMPORTED, Claim, Missing, RunRecord, RunState, RunStatus
from labbook.model.tracked import TrackedRun
from labbook.ports import Launchers, Tracker, UnknownRun


@dataclass(frozen=True)
class FetchedRun:
    """A run's record and all files of its folder, by path inside of that folder.

    `gone` are the figures that the former record named and this one doesn't.
    """

    record: RunRecord
    files: Mapping[str, str | bytes]
    gone: tuple[str, ...] = ()


def fetch_run(
    journal: Journal,
    run: Run,
    front_matter: FrontMatter,
    launchers: Launchers,
    tracker: Tracker,
) -> FetchedRun:
    """Ask the launcher and the tracker for everything on a run.

    The config and the manifest are those of the run's commit; of an imported run there is none.
    Raises OutsideError when the
    tracker can't be asked, and when it knows nothing of a run that is elsewhere or whose
    record knows more.
    """
    claim = run.claim
    status = run_status(journal, launchers, claim)
    tracked = clear(_tracked(journal, run, status, tracker))
    imported = claim.launcher == IMPORTED
    config = None if imported else _config_of(journal, claim)
    manifest = (
        sensitive_data(journal, run.ref.experiment) if imported else _manifest_of(journal, claim)
    )
    marked = sensitive(manifest) or _marked_now(journal, claim)
    missing = what_is_missing(claim, tracked, manifest) if imported else []
    if config is None and not imported:
        why = "the run's commit has no config.yaml; the tracker's texts stand for them"
        missing.append(Missing("parameters", why))
    log = list(launchers(claim.launcher).logs(claim.run)) if status.state.ended else tracked.log
    sources = Sources(
        claim=claim,
        status=status,
        tracked=tracked,
        tracker=tracked.tracker or tracker.name,
        parameters=_parameters(config, tracked, sensitive=marked),
        classes=config.classes() if config else {},
        manifest=manifest,
        log=log,
        select=_select(front_matter),
        missing=tuple(missing),
        marked_since=marked,
    )
    record = assemble(clear(sources))
    _refuse_less(run.record, record)
    record, files = run_files(
        record,
        tracked,
        journal.settings.run_budget,
        promised={metric.name for metric in front_matter.metrics},
        sensitive=marked,
    )
    former = run.record.figures if run.record is not None else ()
    gone = {figure.path for figure in former} - files.keys()
    return FetchedRun(record, files, tuple(sorted(gone)))


def _tracked(journal: Journal, run: Run, status: RunStatus, tracker: Tracker) -> TrackedRun:
    """The tracker's word; a run that failed before it reported anything is still a run."""
    try:
        folder = journal.layout.local_run(run.ref).folder
        return tracker.fetch(run.ref, folder, task=run.claim.task)
    except UnknownRun as unknown:
        if not unknown.surely and status.state in {RunState.LAUNCHED, RunState.FINISHED}:
            raise
        if status.state is RunState.LAUNCHED:
            raise OutsideError(
                f"nothing is known of {run.ref} here: {status.reason}",
                hint="fill it where it runs",
            ) from None
        layout = journal.layout.experiment(run.ref.experiment).run(run.ref.number)
        if status.state is RunState.LOST and run.record is None and layout.series.exists():
            raise OutsideError(
                f"nothing is left of {run.ref} here, but it was filled once",
                hint=f"git checkout -- {layout.record.relative_to(journal.layout.root)}",
            ) from None
        return TrackedRun("nothing", missing=(Missing("metrics", unknown.sentence),))


def _refuse_less(known: RunRecord | None, new: RunRecord) -> None:
    """A final record is not replaced by less, when what this machine kept of the run was deleted.

    Raises OutsideError then.
    """
    if known is None or not known.state.ended:
        return
    fewer = any(
        metric not in new.metrics or new.metrics[metric].count < summary.count
        for metric, summary in known.metrics.items()
    )
    fewer |= bool({a.name for a in known.artifacts} - {a.name for a in new.artifacts})
    fewer |= len(new.environment.packages) < len(known.environment.packages)
    fewer |= known.weights_digest is not None and new.weights_digest is None
    if fewer or (new.state is RunState.LOST and known.state is not RunState.LOST):
        raise OutsideError(
            f"less is left of run {new.run} than its record tells, so the record stays as it is",
            hint="labbook fill with the experiment's id renders the report from the records",
        )


def _marked_now(journal: Journal, claim: Claim) -> bool:
    """Whether the experiment's manifest has marked data as sensitive since the run."""
    try:
        return sensitive(sensitive_data(journal, claim.run.experiment))
    except LabbookError:
        return False


def _parameters(
    config: Config | None, tracked: TrackedRun, *, sensitive: bool
) -> Mapping[str, Any]:
    """The config's, which git has anyway; without one the tracker's, as far as may be kept."""
    if config is not None:
        return config.parameters()
    if sensitive:
        return {name: text for name, text in tracked.parameters.items() if _is_number(text)}
    return tracked.parameters


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _select(front_matter: FrontMatter) -> tuple[str, Goal] | None:
    metric, goal = front_matter.select, front_matter.select_goal
    return (metric, goal) if metric is not None and goal is not None else None


def _config_of(journal: Journal, claim: Claim) -> Config | None:
    def at_commit(path: str) -> str:
        return committed_text(journal.layout.root, claim.commit, path)

    name = f"experiments/{claim.run.experiment}/config.yaml"
    try:
        text = at_commit(name)
    except OutsideError:
        return None
    overrides = override_text(written(claim.overrides))
    return read_config(text, name=name, read_include=at_commit, overrides=overrides)


def _manifest_of(journal: Journal, claim: Claim) -> Manifest | None:
    name = f"experiments/{claim.run.experiment}/launch.yaml"
    try:
        text = committed_text(journal.layout.root, claim.commit, name)
    except OutsideError:
        return None
    return read_manifest(text, name=name)[0]
