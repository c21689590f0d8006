"""A journal whose runs report to the stand-in for a ClearML server, as a person has it."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from labbook.model.run import RunRecord
from tests.adapters.clearml.leaks import leaks
from tests.commands.program import labbook as program
from tests.fakes.clearml import ClearmlServer
from tests.formats.record.valid import valid_record

ID = "2026-11-23-keywords"
TEMPLATE = Path(__file__).parents[2] / "templates/experiment/base"
REPORT = """---
title: Keywords
metrics:
  - {name: test/error_rate, goal: min, unit: "%", digits: 2}
---

# Keywords

We measured 0.0<!-- =test/error_rate --> %.

<!-- labbook:begin results -->
<!-- labbook:end results -->
"""


@contextmanager
def set_up(server: ClearmlServer, folder: Path) -> Iterator[str]:
    """A person's machine for what is made once for several tests; the settings of a journal.

    It has a home in `folder` with a git identity, and the server's keys in the environment.
    """
    home = folder / "home"
    home.mkdir()
    (home / ".gitconfig").write_text("[user]\nname = Ada\nemail = ada@example.org\n")
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {**server.environment(), "HOME": str(home)}.items():
            patch.setenv(name, value)
        yield f'tracker = {{name = "clearml", host = "{server.host}"}}\n'


def make_journal(folder: Path, settings: str, train: str, config: str = "lr: 0.5\n") -> Path:
    """A journal with one experiment that runs `train` with the template's tracking code."""
    labbook("init", str(folder), cwd=folder.parent)
    file = folder / "labbook.toml"
    file.write_text(settings + (file.read_text() if file.exists() else ""))
    experiment = folder / "experiments" / ID
    experiment.mkdir(parents=True)
    (experiment / "report.md").write_text(REPORT)
    (experiment / "config.yaml").write_text(config)
    (experiment / "launch.yaml").write_text("command: [python, train.py]\n")
    (experiment / "train.py").write_text(train)
    for source in TEMPLATE.glob("*.py"):
        (experiment / source.name).write_bytes(source.read_bytes())
    return folder


def labbook(*arguments: str, cwd: Path, code: int = 0) -> subprocess.CompletedProcess[str]:
    """Run the program, which must end with `code` and tell no key."""
    done = program(*arguments, cwd=cwd)
    assert done.returncode == code, done.stdout + done.stderr
    assert leaks(done.stdout + done.stderr) == []
    return done


def record_path(journal: Path, number: int = 1) -> Path:
    return journal / "experiments" / ID / "runs" / str(number) / "run.json"


def record(journal: Path, number: int = 1) -> RunRecord:
    return valid_record(record_path(journal, number).read_text())
