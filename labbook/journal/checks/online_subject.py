"""A run record that is compared with its tracker, with all that the comparison reads."""

from collections.abc import Sequence
from dataclasses import dataclass

from labbook.errors import LabbookError
from labbook.formats.record_place import line_in_record
from labbook.formats.series import read_series
from labbook.journal.experiments import Experiment, read_text
from labbook.journal.find import Journal
from labbook.journal.runs import Run
from labbook.model.experiment import Goal
from labbook.model.metric import Series
from labbook.model.run import Claim, RunRecord


@dataclass(frozen=True)
class Recorded:
    """A record by its file's path from the journal's root and its text.

    `series` are those of `series.csv`; none where that can't be read. `select` is the report's:
    the metric whose best step picks the values of all others, and its goal.
    """

    claim: Claim
    value: RunRecord
    path: str
    text: str
    series: Sequence[Series]
    select: tuple[str, Goal] | None = None

    def line(self, section: str, name: str | None = None) -> int:
        """Where the file tells of something."""
        return line_in_record(self.text, section, name)


def load_recorded(journal: Journal, experiment: Experiment, run: Run) -> Recorded | None:
    """What there is to compare of a run; None where it has no record."""
    if run.record is None:
        return None
    layout = experiment.layout.run(run.ref.number)
    path, beside = (
        file.relative_to(journal.layout.root).as_posix() for file in (layout.record, layout.series)
    )
    text = read_text(layout.record, name=path)
    try:
        series = read_series(read_text(layout.series, name=beside), name=beside)
    except LabbookError:
        series = []
    metric, goal = experiment.front_matter.select, experiment.front_matter.select_goal
    select = (metric, goal) if metric is not None and goal is not None else None
    return Recorded(run.claim, run.record, path, text, series, select)
