"""A server that goes silent while a training reports to it."""

import time
from collections.abc import Iterator

import pytest

from tests.fakes.clearml import ClearmlServer
from tests.fakes.clearml_faults import MAINTENANCE, Fault, silent
from tests.templates import tracked_training
from tests.templates.laid_out import points, result
from tests.templates.tracked_training import train

SHORT = {"PATIENCE": "1.5"}
GENEROUS = 30  # seconds for what needs about six; without a limit of time it never ends
ENDS = {
    "": ("finished", 0),
    "    raise ValueError\n": ("failed", 1),
    "    sys.exit(3)\n": ("failed", 3),
    "sys.exit('too late')\n": ("finished", 1),
    "raise SystemExit(4)\n": ("finished", 4),
}


class Everywhere(dict[str, Fault]):
    """One fault on every request."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault

    def get(self, key: str, default: object = None) -> Fault:  # type: ignore[override]
        return self.fault


@pytest.fixture
def server() -> Iterator[ClearmlServer]:
    with ClearmlServer() as running:
        yield running


def from_then_on(server: ClearmlServer, endpoint: str, fault: Fault) -> None:
    """The server is well until the endpoint is asked."""

    def begin(handler, stop):
        server.faults = Everywhere(fault)
        fault(handler, stop)

    server.faults[endpoint] = begin


@pytest.mark.parametrize("end", ENDS)
def test_the_process_ends_with_its_own_exit_code(run, server, end):
    from_then_on(server, "events.add_batch", silent)
    state, code = ENDS[end]
    began = time.monotonic()
    said = train(run, end, ended=code, **SHORT, **server.environment())
    assert time.monotonic() - began < GENEROUS
    assert "_end: NoAnswer: the tracker gave no answer within 1.5 seconds" in said
    assert "ignored" not in said
    assert result(run.output)["state"] == state
    assert len(points(run.output)) == 10


def test_maintenance_that_begins_in_the_middle(run, server):
    from_then_on(server, "events.add_batch", MAINTENANCE)
    train(run, **SHORT, **server.environment())
    assert result(run.output)["state"] == "finished"


def test_a_file_that_the_server_does_not_take(run, server):
    more = "    for n in range(3): run.add_artifact(f'again {n}', run.output / 'errors.txt')\n"
    from_then_on(server, "file", silent)
    began = time.monotonic()
    said = train(run, more, **SHORT, **server.environment())
    assert time.monotonic() - began < GENEROUS
    assert "add_artifact: NoAnswer: the tracker gave no answer within 1.5 seconds" in said
    assert len(result(run.output)["artifacts"]) == 4
    assert len(points(run.output)) == 10


@pytest.mark.parametrize("endpoint", ["auth.login", "tasks.create", "tasks.edit"])
def test_a_server_that_goes_silent_while_the_run_begins(run, server, endpoint):
    server.faults[endpoint] = silent
    said = train(run, PATIENCE_TO_START="2", **server.environment())
    assert "NoAnswer" in said
    assert result(run.output)["state"] == "finished"
    assert len(points(run.output)) == 10


SAVES = """
import atexit, os, threading, time
from pathlib import Path

def save(name):
    time.sleep(4)
    Path(os.environ["LABBOOK_OUTPUT"], name).touch()

atexit.register(save, "first")
"""


def test_a_process_that_still_saves_is_waited_for(run, server, monkeypatch):
    from_then_on(server, "events.add_batch", silent)
    monkeypatch.setattr(tracked_training, "TRAINING", SAVES + tracked_training.TRAINING)
    more = """
threading.Thread(target=save, args=["thread"]).start()
atexit.register(save, "last")
raise SystemExit(5)
"""
    train(run, more, ended=5, **SHORT, **server.environment())
    assert {"first", "thread", "last"} <= {file.name for file in run.output.iterdir()}
