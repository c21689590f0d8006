"""The experiment or run that an experiment is compared against."""

from labbook.errors import LabbookError
from labbook.formats.report.results import Baseline
from labbook.journal.experiments import (
    Experiment,
    load_experiment,
    names_run,
    resolve_experiment,
    resolve_run,
)
from labbook.journal.find import Journal
from labbook.journal.records import load_record, load_records
from labbook.model.reference import EXPERIMENT_ID
from labbook.model.run import RunRecord


def load_baseline(journal: Journal, experiment: Experiment) -> Baseline | None:
    """The baseline that the front matter names, None when it names none.

    Raises LabbookError, at the report's place, when there is no such experiment or run.
    """
    named = experiment.front_matter.baseline
    if named is None:
        return None
    report = experiment.layout.report.relative_to(journal.layout.root).as_posix()
    try:
        if not EXPERIMENT_ID.fullmatch(named.partition("/")[0]):
            raise LabbookError(
                "it is no id", hint="a baseline is written <date>-<slug> or <id>/<n>"
            )
        if names_run(named):
            run = resolve_run(journal, named)
            found = load_experiment(journal, journal.layout.experiment(run.experiment))
            record = load_record(found.layout, run.number)
            records: tuple[RunRecord, ...] = (record,) if record else ()
        else:
            found = load_experiment(journal, resolve_experiment(journal, named))
            records = tuple(load_records(found.layout))
        if found.id == experiment.id:
            raise LabbookError("it is the experiment itself")
    except LabbookError as error:
        raise LabbookError(
            f"the baseline '{named}' can't be had: {error.sentence}", path=report, hint=error.hint
        ) from None
    return Baseline(found.id, found.front_matter, records)
