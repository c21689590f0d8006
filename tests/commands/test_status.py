"""Where runs stand, whatever they run on."""

import json
import subprocess
from pathlib import Path

import pytest

from tests.commands.filled_journal import ID, make_journal
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
