"""Whose run a run is."""

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from labbook.errors import ProblemsFound
from labbook.journal.experiments import Experiment
from labbook.journal.runs import experiment_runs
from labbook.model.experiment import FrontMatter
from labbook.model.reference import RunRef
from tests.commands.filled_journal import ID, make_journal, record

OTHER = "2026-11-24-words"
CLAIM = '{"created": "2026-11-24T09:00:00Z", "launcher": "local"}'


def test_the_runs_of_an_experiment_that_is_there_are_its_own(tmp_path: Path) -> None:
    journal = make_journal(tmp_path)
    subprocess.run(["git", "-C", tmp_path, "tag", "-a", f"run/{OTHER}/1", "-m", CLAIM], check=True)
    experiment = Experiment(
        journal.layout.experiment(ID), FrontMatter("Keywords", formerly=(OTHER,))
    )
    [run] = experiment_runs(journal, experiment)
    assert run.ref == RunRef(OTHER, 1)
    journal.layout.experiment(OTHER).folder.mkdir()
    assert experiment_runs(journal, experiment) == []


def test_a_record_of_another_experiment_is_not_taken_for_ours(tmp_path: Path) -> None:
    journal = make_journal(tmp_path, replace(record(1, 12.3), run=RunRef(OTHER, 1)))
    experiment = Experiment(journal.layout.experiment(ID), FrontMatter("Keywords"))
    with pytest.raises(ProblemsFound, match=f"record of run {OTHER}/1") as caught:
        experiment_runs(journal, experiment)
    assert caught.value.hint is not None
    assert f"formerly: [{OTHER}]" in caught.value.hint
