"""What keeps the trouble of tracking from the training."""

import signal
import sys
import time
from types import ModuleType

import pytest

from tests.templates.laid_out import result
from tests.templates.tracked_training import BASE, train

UNSAYABLE = """
    class Unsayable(Exception):
        def __str__(self):
            raise self

    class Value:
        def __float__(self):
            raise Unsayable

    run.log("a/b", Value())
    said, sys.stderr = sys.stderr, open("/dev/full", "w", buffering=1)
    run.log("a/b", "no number")
    sys.stderr = said
"""


@pytest.fixture
def guards(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(BASE))
    monkeypatch.delitem(sys.modules, "clearml_task", raising=False)
    import clearml_task

    monkeypatch.delitem(sys.modules, "clearml_task")
    return clearml_task


def test_trouble_that_cannot_be_said_does_not_stop_the_training(run):
    train(run, UNSAYABLE, ended=0)
    assert result(run.output)["state"] == "finished"


@pytest.mark.parametrize("due", [0.1, 0.4])
def test_the_trainings_own_alarm_goes_off_after_the_limited_call(guards, due):
    rung = []
    former = signal.signal(signal.SIGALRM, lambda *_: rung.append(time.monotonic()))
    try:
        began = time.monotonic()
        signal.setitimer(signal.ITIMER_REAL, due)
        with guards.time_limit(5):
            time.sleep(0.2)
            assert rung == []
        time.sleep(0.4)
    finally:
        signal.signal(signal.SIGALRM, former)
    (rang,) = rung
    assert rang - began == pytest.approx(max(due, 0.2), abs=0.1)


def test_a_limited_call_is_interrupted_and_nothing_after_it(guards):
    with pytest.raises(guards.NoAnswer), guards.time_limit(0.1):
        time.sleep(5)
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)
