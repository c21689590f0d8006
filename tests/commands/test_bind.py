import json
from pathlib import Path

import pytest

from labbook.commands.bind import bind
from labbook.commands.check import check
from labbook.errors import LabbookError, Refused
from labbook.journal.find import Journal
from labbook.journal.lock import only_report_writer
from tests.commands.filled_journal import ID, REPORT, make_journal, record
from tests.commands.program import labbook

PROSE = REPORT.replace(
    "We measured 0.0<!-- =test/error_rate --> %.",
    "We measured 12.5 % (`12.5 %`), run 2 alone 13.0 %.\r\n\r\nOur 12.5\u00a0%, or 12.5 %.",
)


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return make_journal(tmp_path, record(1, 12.0), record(2, 13.0), report=PROSE)


def report_of(journal: Journal) -> str:
    return journal.layout.experiment(ID).report.read_bytes().decode()


def test_what_is_plainly_one_value_is_bound_and_nothing_else_changes(journal: Journal) -> None:
    before = report_of(journal)
    bound = bind(journal, ID)
    assert [(p.number, p.candidates[0].expression, p.is_sure) for p in bound.proposed] == [
        ("12.5", "test/error_rate", True),
        ("13.0", "test/error_rate@2", True),
        ("12.5", "test/error_rate", True),
        ("12.5", "test/error_rate", False),
    ]
    after = report_of(journal)
    assert "We measured 12.5<!-- =test/error_rate --> % (`12.5 %`), run 2" in after
    assert "13.0<!-- =test/error_rate@2 --> %.\r\n" in after
    assert (
        after.replace("<!-- =test/error_rate -->", "").replace("<!-- =test/error_rate@2 -->", "")
        == before
    )
    assert [p.code for p in check(journal, []).problems] == ["number-unbound"]


def test_a_second_time_there_is_nothing_to_do(journal: Journal) -> None:
    bind(journal, ID)
    once = report_of(journal)
    again = bind(journal, ID)
    assert ([p.is_sure for p in again.proposed], again.diff) == ([False], "")
    assert report_of(journal) == once


def test_a_draft_writes_nothing_and_shows_the_change(journal: Journal) -> None:
    before = report_of(journal)
    diff = bind(journal, ID, draft=True).diff
    assert "+We measured 12.5<!-- =test/error_rate --> %" in diff
    assert report_of(journal) == before


def test_what_equals_two_values_alike_is_left_to_the_person(tmp_path: Path) -> None:
    journal = make_journal(
        tmp_path,
        record(1, 12.0),
        record(2, 13.0),
        record(3, 13.0),
        report=PROSE.replace("run 2 alone", "at the worst").replace("< 13", "< 14"),
    )
    bound = bind(journal, ID)
    (both,) = [p for p in bound.proposed if not p.is_sure]
    assert both.number == "13.0"
    assert [c.expression for c in both.candidates] == ["test/error_rate@2", "test/error_rate@3"]
    assert "13.0 %" in report_of(journal)


def test_broken_markers_and_a_lack_of_results_are_said(tmp_path: Path, journal: Journal) -> None:
    path = journal.layout.experiment(ID).report
    broken = report_of(journal).replace("<!-- labbook:begin results -->", "<!-- labbook:begin -->")
    path.write_bytes(broken.encode())
    with pytest.raises(LabbookError, match="marker is broken"):
        bind(journal, ID)
    assert path.read_bytes() == broken.encode()
    empty = make_journal(tmp_path / "empty", report=PROSE)
    with pytest.raises(LabbookError, match="has a result yet"):
        bind(empty, ID)


def test_nothing_is_written_through_a_link_that_leads_out(tmp_path: Path, journal: Journal) -> None:
    path, outside = journal.layout.experiment(ID).report, tmp_path / "outside.md"
    path.rename(outside)
    path.symlink_to(outside)
    before = outside.read_bytes()
    with pytest.raises(Refused, match="a link leads out of"):
        bind(journal, ID)
    assert outside.read_bytes() == before


def test_a_bind_waits_for_a_fill(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("labbook.journal.lock.REPORT_PATIENCE", 0.2)
    said: list[str] = []
    with (
        only_report_writer(journal.layout),
        pytest.raises(Refused, match="another fill or bind is at work"),
    ):
        bind(journal, ID, on_wait=said.append)
    assert said == ["another fill or bind is at work; waiting for it"]


def test_the_program_tells_what_it_bound(journal: Journal) -> None:
    done = labbook("bind", "keywords", "--draft", "--json", cwd=journal.layout.root)
    shown = json.loads(done.stdout)
    assert shown["schema"] == 1
    assert shown["proposed"][1]["candidates"] == [
        {"expression": "test/error_rate@2", "value": 13.0}
    ]
    assert not shown["proposed"][1]["written"]
    done = labbook("bind", "keywords", cwd=journal.layout.root)
    assert "13.0    =test/error_rate@2  13     bound" in done.stdout
    assert "bound: 3, left to you: 1" in done.stderr
    assert "12.5    =test/error_rate    12.5   equal" in done.stdout
