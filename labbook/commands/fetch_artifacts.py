"""`labbook fill RUN --fetch NAME`: bring artifacts and models of a run to this machine."""

from collections.abc import Sequence
from dataclasses import dataclass

from labbook.errors import LabbookError, OutsideError, Refused, UsageError
from labbook.formats.artifact_names import find_artifact
from labbook.journal.artifacts import FetchedFile, fetch_artifact
from labbook.journal.experiments import names_run
from labbook.journal.find import Journal
from labbook.journal.runs import Run
from labbook.journal.runs_meant import SMOKE_SUFFIX, runs_meant, runs_of
from labbook.journal.tasks import named_task, run_of_task
from labbook.ports import Progress, Tracker, Trackers


@dataclass(frozen=True)
class Fetched:
    """Files that are here now, and those that could not be had, by name."""

    files: tuple[FetchedFile, ...]
    failed: tuple[tuple[str, LabbookError], ...]


def run_to_fetch_from(journal: Journal, reference: str, tracker: Tracker) -> Run:
    """The one run that a person means. Raises UsageError where there are several, or none."""
    if (task := named_task(reference)) is not None:
        reference = str(run_of_task(journal, task, tracker))
    if reference.endswith(SMOKE_SUFFIX):
        raise UsageError("a smoke run has no record that names its artifacts")
    named = names_run(reference)
    runs = runs_meant(journal, reference) if named else runs_of(journal, reference)
    if len(runs) == 1:
        return runs[0]
    known = ", ".join(str(run.ref) for run in runs)
    raise UsageError(
        "artifacts are fetched of one run",
        hint=f"name it: {known}" if runs else "the experiment has none yet",
    )


def fetch_artifacts(
    journal: Journal, reference: str, names: Sequence[str], trackers: Trackers, progress: Progress
) -> Fetched:
    """Fetch artifacts and models of a run that has a record, by name or address.

    Raises UsageError, before anything is fetched, for a name that isn't the run's.
    """
    (run,) = runs_meant(journal, reference)
    if run.record is None:
        raise OutsideError(f"run {run.ref} has no record yet, which would name its artifacts")
    wanted = dict.fromkeys(find_artifact(run.record, name) for name in names)
    tracker = trackers(run.record.tracker)
    files, failed = [], []
    for artifact in wanted:
        try:
            found = fetch_artifact(journal, run.ref, run.record, artifact, tracker, progress)
        except (OutsideError, Refused) as error:
            failed.append((artifact.name, error))
        else:
            files.append(found)
    return Fetched(tuple(files), tuple(failed))
