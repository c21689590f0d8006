"""The experiment or run that an experiment is compared against."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from labbook.errors import LabbookError
from labbook.formats.kept_selection import select_kept
from labbook.formats.report.measured import selection
from labbook.formats.report.results import Baseline
from labbook.journal.experiments import (
    Experiment,
    load_experiment,
    names_run,
    resolve_experiment,
    resolve_run,
)
from labbook.journal.find import Journal
from labbook.journal.records import load_record, load_records, load_series
from labbook.model.experiment import FrontMatter
from labbook.model.layout import ExperimentLayout
from labbook.model.reference import EXPERIMENT_ID, RunRef
from labbook.model.run import RunRecord, Selected


def find_baseline(
    journal: Journal, experiment: Experiment
) -> tuple[ExperimentLayout, RunRef | None] | None:
    """The experiment that the front matter names as baseline, and which run of it, if it says so.

    None of its files is read. Raises LabbookError, at the report's place, when there is no such
    experiment.
    """
    named = experiment.front_matter.baseline
    if named is None:
        return None
    with _told_at_the_report(journal, experiment):
        if not EXPERIMENT_ID.fullmatch(named.partition("/")[0]):
            raise LabbookError(
                "it is no id", hint="a baseline is written <date>-<slug> or <id>/<n>"
            )
        run = resolve_run(journal, named) if names_run(named) else None
        found = resolve_experiment(journal, named if run is None else run.experiment)
        if found.id == experiment.id:
            raise LabbookError("it is the experiment itself")
    return found, run


def load_baseline(journal: Journal, experiment: Experiment) -> Baseline | None:
    """The baseline that the front matter names, None when it names none.

    Raises LabbookError, at the report's place, when there is no such experiment or its records
    can't be read.
    """
    named = find_baseline(journal, experiment)
    if named is None:
        return None
    layout, run = named
    with _told_at_the_report(journal, experiment):
        found = load_experiment(journal, layout)
        if run is None:
            records = tuple(load_records(layout))
        else:
            record = load_record(layout, run.number)
            records = (record,) if record else ()
    selected = _selected(layout, records, found.front_matter, experiment.front_matter)
    return Baseline(found.id, found.front_matter, records, selected, run.number if run else None)


def _selected(
    layout: ExperimentLayout, records: Sequence[RunRecord], own: FrontMatter, ours: FrontMatter
) -> Mapping[int, Selected]:
    """Values of runs where our report reads them, where their own reads them elsewhere."""
    by, goal = ours.select, ours.select_goal
    if by is None or goal is None or (own.select, own.select_goal) == (by, goal):
        return {}
    found = {}
    for record in records:
        selected = selection(record, ours)
        if selected is None and by in record.metrics:
            selected = select_kept(record, load_series(layout, record.run.number), by, goal)
        if selected is not None:
            found[record.run.number] = selected
    return found


@contextmanager
def _told_at_the_report(journal: Journal, experiment: Experiment) -> Iterator[None]:
    try:
        yield
    except LabbookError as error:
        report = experiment.layout.report.relative_to(journal.layout.root).as_posix()
        message = f"the baseline '{experiment.front_matter.baseline}' can't be had"
        raise LabbookError(f"{message}: {error.sentence}", path=report, hint=error.hint) from None
