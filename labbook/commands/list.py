"""`labbook list`: every experiment in a line."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from labbook.errors import LabbookError
from labbook.formats.report.quantity import amount
from labbook.formats.report.results import Measured, derive_results
from labbook.journal.claims import read_claims
from labbook.journal.experiments import Experiment, list_experiments
from labbook.journal.find import Journal
from labbook.journal.git import git
from labbook.journal.runs import Run, experiment_runs
from labbook.journal.status import run_status
from labbook.model.experiment import PromisedMetric
from labbook.model.run import Claim, RunState

if TYPE_CHECKING:
    from labbook.ports import Launchers

NEW = "new"
CLOSED = "closed"
ALIVE = (RunState.RUNNING, RunState.QUEUED, RunState.LAUNCHED)


@dataclass(frozen=True)
class Listed:
    """An experiment with what is derived of it.

    `state` is that of the run that is alive, else `closed` once a verdict is given, else that
    of the last run, else `new`. `measured` is the first promised metric over the result's runs.
    """

    experiment: Experiment
    state: str
    runs: tuple[int, ...]
    metric: PromisedMetric | None
    measured: Measured | None
    published: bool
    problem: LabbookError | None

    @property
    def value(self) -> str:
        """The key metric as a person reads it; empty while there is none."""
        if self.measured is None or self.measured.mean is None:
            return ""
        return amount(self.measured.mean, self.measured.std, self.metric)


def list_all(journal: Journal, *, launchers: "Launchers") -> list[Listed]:
    """All experiments, the newest first; broken ones too, with the problem they have."""
    claims = read_claims(journal.layout.root)
    published = published_ids(journal)
    return [
        _listed(journal, experiment, claims, experiment.id in published, launchers)
        for experiment in reversed(list_experiments(journal))
    ]


def published_ids(journal: Journal) -> frozenset[str]:
    """Experiments on the default branch: that of `origin`, else `main`, else `master`."""
    for branch in ("origin/HEAD", "main", "master"):
        names = git(
            journal.layout.root, "ls-tree", "--name-only", f"{branch}:experiments", check=False
        )
        if names:
            return frozenset(names.splitlines())
    return frozenset()


def _listed(
    journal: Journal,
    experiment: Experiment,
    claims: list[Claim],
    published: bool,
    launchers: "Launchers",
) -> Listed:
    front_matter = experiment.front_matter
    metric = front_matter.metrics[0] if front_matter.metrics else None
    problem, runs, measured = experiment.broken, [], None
    try:
        runs = experiment_runs(journal, experiment, claims)
        records = [run.record for run in runs if run.record is not None]
        results = derive_results(front_matter, records)
        problem = problem or results.problem
        measured = results.measured(metric.name) if metric else None
    except LabbookError as error:
        problem = problem or error
    state = experiment_state(experiment, runs, launchers)
    numbers = tuple(run.ref.number for run in runs)
    return Listed(experiment, state, numbers, metric, measured, published, problem)


def experiment_state(experiment: Experiment, runs: Iterable[Run], launchers: "Launchers") -> str:
    """One word on where an experiment stands (see Listed)."""
    states = [run_status(launchers, run.claim, run.record).state for run in runs]
    alive = next((state for state in ALIVE if state in states), None)
    if alive is not None:
        return str(alive)
    if experiment.front_matter.verdict is not None:
        return CLOSED
    return str(states[-1]) if states else NEW
