"""`labbook fill`: bring results home and write them into the report."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from labbook.errors import OutsideError, UsageError
from labbook.formats.report.measured import selection_outdated
from labbook.formats.report.refill import refill
from labbook.formats.report.report_diff import report_diff
from labbook.journal.baseline import load_baseline
from labbook.journal.experiments import (
    Experiment,
    load_experiment,
    names_run,
    read_text,
    resolve_experiment,
)
from labbook.journal.fetch import FetchedRun, fetch_run
from labbook.journal.find import Journal
from labbook.journal.git import git
from labbook.journal.gone_figures import remove_figures
from labbook.journal.lock import only_report_writer
from labbook.journal.records import load_records, recorded_numbers
from labbook.journal.report_data import gather
from labbook.journal.report_writing import write_report
from labbook.journal.run_figures import Content
from labbook.journal.runs import Run, experiment_runs
from labbook.journal.runs_meant import SMOKE_SUFFIX, runs_meant
from labbook.journal.tasks import named_task, run_of_task
from labbook.journal.write import refuse_changed, refuse_links_out, sweep, write_atomically
from labbook.model.reference import RunRef
from labbook.model.run import RunRecord
from labbook.ports import Launchers, Tracker


@dataclass(frozen=True)
class FillWish:
    """Which run or experiment to fill, and how.

    `wait` follows the runs to their end first, `draft` writes nothing, `force` overwrites what a
    person edited inside regions, `commit` commits what was written.
    """

    reference: str
    wait: bool = False
    draft: bool = False
    force: bool = False
    commit: bool = False


@dataclass(frozen=True)
class Filled:
    """What a fill brought: the runs that were asked for, and the files that changed.

    `failed` are runs that nothing could be had of. `diff` is how the report changed, or would
    change if this is a draft.
    """

    experiment: str
    fetched: tuple[RunRecord, ...]
    failed: tuple[tuple[RunRef, OutsideError], ...]
    changed: tuple[Path, ...]
    diff: str


def fill(
    journal: Journal,
    wish: FillWish,
    *,
    launchers: Launchers,
    tracker: Tracker,
    on_wait: Callable[[str], None] | None = None,
) -> Filled:
    """Fetch a run, or all open runs of an experiment, and rewrite the report's regions.

    A run can be named by the id of its task or the address of its page in the tracker.
    Runs that ended before `select` was changed are fetched with the open ones.
    Records and figures are written before the report, each file whole or not at all. `on_wait`
    is told if another fill is at work. Raises Refused when a person edited inside a region or
    changed the report meanwhile, and when that other fill doesn't end in time.
    """
    reference = wish.reference
    if (task := named_task(reference)) is not None:
        reference = str(run_of_task(journal, task, tracker))
    if wish.wait:
        _wait([run for run in _runs_meant(journal, reference)[1] if run.open], launchers)
    with only_report_writer(journal.layout, on_wait=on_wait):
        experiment, runs = _runs_meant(journal, reference)
        before = read_text(experiment.layout.report, name=_name(journal, experiment))
        recorded = set(recorded_numbers(experiment.layout))
        fetched, failed = _fetch(journal, experiment, runs, launchers, tracker)
        if not fetched and any(ref.number not in recorded for ref, _ in failed):
            # Rendered now, the report would lose what it tells of a run that is out of reach.
            return Filled(experiment.id, (), failed, (), "")
        files = _run_files(experiment, fetched)
        after, figures = _report(journal, experiment, before, fetched, files, force=wish.force)
        files |= figures
        changed: tuple[Path, ...] = ()
        if not wish.draft:
            changed = _write(experiment, files, before, after)
            changed += _remove_gone(experiment, fetched)
    if wish.commit and not wish.draft:
        _commit(journal, experiment, fetched)
    records = tuple(one.record for one in fetched)
    return Filled(experiment.id, records, failed, changed, report_diff(before, after, "filled"))


def _runs_meant(journal: Journal, reference: str) -> tuple[Experiment, Sequence[Run]]:
    if reference.endswith(SMOKE_SUFFIX):
        raise UsageError("a smoke run has no number and no record", hint="labbook logs shows it")
    named = names_run(reference)
    layout = resolve_experiment(journal, reference.rpartition("/")[0] if named else reference)
    experiment = load_experiment(journal, layout)
    if experiment.broken is not None:
        raise experiment.broken
    if named:
        return experiment, runs_meant(journal, reference)
    return experiment, [
        run for run in experiment_runs(journal, experiment) if _due(run, experiment)
    ]


def _due(run: Run, experiment: Experiment) -> bool:
    """Whether it is open, or `select` has changed since it was filled."""
    return run.record is None or run.open or selection_outdated(run.record, experiment.front_matter)


def _wait(runs: Sequence[Run], launchers: Launchers) -> None:
    for run in runs:
        for _ in launchers(run.claim.launcher).logs(run.ref, follow=True):
            pass


def _fetch(
    journal: Journal,
    experiment: Experiment,
    runs: Sequence[Run],
    launchers: Launchers,
    tracker: Tracker,
) -> tuple[list[FetchedRun], tuple[tuple[RunRef, OutsideError], ...]]:
    fetched, failed = [], []
    for run in runs:
        try:
            found = fetch_run(journal, experiment, run, launchers, tracker)
        except OutsideError as error:
            failed.append((run.ref, error))
        else:
            fetched.append(found)
    return fetched, tuple(failed)


def _run_files(experiment: Experiment, fetched: Sequence[FetchedRun]) -> dict[Path, Content]:
    return {
        experiment.layout.run(one.record.run.number).folder / name: content
        for one in fetched
        for name, content in one.files.items()
    }


def _report(
    journal: Journal,
    experiment: Experiment,
    text: str,
    fetched: Sequence[FetchedRun],
    files: Mapping[Path, Content],
    *,
    force: bool,
) -> tuple[str, dict[Path, Content]]:
    """The report's new text, and the figures that it shows."""
    records = {record.run.number: record for record in load_records(experiment.layout)}
    records |= {one.record.run.number: one.record for one in fetched}
    runs = [record for _, record in sorted(records.items())]
    baseline = load_baseline(journal, experiment)
    gathered = gather(journal, experiment, runs, baseline, files)
    after = refill(text, gathered.data, name=_name(journal, experiment), force=force)
    return after, dict(gathered.figures)


