"""Differences between record and tracker as problems."""

from dataclasses import replace

from labbook.formats.metrics import summarize
from labbook.formats.record import write_record
from labbook.journal.checks.online_problems import MOST, differences, other_code, other_parameters
from labbook.journal.checks.online_subject import Recorded
from labbook.journal.runs import claim_of
from labbook.model.metric import Series
from labbook.model.problem import Severity
from labbook.model.run import IMPORTED, Code, RunRecord, RunState
from labbook.model.tracked import TrackedCode, TrackedRun
from tests.commands.filled_journal import record

NAMES = [f"layer {n:02}/norm" for n in range(30)]
TRACKED = TrackedRun(
    "a server",
    state=RunState.FINISHED,
    updated="2026-11-23T09:02:00Z",
    series=tuple(Series(name, [0], [2.0]) for name in NAMES),
    parameters={f"General/p{n}": "2" for n in range(30)},
)


def recorded(**changes: object) -> Recorded:
    metrics = {name: summarize(Series(name, [0], [1.0])) for name in NAMES}
    own = {"metrics": metrics, "task_updated": "2026-11-23T09:01:00Z"}
    value: RunRecord = replace(record(1, 1.0), **{**own, **changes})  # type: ignore[arg-type]
    return Recorded(claim_of(value), value, "runs/1/run.json", write_record(value), ())


def test_the_first_differences_are_told_and_the_others_counted() -> None:
    found = list(differences(recorded(), TRACKED))
    assert len(found) == MOST + 1
    assert found[-1].message == "20 more differ between record and tracker"
    assert len({problem.line for problem in found}) == MOST + 1
    found = list(other_parameters(recorded(parameters={f"p{n}": 1 for n in range(30)}), TRACKED))
    assert found[-1].message == "20 more parameters differ between record and tracker"


def test_edits_are_told_before_what_else_differs_and_are_errors() -> None:
    edited = recorded(task_updated=TRACKED.updated)
    assert {problem.code for problem in differences(edited, TRACKED)} == {"online-edited"}
    assert {problem.severity for problem in differences(edited, TRACKED)} == {Severity.ERROR}


def test_a_run_that_went_on_since_it_was_filled_is_one_problem() -> None:
    (problem,) = differences(recorded(state=RunState.RUNNING), TRACKED)
    assert (problem.code, problem.severity) == ("online-changed", Severity.WARNING)
    assert "was running when it was filled, and has gone on" in problem.message


def test_code_of_another_repository_is_compared_with_what_the_manifest_names() -> None:
    ran = replace(TRACKED, code=TrackedCode(commit="b" * 40))
    theirs = Code("https://git.lab/models.git", "b" * 40, dirty=False, entry_point=None)
    assert list(other_code(recorded(code=theirs), ran)) == []
    (problem,) = other_code(recorded(code=replace(theirs, commit="c" * 40)), ran)
    assert (
        problem.message == "the task ran commit bbbbbbbbbbbb, and the manifest names cccccccccccc"
    )


def test_the_tag_of_an_imported_run_names_no_commit_that_it_ran() -> None:
    ran = replace(TRACKED, code=TrackedCode(commit="b" * 40, diff="+x\n"))
    own = Code(None, "a" * 40, dirty=False, entry_point=None)
    other, changes = other_code(recorded(code=own), ran)
    assert "the run's tag names aaaaaaaaaaaa" in other.message
    assert "uncommitted changes (1 line)" in changes.message
    assert list(other_code(recorded(code=own, launcher=IMPORTED), ran)) == []
