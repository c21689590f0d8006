"""Run records beside their tracker as it is now: the only check that asks a server."""

from collections.abc import Iterator
from dataclasses import dataclass

from labbook.errors import LabbookError, OutsideError, Refused, UsageError
from labbook.journal.checks.online_problems import differences, other_code, other_parameters
from labbook.journal.checks.online_subject import Recorded, load_recorded
from labbook.journal.experiments import Experiment
from labbook.journal.find import Journal
from labbook.journal.runs import Run
from labbook.journal.status import elsewhere
from labbook.model.problem import Problem, Severity
from labbook.model.reference import RunRef
from labbook.ports import Tracker, Trackers, UnknownRun


@dataclass(frozen=True)
class NotCompared:
    """A run that could not be compared, and why."""

    run: RunRef
    why: LabbookError


class OnlineCheck:
    """Compares one run after the other; a tracker that is out of reach isn't asked again."""

    def __init__(self, journal: Journal, trackers: Trackers) -> None:
        self.not_compared: list[NotCompared] = []
        self._journal = journal
        self._trackers = trackers
        self._shut: dict[str, LabbookError] = {}

    def problems(self, experiment: Experiment, run: Run) -> list[Problem]:
        """`online-…` of a run; none of one without a record, or that can't be compared."""
        record = load_recorded(self._journal, experiment, run)
        if record is None:
            return []
        name = record.value.tracker
        try:
            if name in self._shut:
                raise self._shut[name]
            return list(self._compared(self._trackers(name), record))
        except (OutsideError, Refused, UsageError) as error:
            why = self._failure(name, error)
            self.not_compared.append(NotCompared(run.ref, why))
            return []

    def _failure(self, name: str, error: LabbookError) -> LabbookError:
        """The error itself, unless the whole tracker is out of reach: then that is what is said."""
        if name in self._shut:
            return error
        try:
            tracker = self._trackers(name)
            tracker.check()
            tracker.reach()
        except (OutsideError, Refused, UsageError) as reason:
            self._shut[name] = reason
            return reason
        return error

    def _compared(self, tracker: Tracker, record: Recorded) -> Iterator[Problem]:
        run = record.claim.run
        try:
            folder = self._journal.layout.local_run(run).folder
            tracked = tracker.fetch(run, folder, task=record.claim.task, media=False)
        except UnknownRun as unknown:
            yield self._unknown(tracker, record, unknown)
            return
        if record.value.task is not None and tracked.task != record.value.task:
            yield _other_task(tracker, record, tracked.task)
        if tracked.task is None and record.value.task is not None:
            return
        yield from differences(record, tracked)
        yield from other_code(record, tracked)
        yield from other_parameters(record, tracked)

    def _unknown(self, tracker: Tracker, record: Recorded, unknown: UnknownRun) -> Problem:
        """The tracker knows nothing of the run: is its task gone, or only called otherwise?"""
        if record.value.task is not None and not unknown.surely:
            return _other_task(tracker, record, None)
        if where := elsewhere(self._journal, record.claim):
            said, severity = f"the run was made {where}: nothing of it is here", Severity.HINT
        else:
            said, severity = "what the run reported was deleted from this machine", Severity.WARNING
        hint = "the record stays what it was filled with; it can't be compared any more"
        return Problem(record.path, record.line("task"), "online-deleted", severity, said, hint)


def _other_task(tracker: Tracker, record: Recorded, found: str | None) -> Problem:
    """The task of the record isn't the one that the tracker finds for the run now."""
    task, line = str(record.value.task), record.line("task")
    other = "it has no other one for the run" if found is None else f"it has {found} for the run"
    hint = f"labbook fill {record.claim.run} brings what is there now"
    try:
        owner = tracker.find_run(task)
    except UnknownRun:
        said = f"task {task} is gone from the tracker; {other}"
        kept = "the record stays what it was filled with; artifacts may be gone with the task"
        return Problem(record.path, line, "online-deleted", Severity.WARNING, said, kept)
    except UsageError:
        said = f"task {task} isn't found by its run any more; {other}"
    else:
        if owner != record.claim.run:
            said = f"task {task} says at the tracker that it is run {owner}; {other}"
        elif found is None:
            said = f"task {task} is in another project at the tracker than the settings name"
        else:
            said = f"the run has gone on in another task than {task} since it was filled; {other}"
    return Problem(record.path, line, "online-changed", Severity.WARNING, said, hint)
