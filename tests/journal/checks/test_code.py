"""Runs that are averaged ought to have run the same code."""

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from labbook.commands.check import check
from labbook.formats.record import write_record
from labbook.journal.find import Journal
from labbook.model.problem import Problem
from labbook.model.run import Code
from tests.commands.filled_journal import ID, make_journal, record


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return make_journal(tmp_path)


def commit(journal: Journal, **files: str) -> str:
    """A commit in which the experiment's files are these."""
    folder = journal.layout.experiment(ID).folder
    for name, text in files.items():
        path = folder / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    git = ["git", "-C", str(journal.layout.root)]
    subprocess.run([*git, "add", "-A"], check=True)
    subprocess.run([*git, "commit", "-q", "--allow-empty", "-m", "Go on"], check=True)
    return subprocess.run(
        [*git, "rev-parse", "HEAD"], check=True, capture_output=True, text=True
    ).stdout.strip()


def told(journal: Journal, *commits: str) -> list[Problem]:
    """What is said of runs of these commits."""
    for number, one in enumerate(commits, 1):
        run = replace(record(number, 12.3), code=Code(None, one, False, "train.py"))
        path = journal.layout.experiment(ID).run(number).record
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(write_record(run))
    return [one for one in check(journal, [ID]).problems if one.code == "result-code"]


def test_runs_of_other_code_are_told_apart(journal: Journal) -> None:
    first = commit(journal, train_py="lr = 1\n", data__load_py="x = 1\n")
    second = commit(journal, train_py="lr = 2\n", data__load_py="x = 2\n")
    [problem] = told(journal, first, second, first, second)
    assert problem.severity == "warning"
    assert "1, 3 | 2, 4 (data/load.py, train.py)" in problem.message
    assert problem.hint is not None
    assert "result: [2, 4]" in problem.hint


def test_commits_that_leave_the_code_alone_are_one(journal: Journal) -> None:
    first = commit(journal, train_py="lr = 1\n", notes_md="a")
    second = commit(journal, notes_md="b", runs__tool_py="x = 2\n", config_yaml="seed: 2\nlr: 1e-3")
    assert told(journal, first, second) == []


def test_a_file_that_came_or_went_is_other_code(journal: Journal) -> None:
    first, second = commit(journal), commit(journal, train_py="lr = 2\n")
    assert "(train.py)" in told(journal, first, second)[0].message


def test_code_that_lies_elsewhere_is_known_by_its_commit(journal: Journal) -> None:
    pinned = "command: [python, train.py]\ncode: {{repository: https://lab/code.git, commit: {}}}\n"
    one, other = (commit(journal, launch_yaml=pinned.format(digit * 40)) for digit in "ab")
    assert "(launch.yaml: code)" in told(journal, one, other)[0].message


@pytest.mark.parametrize("missing", ["a" * 40, "--help", ""])
def test_of_a_commit_that_is_not_here_nothing_is_said(journal: Journal, missing: str) -> None:
    assert told(journal, commit(journal, train_py="lr = 1\n"), missing) == []