def _write(
    experiment: Experiment, files: Mapping[Path, Content], before: str, after: str
) -> tuple[Path, ...]:
    """Records last among the runs' files, the report after all of them."""
    report = experiment.layout.report
    refuse_links_out(experiment.layout.folder, [*files, report])
    refuse_changed(report, before.encode())
    sweep(experiment.layout.folder)
    ordered = sorted(files, key=lambda path: (path.name == "run.json", path))
    changed = [path for path in ordered if write_atomically(path, files[path])]
    if write_report(experiment.layout, before, after):
        changed.append(report)
    return tuple(changed)


def _remove_gone(experiment: Experiment, fetched: Sequence[FetchedRun]) -> tuple[Path, ...]:
    """Figures of an earlier fill that no record names any more."""
    runs = ((experiment.layout.run(one.record.run.number), one.gone) for one in fetched)
    return tuple(path for layout, gone in runs for path in remove_figures(layout, gone))


def _commit(journal: Journal, experiment: Experiment, fetched: Sequence[FetchedRun]) -> None:
    layout = experiment.layout
    paths = [str(path) for path in (layout.runs, layout.report) if path.exists()]
    if not git(journal.layout.root, "status", "--porcelain", "--", *paths):
        return
    numbers = ", ".join(str(one.record.run.number) for one in fetched)
    what = f"{experiment.id}, run {numbers}" if fetched else experiment.id
    git(journal.layout.root, "add", "--", *paths)
    git(journal.layout.root, "commit", "-q", "-m", f"Fill {what}", "--", *paths)


def _name(journal: Journal, experiment: Experiment) -> str:
    return experiment.layout.report.relative_to(journal.layout.root).as_posix()
