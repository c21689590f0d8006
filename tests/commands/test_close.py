"""An experiment ends with a verdict and a sentence."""

from pathlib import Path

import pytest

from labbook.commands.check import check
from labbook.commands.close import close
from labbook.errors import LabbookError, Refused, UsageError
from labbook.journal.find import Journal
from labbook.model.experiment import Cause, Verdict
from labbook.model.run import RunState
from tests.commands.filled_journal import ID, make_journal, record


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return make_journal(tmp_path, record(1, 12.3), record(2, 12.5))


def report(journal: Journal) -> str:
    return journal.layout.experiment(ID).report.read_text()


def test_the_verdict_stands_in_the_head_and_the_text_in_the_conclusions(journal: Journal) -> None:
    before = report(journal)
    close(journal, "keywords", Verdict.REFUTED, cause=Cause.NO_EFFECT, text="Nothing moved.")
    after = report(journal)
    assert "verdict: refuted\n" in after
    assert "cause: no-effect\n" in after
    assert after.endswith("\n## Conclusions\n\nNothing moved.\n")
    assert before.partition("# Keywords")[2] in after
    assert [p for p in check(journal, []).problems if p.severity == "error"] == []


def test_a_second_closing_adds_to_the_first(journal: Journal) -> None:
    close(journal, ID, Verdict.CONFIRMED, cause=None, text="Yes.")
    close(journal, ID, Verdict.INCONCLUSIVE, cause=Cause.BUG, text="No: the labels were shifted.")
    after = report(journal)
    assert after.count("verdict:") == 1
    assert after.endswith("## Conclusions\n\nYes.\n\nNo: the labels were shifted.\n")


def test_a_positive_verdict_has_no_cause(journal: Journal) -> None:
    with pytest.raises(UsageError, match="has no cause"):
        close(journal, ID, Verdict.CONFIRMED, cause=Cause.BUG, text="Yes.")


@pytest.mark.parametrize("text", ["```", "<!-- unclosed", "# Mine\n\ntext"])
def test_a_text_that_changes_the_sections_is_refused(journal: Journal, text: str) -> None:
    path = journal.layout.experiment(ID).report
    path.write_text(report(journal) + "\n## Conclusions\n\n## Next\n\nMore.\n")
    before = report(journal)
    with pytest.raises(UsageError, match="swallow or add sections"):
        close(journal, ID, Verdict.REFUTED, cause=None, text=text)
    assert report(journal) == before


def test_an_experiment_with_an_open_run_stays_open(tmp_path: Path) -> None:
    journal = make_journal(tmp_path, record(1, 12.3, state=RunState.RUNNING))
    before = report(journal)
    with pytest.raises(Refused, match="run 1 of"):
        close(journal, ID, Verdict.ABANDONED, cause=None, text="Enough.")
    assert report(journal) == before


def test_a_text_does_not_break_the_regions(journal: Journal) -> None:
    before = report(journal)
    with pytest.raises(LabbookError, match="region"):
        close(journal, ID, Verdict.CONFIRMED, cause=None, text="<!-- labbook:begin results -->")
    assert report(journal) == before
