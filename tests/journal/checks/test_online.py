"""Which runs can't be compared, and when a tracker isn't asked again."""

from dataclasses import replace
from pathlib import Path

import pytest

from labbook.adapters.clearml_offline import OfflineTracker
from labbook.errors import LabbookError, OutsideError, Refused, UsageError
from labbook.journal.checks.online import OnlineCheck
from labbook.journal.experiments import load_experiment
from labbook.journal.find import Journal
from labbook.journal.runs import experiment_runs
from labbook.model.reference import RunRef
from labbook.model.settings import Settings
from labbook.model.tracked import TrackedRun
from tests.commands.filled_journal import ID, make_journal, record


class Failing(OfflineTracker):
    """Fails at the first run; `shut` is why nobody is let in."""

    def __init__(self, error: LabbookError, shut: LabbookError | None = None) -> None:
        super().__init__(Settings())
        self.error, self.shut, self.asked = error, shut, 0

    def reach(self) -> None:
        if self.shut is not None:
            raise self.shut

    def fetch(
        self, run: RunRef, folder: Path, *, task: str | None = None, media: bool = True
    ) -> TrackedRun:
        self.asked += 1
        if run.number == 1:
            raise self.error
        return TrackedRun("a server")


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return make_journal(tmp_path, record(1, 12.4), replace(record(2, 12.3)))


def compare(journal: Journal, tracker: Failing) -> OnlineCheck:
    check = OnlineCheck(journal, lambda _: tracker)
    experiment = load_experiment(journal, journal.layout.experiment(ID))
    for run in experiment_runs(journal, experiment):
        check.problems(experiment, run)
    return check


@pytest.mark.parametrize("kind", [Refused, UsageError, OutsideError])
def test_what_fails_for_one_run_shuts_the_tracker_for_no_other(
    journal: Journal, kind: type[LabbookError]
) -> None:
    tracker = Failing(kind("its session is odd"))
    check = compare(journal, tracker)
    assert [(one.run.number, str(one.why)) for one in check.not_compared] == [
        (1, "its session is odd")
    ]
    assert tracker.asked == 2


def test_a_tracker_that_lets_nobody_in_is_asked_once(journal: Journal) -> None:
    tracker = Failing(OutsideError("503"), OutsideError("down for maintenance"))
    check = compare(journal, tracker)
    assert [str(one.why) for one in check.not_compared] == ["down for maintenance"] * 2
    assert tracker.asked == 1
