"""How a tracked training ends when it crashes, is asked to end, or forks."""

import os
import signal
import subprocess
import sys
import time

import pytest

from labbook.model.run import RunState
from tests.fakes.clearml import ClearmlServer
from tests.templates.laid_out import result
from tests.templates.tracked_training import fetched, offline

BEGIN = """
import ctypes, os, signal, sys, time, tracking
with tracking.Run() as run:
    run.log("train/loss", 0.5, step=1)
"""
SLOW = """
    open("trains", "w").close()
    time.sleep(60)
"""
OWN_HANDLER = """
import signal
signal.signal(signal.SIGTERM, lambda *_: print("its own handler", flush=True))
"""
FORK = """
    if child := os.fork():
        os.waitpid(child, 0)
        assert not (run.output / "result.json").exists()
    else:
        sys.exit(0)
"""


@pytest.fixture(params=["none", "offline"])
def environment(request, run) -> dict[str, str]:
    given = offline(run) if request.param == "offline" else {"PATH": os.environ["PATH"]}
    return {**os.environ, "LABBOOK_OUTPUT": str(run.output), **given}


def start(run, environment, program: str) -> subprocess.Popen[str]:
    folder = run.folder.parent
    (folder / "train.py").write_text(program)
    pipe = subprocess.PIPE
    command = [sys.executable, "train.py"]
    return subprocess.Popen(
        command, cwd=folder, env=environment, stdout=pipe, stderr=pipe, text=True
    )


def terminate(run, child: subprocess.Popen[str]) -> None:
    while not (run.folder.parent / "trains").exists() and child.poll() is None:
        time.sleep(0.05)
    child.send_signal(signal.SIGTERM)


def test_a_crash_in_native_code_ends_the_process(run, environment):
    child = start(run, environment, BEGIN + "    ctypes.string_at(0)\n")
    child.communicate(timeout=60)
    assert child.returncode == -signal.SIGSEGV


def test_sigterm_ends_the_training_with_a_result(run, environment):
    child = start(run, environment, BEGIN + SLOW)
    terminate(run, child)
    _, said = child.communicate(timeout=30)
    assert child.returncode == 128 + signal.SIGTERM, said
    assert result(run.output)["state"] == "stopped"
    assert result(run.output)["error"] == "Stopped: by SIGTERM"
    assert fetched(run).state is RunState.STOPPED


def test_a_second_sigterm_does_not_cost_the_result(run, environment):
    child = start(run, environment, BEGIN + SLOW)
    terminate(run, child)
    child.send_signal(signal.SIGTERM)
    _, said = child.communicate(timeout=30)
    assert child.returncode == 128 + signal.SIGTERM, said
    assert result(run.output)["state"] == "stopped"


@pytest.mark.parametrize(("end", "status"), [("", "stopped"), ("raise SystemExit(3)", "failed")])
def test_the_server_hears_how_a_run_ended(run, end, status):
    with ClearmlServer() as server:
        environment = {**os.environ, "LABBOOK_OUTPUT": str(run.output), **server.environment()}
        child = start(run, environment, BEGIN + (f"    {end}\n" if end else SLOW))
        if not end:
            terminate(run, child)
        _, said = child.communicate(timeout=60)
        assert [task["status"] for task in server.store.tasks.values()] == [status], said


def test_a_handler_of_the_training_stays_its_own(run, environment):
    child = start(run, environment, OWN_HANDLER + BEGIN + SLOW.replace("60", "3"))
    terminate(run, child)
    out, said = child.communicate(timeout=30)
    assert (child.returncode, result(run.output)["state"]) == (0, "finished"), said
    assert "its own handler" in out


def test_a_fork_that_ends_is_not_the_end_of_the_run(run, environment):
    child = start(run, environment, BEGIN + FORK)
    _, said = child.communicate(timeout=60)
    assert child.returncode == 0, said
    assert result(run.output)["state"] == "finished"
