"""Runs by the tracker's name for them: a task's id, or the address of its page."""

import re

from labbook.errors import UsageError
from labbook.journal.find import Journal
from labbook.journal.folders import experiment_layouts
from labbook.journal.imported import claimed_task
from labbook.journal.records import load_record, recorded_numbers
from labbook.model.reference import RunRef
from labbook.ports import Tracker

_ID = re.compile(r"(?:offline-)?[0-9a-f]{32}")
_PAGE = re.compile(r"https?://\S+/(?:tasks|experiments)/([0-9a-f]{32})(?:[/?#]\S*)?")


def named_task(text: str) -> str | None:
    """The id of the task that a text names; None where it names none."""
    if page := _PAGE.fullmatch(text):
        return page[1]
    return text if _ID.fullmatch(text) else None


def recorded_run(journal: Journal, task: str) -> RunRef:
    """The run whose record names the task, or that it was imported as.

    Raises UsageError where there is none.
    """
    for layout in experiment_layouts(journal.layout):
        for number in recorded_numbers(layout):
            if task.encode() not in layout.run(number).record.read_bytes():
                continue
            record = load_record(layout, number)
            if record is not None and record.task == task:
                return RunRef(layout.id, number)
    if (imported := claimed_task(journal, task)) is not None:
        return imported
    raise UsageError(
        f"no record names the task {task}", hint="labbook fill with its id asks the tracker for it"
    )


def run_of_task(journal: Journal, task: str, tracker: Tracker) -> RunRef:
    """The run whose record names the task, else the one that the tracker knows it as.

    Raises UsageError where it is no run, OutsideError where the tracker can't be asked.
    """
    try:
        return recorded_run(journal, task)
    except UsageError:
        return tracker.find_run(task)
