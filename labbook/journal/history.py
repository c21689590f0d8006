"""What the runs of this journal have used so far."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from labbook.formats.config.model import Config
from labbook.formats.history import History, PastRun, read_past_run, unusual
from labbook.journal.experiments import Experiment, load_experiment
from labbook.journal.find import Journal
from labbook.journal.folders import experiment_layouts
from labbook.journal.records import recorded_numbers
from labbook.model.experiment import Cause
from labbook.model.layout import ExperimentLayout
from labbook.model.problem import Problem


def load_history(journal: Journal) -> History:
    """All runs that have a record in the working tree; one that can't be read is passed over."""
    runs: list[PastRun] = []
    for layout in experiment_layouts(journal.layout):
        found = list(_past_runs(layout))
        # Where no figure tells which of them diverged, the person's word is on all of them.
        if found and not any(run.diverged for run in found) and _said_to_diverge(journal, layout):
            found = [replace(run, diverged=True) for run in found]
        runs += found
    return History(tuple(runs))


def unusual_values(
    history: History, experiment: Experiment, configs: Iterable[Config]
) -> tuple[Problem, ...]:
    """What is unusual in any of the configs of an experiment's runs, each finding once."""
    found = (unusual(history, config, experiment=experiment.id) for config in configs)
    return tuple(dict.fromkeys(problem for one in found for problem in one.values()))


def _past_runs(layout: ExperimentLayout) -> Iterator[PastRun]:
    for number in recorded_numbers(layout):
        try:
            text = layout.run(number).record.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            continue
        if run := read_past_run(text, experiment=layout.id):
            yield run


def _said_to_diverge(journal: Journal, layout: ExperimentLayout) -> bool:
    try:
        # Most reports need not be parsed, and there are years of them.
        if Cause.DIVERGED.encode() not in layout.report.read_bytes():
            return False
    except OSError:
        return False
    return load_experiment(journal, layout).front_matter.cause is Cause.DIVERGED
