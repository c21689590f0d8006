"""Where runs stand, whatever they run on."""

import json
import subprocess
from pathlib import Path

import pytest

from labbook.model.run import RunState
from tests.commands.filled_journal import ID, make_journal, record
from tests.commands.program import labbook

CLAIM = '{"created": "2026-11-23T09:00:00Z", "launcher": "cluster", "host": "elsewhere"}'


@pytest.mark.parametrize("command", ["list", "status", "show"])
def test_a_launcher_that_is_not_known_here_stops_nothing(tmp_path: Path, command: str) -> None:
    make_journal(tmp_path)
    subprocess.run(["git", "-C", tmp_path, "tag", "-a", f"run/{ID}/1", "-m", CLAIM], check=True)
    arguments = [ID] if command == "show" else []
    done = labbook(command, *arguments, "--json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    [one] = told["experiments"] if command == "list" else told["runs"]
    assert one["state"] == "launched"


def test_a_long_reason_is_cut_in_tables_and_whole_as_json(tmp_path: Path) -> None:
    reason = "exit code 1: ValueError: " + "x" * 300 + "\nand more"
    make_journal(tmp_path, record(1, 12.0, state=RunState.FAILED, reason=reason))
    subprocess.run(["git", "-C", tmp_path, "tag", "-a", f"run/{ID}/1", "-m", CLAIM], check=True)
    shown = labbook("show", ID, cwd=tmp_path).stdout
    assert f"failed: exit code 1: ValueError: {'x' * 34}…" in shown
    assert max(map(len, shown.splitlines())) < 200
    [run] = json.loads(labbook("show", ID, "--json", cwd=tmp_path).stdout)["runs"]
    assert run["reason"] == reason
