"""What check says of the numbers in a report's sentences."""

from pathlib import Path

from labbook.commands.check import check
from labbook.journal.find import Journal
from labbook.model.metric import MetricSummary
from tests.commands.filled_journal import ID, REPORT, make_journal, record


def journal_with(tmp_path: Path, prose: str) -> Journal:
    report = REPORT.replace("We measured 0.0<!-- =test/error_rate --> %.", prose)
    return make_journal(tmp_path, record(1, 12.0), record(2, 12.6), report=report)


def found(journal: Journal) -> list[tuple[str, str]]:
    return [(p.code, str(p.severity)) for p in check(journal, [ID]).problems]


def test_a_value_that_is_not_bound_and_one_that_nothing_has_are_hints(tmp_path: Path) -> None:
    journal = journal_with(tmp_path, "The error rate is 12.3 %.\n\nThe error rate is 13.2 %.")
    first, second = check(journal, []).problems
    assert (first.code, first.hint) == ("number-unbound", f"labbook bind {ID}")
    assert (second.code, second.hint) == (
        "number-unknown",
        "the nearest is 12.6, '=test/error_rate@2'",
    )
    assert (second.line, second.column) == (first.line + 2, len("The error rate is ") + 1)
    assert found(journal) == [("number-unbound", "hint"), ("number-unknown", "hint")]


def test_a_hint_can_be_allowed_with_a_reason(tmp_path: Path) -> None:
    allow = "<!-- labbook:allow number-unknown: measured by hand -->"
    journal = journal_with(tmp_path, f"The error rate is 13.2 %. {allow}")
    assert found(journal) == []
    assert [a.problem.code for a in check(journal, [ID]).allowed] == ["number-unknown"]


def test_the_end_of_several_names_is_ambiguous(tmp_path: Path) -> None:
    both = record(1, 12.0)
    summary = both.metrics["test/error_rate"]
    both = record(1, 12.0, metrics={"test/error_rate": summary, "valid/error_rate": summary})
    report = REPORT.replace("=test/error_rate -->", "=error_rate -->")
    (problem,) = check(make_journal(tmp_path, both, report=report), []).problems
    assert problem.code == "number-ambiguous"
    assert "test/error_rate, valid/error_rate" in problem.message


def test_a_mean_that_leaves_a_run_out_and_a_number_that_would_be_lost_are_named(
    tmp_path: Path,
) -> None:
    series = MetricSummary(3, (0, 0.5), (1, 0.4), (1, 0.4), (0, 0.5), 1, 2)
    prose = "Of 5 12<!-- =test/error_rate@1 -->, mean 12.0<!-- =test/error_rate -->."
    report = REPORT.replace("We measured 0.0<!-- =test/error_rate --> %.", prose)
    runs = record(1, 120.0), record(2, 1.0, metrics={"test/error_rate": series})
    journal = make_journal(tmp_path, *runs, report=report)
    written = journal.layout.experiment(ID).report.read_text()
    assert prose in written
    lost, mean = (p for p in check(journal, []).problems if p.code == "number-unresolved")
    assert lost.message == "120 would not be read again if it were written here"
    assert mean.message == "'test/error_rate' diverged at step 2 in run 2"
    assert str(mean.hint).startswith("write =test/error_rate@1, or name the runs that count")
