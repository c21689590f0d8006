"""What people call an experiment or a run."""

import os
from pathlib import Path

import pytest

from labbook.errors import UsageError
from labbook.journal.experiments import (
    list_experiments,
    names_run,
    resolve_experiment,
    resolve_run,
)
from labbook.journal.find import Journal, find_journal
from labbook.model.reference import RunRef

WIDE, NARROW, NOISE = "2026-01-05-wide", "2026-02-10-narrow-band", "2026-03-01-noise"


@pytest.fixture
def journal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Journal:
    (tmp_path / "labbook.toml").touch()
    for number, name in enumerate([NOISE, NARROW, WIDE]):
        folder = tmp_path / "experiments" / name
        folder.mkdir(parents=True)
        report = folder / "report.md"
        report.write_text(f"---\ntitle: {name}\nformerly: [2025-01-01-old-{name[11:]}]\n---\n")
        os.utime(report, (number, number))
    monkeypatch.chdir(tmp_path)
    return find_journal(tmp_path)


@pytest.mark.parametrize(
    ("called", "found"),
    [
        (WIDE, WIDE),
        ("wide", WIDE),
        ("2026-03", NOISE),
        ("band", NARROW),
        (f"experiments/{NOISE}", NOISE),
        (f"experiments/{NOISE}/report.md", NOISE),
        ("2025-01-01-old-noise", NOISE),
        ("@last", WIDE),
    ],
)
def test_an_experiment_answers_to(journal: Journal, called: str, found: str) -> None:
    assert resolve_experiment(journal, called).id == found


def test_a_whole_id_wins_over_a_longer_one(journal: Journal) -> None:
    (journal.layout.experiments / f"{WIDE}-again").mkdir()
    assert resolve_experiment(journal, WIDE).id == WIDE


def test_a_dot_is_the_experiment_one_stands_in(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(UsageError, match="not inside of an experiment"):
        resolve_experiment(journal, ".")
    monkeypatch.chdir(journal.layout.experiments / NARROW)
    assert resolve_experiment(journal, ".").id == NARROW


@pytest.mark.parametrize(
    ("called", "said", "hint"),
    [
        ("2026", "'2026' is ambiguous", f"candidates: {WIDE}, {NARROW}, {NOISE}"),
        ("speaker", "no experiment is called 'speaker'", f"the newest: {WIDE}, {NARROW}, {NOISE}"),
        ("", "no experiment is called ''", f"the newest: {WIDE}, {NARROW}, {NOISE}"),
        ("../..", "no experiment is called '../..'", f"the newest: {WIDE}, {NARROW}, {NOISE}"),
    ],
)
def test_what_is_meant_is_never_guessed(
    journal: Journal, called: str, said: str, hint: str
) -> None:
    with pytest.raises(UsageError) as caught:
        resolve_experiment(journal, called)
    assert (str(caught.value), caught.value.hint) == (said, hint)


def test_a_name_too_long_for_a_file_is_no_experiment(journal: Journal) -> None:
    with pytest.raises(UsageError, match="no experiment is called"):
        resolve_experiment(journal, "x" * 300)


def test_a_run_is_an_experiment_and_a_number(journal: Journal) -> None:
    assert resolve_run(journal, "wide/3") == RunRef(WIDE, 3)
    assert resolve_run(journal, f"run/{WIDE}/3") == RunRef(WIDE, 3)
    for wrong in ("wide", "wide/0", "wide/x", "wide/1000000"):
        with pytest.raises(UsageError, match="is no run"):
            resolve_run(journal, wrong)


@pytest.mark.parametrize(
    ("text", "run"), [("wide/3", True), ("wide", False), ("experiments/wide", False), ("/3", False)]
)
def test_a_run_is_told_from_an_experiment(text: str, run: bool) -> None:
    assert names_run(text) is run


@pytest.mark.parametrize(
    "broken", [b"no front matter", b"---\n\xff\n---\n", b"---\n[\n---\n", None]
)
def test_a_broken_report_is_listed_among_the_others(journal: Journal, broken: bytes | None) -> None:
    report = journal.layout.experiment(WIDE).report
    report.unlink() if broken is None else report.write_bytes(broken)
    wide, narrow, _ = list_experiments(journal)
    assert wide.broken is not None
    assert f"experiments/{WIDE}/report.md" in str(wide.broken)
    assert wide.front_matter.title == WIDE
    assert narrow.broken is None
