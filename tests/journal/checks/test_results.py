"""A best value that the test itself has picked is no result."""

from dataclasses import replace
from pathlib import Path

import pytest

from labbook.commands.check import check
from labbook.journal.find import Journal, find_journal
from labbook.model.metric import MetricSummary
from labbook.model.problem import Problem
from labbook.model.run import Missing
from tests.commands.filled_journal import ID, make_journal, record

OVER_STEPS = MetricSummary(9, (0, 40.0), (8, 13.0), (5, 12.3), (0, 40.0))


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    """A run that was tested after every epoch."""
    metrics = {"test/error_rate": OVER_STEPS, "valid/error_rate": OVER_STEPS}
    return make_journal(tmp_path, replace(record(1, 12.3), metrics=metrics))


def told(journal: Journal) -> list[Problem]:
    return [problem for problem in check(journal, [ID]).problems if problem.code == "select-test"]


def edit(journal: Journal, old: str, new: str) -> None:
    report = journal.layout.experiment(ID).report
    text = report.read_text()
    assert old in text
    report.write_text(text.replace(old, new, 1))


def test_a_selection_by_the_test_is_a_warning_that_says_what_to_do(journal: Journal) -> None:
    edit(journal, "title:", "select: test/error_rate\ntitle:")
    [problem] = told(journal)
    assert problem.severity == "warning"
    assert "'select' picks the step by 'test/error_rate'" in problem.message
    assert problem.hint is not None
    assert "select: valid/" in problem.hint


@pytest.mark.parametrize("how", ["best", "min", "max"])
def test_a_bound_number_that_is_the_best_of_the_test_is_one_too(journal: Journal, how: str) -> None:
    edit(journal, "=test/error_rate ", f"=test/error_rate:{how} ")
    [problem] = told(journal)
    assert (problem.line, problem.column) == (20, 13)
    assert f"'=test/error_rate:{how}'" in problem.message


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("title:", "select: valid/error_rate\ntitle:"),
        ("=test/error_rate ", "=valid/error_rate:best "),
        ("=test/error_rate ", "=test/error_rate:last "),
    ],
)
def test_what_the_test_has_not_picked_is_none(journal: Journal, old: str, new: str) -> None:
    edit(journal, old, new)
    assert told(journal) == []


def test_a_test_that_was_measured_once_picks_nothing(tmp_path: Path) -> None:
    journal = make_journal(tmp_path, record(1, 12.3))
    edit(journal, "title:", "select: test/error_rate\ntitle:")
    edit(journal, "=test/error_rate ", "=test/error_rate:best ")
    assert told(journal) == []


def test_a_selection_by_the_test_is_told_before_there_is_a_run(tmp_path: Path) -> None:
    journal = make_journal(tmp_path)
    edit(journal, "title:", "select: test-clean/WER\ntitle:")
    assert len(told(journal)) == 1


@pytest.mark.parametrize("text", ["zip: " * 395, "(" * 1900, "\\1{1}" * 300])
def test_a_hostile_record_is_looked_at_in_russian_too(tmp_path: Path, text: str) -> None:
    hostile = replace(record(1, 12.3), reason=text, missing=(Missing(text, text),))
    journal = make_journal(tmp_path, hostile)
    (tmp_path / "labbook.toml").write_text('language = "ru"\n')
    codes = {problem.code for problem in check(find_journal(tmp_path), [ID]).problems}
    assert "region-stale" in codes
    assert told(journal) == []
