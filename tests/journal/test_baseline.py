"""A baseline is read where the comparing report reads its own runs, as far as its series tell."""

from dataclasses import replace
from pathlib import Path

import pytest

from labbook.commands.check import check
from labbook.formats.metrics import select_values, summarize
from labbook.formats.record import write_record
from labbook.formats.report.results import derive_results
from labbook.formats.series import write_series
from labbook.journal.baseline import load_baseline
from labbook.journal.experiments import load_experiment
from labbook.journal.find import Journal
from labbook.journal.records import load_records
from labbook.model.metric import Series
from labbook.model.reference import RunRef
from labbook.model.run import RunRecord
from tests.commands.filled_journal import ID, REPORT, make_journal, record

OLDER = "2026-11-20-older"
STEPS = [1, 2, 3, 4]
TEST = Series("test/error_rate", STEPS, [15.0, 14.2, 13.9, 14.5])
VALID = Series("valid/error_rate", STEPS, [16.0, 15.0, 13.0, 15.5])
LOSS = Series("valid/loss", STEPS, [4.0, 1.0, 2.0, 3.0])


def measured(number: int, series: list[Series], select: str | None) -> RunRecord:
    return replace(
        record(number, 0.0),
        metrics={one.metric: summarize(one) for one in series},
        selected=select_values(series, select, "min") if select else None,
    )


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    """Its report selects by `valid/loss` (step 2), its baseline by `valid/error_rate` (step 3)."""
    head = f"---\nbaseline: {OLDER}\nselect: valid/loss\n"
    run = measured(1, [TEST, LOSS], "valid/loss")
    journal = make_journal(tmp_path, run, report=REPORT.replace("---\n", head, 1))
    keep(journal, [TEST, VALID, LOSS], [TEST, VALID, LOSS])
    return journal


def keep(journal: Journal, series: list[Series], kept: list[Series]) -> None:
    layout = journal.layout.experiment(OLDER)
    layout.run(2).folder.mkdir(parents=True, exist_ok=True)
    layout.report.write_text(REPORT.replace("---\n", "---\nselect: valid/error_rate\n", 1))
    run = replace(measured(2, series, "valid/error_rate"), run=RunRef(OLDER, 2))
    layout.run(2).record.write_text(write_record(run))
    layout.run(2).series.write_text(write_series(kept))


def difference(journal: Journal) -> float:
    experiment = load_experiment(journal, journal.layout.experiment(ID))
    baseline = load_baseline(journal, experiment)
    results = derive_results(experiment.front_matter, load_records(experiment.layout), baseline)
    found = results.difference("test/error_rate")
    assert found is not None
    return found.value


def warned(journal: Journal) -> list[str]:
    problems = check(journal, [ID]).problems
    return [problem.message for problem in problems if problem.code == "result-read-apart"]


def test_runs_alike_are_no_different_whatever_the_baselines_own_report_selects(
    journal: Journal,
) -> None:
    assert difference(journal) == 0
    report = journal.layout.experiment(ID).report
    report.write_text(report.read_text().replace("select: valid/loss\n", ""))
    assert difference(journal) == 0
    assert warned(journal) == []


@pytest.mark.parametrize(
    ("series", "kept"),
    [
        ([TEST, VALID], [TEST, VALID]),
        ([TEST, VALID, LOSS], [VALID]),
        ([TEST, VALID, LOSS], [LOSS, Series("test/error_rate", [1, 3, 4], [15.0, 13.9, 14.5])]),
    ],
)
def test_a_baseline_that_is_read_otherwise_is_a_warning(
    journal: Journal, series: list[Series], kept: list[Series]
) -> None:
    keep(journal, series, kept)
    assert difference(journal) == pytest.approx(14.2 - 13.9)
    [message] = warned(journal)
    assert "the result is read at the best step of 'valid/loss'" in message
    assert "the baseline at the best step of 'valid/error_rate'" in message


def test_a_baseline_that_is_one_run_has_its_number_in_its_name(journal: Journal) -> None:
    report = journal.layout.experiment(ID).report
    report.write_text(report.read_text().replace(OLDER, f"{OLDER}/2"))
    baseline = load_baseline(journal, load_experiment(journal, journal.layout.experiment(ID)))
    assert baseline is not None
    assert (baseline.name, baseline.reference) == (f"{OLDER}/2", OLDER)


def test_nothing_is_read_anew_where_both_reports_select_alike(journal: Journal) -> None:
    report = journal.layout.experiment(ID).report
    report.write_text(report.read_text().replace("valid/loss\n", "valid/error_rate\n", 1))
    baseline = load_baseline(journal, load_experiment(journal, journal.layout.experiment(ID)))
    assert baseline is not None
    assert baseline.selected == {}
