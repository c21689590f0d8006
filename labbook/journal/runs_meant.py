"""From what a person says to the runs that they mean."""

from collections.abc import Sequence

from labbook.errors import LabbookError, UsageError
from labbook.journal.claims import read_claims
from labbook.journal.experiments import (
    Experiment,
    list_experiments,
    load_experiment,
    names_run,
    resolve_experiment,
    resolve_run,
)
from labbook.journal.find import Journal
from labbook.journal.runs import Run, experiment_runs
from labbook.journal.tasks import named_task, recorded_run
from labbook.model.reference import RunRef
from labbook.model.run import Claim

SMOKE_SUFFIX = "/smoke"


def runs_meant(journal: Journal, reference: str) -> list[Run]:
    """One run (`<experiment>/<n>`, `…/smoke`, a task's id), or an experiment's open ones.

    Raises UsageError for a run or an experiment that doesn't exist.
    """
    if (task := named_task(reference)) is not None:
        reference = str(recorded_run(journal, task))
    if reference.endswith(SMOKE_SUFFIX):
        experiment = resolve_experiment(journal, reference.removesuffix(SMOKE_SUFFIX))
        return [_smoke(RunRef.smoke(experiment.id))]
    if not names_run(reference):
        return [run for run in runs_of(journal, reference) if run.open]
    ref = resolve_run(journal, reference)
    runs = runs_of(journal, ref.experiment)
    found = [run for run in runs if run.ref.number == ref.number]
    if not found:
        known = ", ".join(str(run.ref.number) for run in runs) or "none"
        raise UsageError(f"there is no run {ref}", hint=f"runs of that experiment: {known}")
    return found


def runs_of(journal: Journal, reference: str) -> list[Run]:
    """All runs of the experiment that a person means."""
    return experiment_runs(
        journal, load_experiment(journal, resolve_experiment(journal, reference))
    )


def open_runs(journal: Journal) -> list[Run]:
    """Every run that hasn't ended on record, also of experiments on other branches."""
    claims = read_claims(journal.layout.root)
    experiments = list_experiments(journal)
    here = {name for e in experiments for name in (e.id, *e.front_matter.formerly)}
    runs = [run for e in experiments for run in _runs_or_claims(journal, e, claims)]
    runs += [Run(claim, None) for claim in claims if claim.run.experiment not in here]
    return sorted((run for run in runs if run.open), key=lambda run: run.ref)


def _runs_or_claims(journal: Journal, experiment: Experiment, claims: Sequence[Claim]) -> list[Run]:
    """Where a record can't be read the experiment's claims are all that is known."""
    try:
        return experiment_runs(journal, experiment, claims)
    except LabbookError:
        return [Run(claim, None) for claim in claims if claim.run.experiment == experiment.id]


def _smoke(ref: RunRef) -> Run:
    return Run(Claim(ref, "", "", "local", {}, None, None), None)
