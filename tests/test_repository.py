"""This repository is a journal itself."""

import json
import subprocess
from pathlib import Path

import pytest

from labbook.commands.check import check
from labbook.formats.report.numbers import find_numbers
from labbook.journal.find import Journal, find_journal
from labbook.journal.records import load_records
from tests.commands.program import labbook

ROOT = Path(__file__).parent.parent
EXPERIMENTS = sorted(path.name for path in (ROOT / "experiments").iterdir() if path.is_dir())
REFUTED = {"2026-11-23-keywords-phone-band"}


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Journal:
    """What CI has: the files, without the tags of the runs."""
    folder = tmp_path_factory.mktemp("clone")
    files = subprocess.run(
        ["git", "ls-files", "-z", "--", "experiments", "journal", "mkdocs.yml", "pyproject.toml"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in filter(None, files.stdout.split("\0")):
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes((ROOT / name).read_bytes())
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "Clone"]):
        subprocess.run(["git", "-C", folder, *command], check=True)
    return find_journal(folder)


def test_no_problem_is_left(clone: Journal) -> None:
    assert check(clone, []).problems == ()


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_an_experiment_is_finished_over_several_seeds(clone: Journal, name: str) -> None:
    layout = clone.layout.experiment(name)
    records = load_records(layout)
    assert len({record.environment.seed for record in records if record.state == "finished"}) >= 3
    assert all(record.code.dirty is False for record in records)
    assert len(find_numbers(layout.report.read_text())) >= 3


def test_every_experiment_is_listed_as_closed(clone: Journal) -> None:
    listed = json.loads(labbook("list", "--json", cwd=clone.layout.root).stdout)["experiments"]
    assert sorted(one["id"] for one in listed) == EXPERIMENTS
    assert {one["state"] for one in listed} == {"closed"}
    assert {one["id"] for one in listed if one["verdict"] != "confirmed"} == REFUTED


def test_the_site_builds_strictly(clone: Journal) -> None:
    built = labbook("build", cwd=clone.layout.root)
    assert built.returncode == 0, built.stderr
    assert "WARNING" not in built.stderr
    site = clone.layout.root / "site"
    for name in EXPERIMENTS:
        assert (site / "experiments" / name / "index.html").is_file()
    assert "First steps" in (site / "guide" / "index.html").read_text()
