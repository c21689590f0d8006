"""`labbook show`: one experiment, or one run."""

from dataclasses import dataclass

from labbook.formats.report.results import Results, derive_results
from labbook.journal.baseline import load_baseline
from labbook.journal.experiments import Experiment, load_experiment, resolve_experiment
from labbook.journal.find import Journal
from labbook.journal.runs import Run, experiment_runs
from labbook.journal.status import run_status
from labbook.model.run import RunStatus
from labbook.ports import Launchers


@dataclass(frozen=True)
class Shown:
    """An experiment with its runs, the state of each, and its results."""

    experiment: Experiment
    runs: tuple[tuple[Run, RunStatus], ...]
    results: Results


def show(journal: Journal, reference: str, *, launchers: Launchers) -> Shown:
    """What is known of an experiment. Raises LabbookError where a file of it is broken."""
    experiment = load_experiment(journal, resolve_experiment(journal, reference))
    if experiment.broken is not None:
        raise experiment.broken
    runs = experiment_runs(journal, experiment)
    records = [run.record for run in runs if run.record is not None]
    results = derive_results(experiment.front_matter, records, load_baseline(journal, experiment))
    statuses = [run_status(journal, launchers, run.claim, run.record) for run in runs]
    return Shown(experiment, tuple(zip(runs, statuses, strict=True)), results)
