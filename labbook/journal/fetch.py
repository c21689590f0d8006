"""One run, brought home: its record and the files beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from labbook.errors import OutsideError
from labbook.formats.assembly import Sources, assemble
from labbook.formats.config.model import Config
from labbook.formats.config.reader import read_config
from labbook.formats.end_of_log import last_lines
from labbook.formats.launch.override_text import override_text, written
from labbook.formats.secrets import clear
from labbook.journal.committed import committed_text
from labbook.journal.experiments import Experiment
from labbook.journal.find import Journal
from labbook.journal.imported import what_is_missing
from labbook.journal.run_files import run_files
from labbook.journal.runs import Run
from labbook.journal.sensitive import run_manifest
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
    experiment: Experiment,
    run: Run,
    launchers: Launchers,
    tracker: Tracker,
) -> FetchedRun:
    """Ask the launcher and the tracker for everything on a run.

    Raises OutsideError when the tracker can't be asked, and when it knows nothing of a run that
    is elsewhere or whose record knows more.
    """
    told = run_manifest(journal, experiment.layout, run.claim, run.record)
    status = run_status(journal, launchers, run.claim)
    tracked = clear(_tracked(journal, run, status, tracker, media=not told.sensitive))
    config, lacks = _config(journal, run.claim, tracked, told.manifest)
    sources = Sources(
        claim=run.claim,
        status=status,
        tracked=tracked,
        tracker=tracked.tracker or tracker.name,
        parameters=config.parameters() if config else None,
        classes=config.classes() if config else {},
        manifest=told.manifest,
        log=_log(launchers, run.claim, status, tracked),
        select=_select(experiment.front_matter),
        missing=(*lacks, *told.doubts),
        sensitive=told.sensitive,
    )
    record = assemble(clear(sources))
    _refuse_less(run.record, record)
    record, files = run_files(
        record,
        tracked,
        journal.settings.run_budget,
        promised={metric.name for metric in experiment.front_matter.metrics},
        sensitive=told.sensitive,
        language=journal.settings.language,
    )
    former = run.record.figures if run.record is not None else ()
    gone = {figure.path for figure in former} - files.keys()
    return FetchedRun(record, files, tuple(sorted(gone)))


def _tracked(
    journal: Journal, run: Run, status: RunStatus, tracker: Tracker, *, media: bool
) -> TrackedRun:
    """The tracker's word; a run that failed before it reported anything is still a run."""
    try:
        folder = journal.layout.local_run(run.ref).folder
        return tracker.fetch(run.ref, folder, task=run.claim.task, media=media)
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


def _log(
    launchers: Launchers, claim: Claim, status: RunStatus, tracked: TrackedRun
) -> Sequence[str]:
    if not status.state.ended:
        return tracked.log
    return last_lines(launchers(claim.launcher).logs(claim.run))


def _select(front_matter: FrontMatter) -> tuple[str, Goal] | None:
    metric, goal = front_matter.select, front_matter.select_goal
    return (metric, goal) if metric is not None and goal is not None else None


def _config(
    journal: Journal, claim: Claim, tracked: TrackedRun, manifest: Manifest | None
) -> tuple[Config | None, Sequence[Missing]]:
    """The config of the run's commit, None where there is none, and what is missing then."""
    if claim.launcher == IMPORTED:
        return None, what_is_missing(claim, tracked, manifest)
    config = _config_of(journal, claim)
    why = "the run's commit has no config.yaml; the tracker's texts stand for them"
    return config, [] if config is not None else [Missing("parameters", why)]


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
