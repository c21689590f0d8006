"""The contract on a real server, where the environment names one and keys for it."""

from collections.abc import Iterator
from uuid import uuid4

import pytest

from labbook.adapters.clearml_server import ServerTracker
from labbook.model.reference import RunRef
from labbook.model.settings import Settings
from tests.adapters.clearml.conftest import REAL_SERVER, report
from tests.adapters.tracker_contract import Reported, TrackerContract


@pytest.fixture(scope="session")
def on_a_real_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reported]:
    run = RunRef(f"2026-01-01-{uuid4().hex}", 1)
    with pytest.MonkeyPatch.context() as patch:
        for name, value in REAL_SERVER.items():
            patch.setenv(name, value)
        tracker = ServerTracker(Settings(tracker="clearml"))
        tracker.reach()
        folder = tmp_path_factory.mktemp("real")
        yield report(tracker, folder, keys=REAL_SERVER, run=run)


class TestRealServer(TrackerContract):
    @pytest.fixture
    def reported(self, on_a_real_server: Reported) -> Reported:
        return on_a_real_server

    def test_its_task_is_found_by_id(self, reported: Reported) -> None:
        task = reported.fetch().task
        assert task
        assert reported.tracker.find_run(task) == reported.run
