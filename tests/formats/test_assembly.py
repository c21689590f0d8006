"""A run record out of its sources."""

from dataclasses import replace

import pytest

from labbook.formats.assembly import Sources, assemble
from labbook.formats.record import read_record, write_record
from labbook.model.manifest import DataMount, Manifest
from labbook.model.metric import Series
from labbook.model.reference import RunRef
from labbook.model.run import Attempt, Claim, RunState, RunStatus
from labbook.model.tracked import ErrorText, TrackedRun

RUN = RunRef("2026-11-23-calls", 1)
SECRET = "no label for 'Ada called Charles'"


def failed(*, sensitive: bool) -> Sources:
    """A run that failed and says on what."""
    return Sources(
        claim=Claim(RUN, "a" * 40, "2026-11-23T09:00:00Z", "local", {}, None, None),
        status=RunStatus(RunState.FAILED, "exit code 1", last_line=SECRET),
        tracked=TrackedRun(
            "a session",
            error=f"KeyError: {SECRET}",
            log=(SECRET,),
            series=(Series("valid/loss", [1, 2], [0.5, 0.25]),),
        ),
        tracker="clearml-offline",
        parameters={},
        classes={},
        manifest=Manifest(
            ("python", "train.py"), data=(DataMount("calls", "s3://calls", sensitive=sensitive),)
        ),
        log=(SECRET,),
        select=None,
        sensitive=sensitive,
    )


@pytest.mark.parametrize("sensitive", [False, True])
def test_of_sensitive_data_numbers_are_kept_only(sensitive: bool) -> None:
    record = assemble(failed(sensitive=sensitive))
    assert record.metrics["valid/loss"].last == (2, 0.25)
    assert record.log == (() if sensitive else (SECRET,))
    assert record.reason == ("exit code 1" if sensitive else f"exit code 1: KeyError: {SECRET}")
    assert ("Charles" in write_record(record)) is not sensitive


@pytest.mark.parametrize(
    ("launcher", "tracker", "state", "said"),
    [
        ("lost", "running", "lost", "the tracker says running, the launcher lost"),
        ("failed", "finished", "failed", "the tracker says finished, the launcher failed"),
        ("failed", "failed", "failed", None),
        ("failed", None, "failed", None),
        ("running", "finished", "running", None),
        ("launched", "finished", "finished", "runs elsewhere; the tracker's stands"),
        ("launched", "running", "launched", None),
    ],
)
def test_the_launcher_decides_on_the_state_and_what_the_tracker_says_otherwise_is_said(
    launcher: str, tracker: str | None, state: str, said: str | None
) -> None:
    sources = replace(
        failed(sensitive=False),
        status=RunStatus(RunState(launcher), "runs elsewhere"),
        tracked=TrackedRun("a server", state=RunState(tracker) if tracker else None),
    )
    record = assemble(sources)
    assert record.state == state
    told = [lack.why for lack in record.missing if "state" in lack.what]
    assert [why.removesuffix("; the launcher's word stands") for why in told] == (
        [said] if said else []
    )


def test_attempts_that_only_the_tracker_tells_apart_end_as_the_launcher_says() -> None:
    lost = Attempt(RunState.LOST, "2026-11-23T09:00:00Z", None, SECRET)
    running = Attempt(RunState.RUNNING, "2026-11-23T10:00:00Z")
    source = failed(sensitive=False)
    source = replace(source, tracked=replace(source.tracked, attempts=(lost, running)))
    assert assemble(source).attempts == (lost, running)
    ended = Attempt(RunState.FAILED, None, "2026-11-23T11:00:00Z", "exit code 1")
    known = replace(source, status=replace(source.status, attempts=(ended,)))
    assert assemble(known).attempts == (lost, replace(ended, started="2026-11-23T10:00:00Z"))
    several = replace(source, status=replace(source.status, attempts=(ended, ended)))
    assert assemble(several).attempts == (ended, ended)
    calls = failed(sensitive=True)
    calls = replace(calls, tracked=source.tracked)
    assert "Charles" not in repr(assemble(calls).attempts)


def test_files_of_single_errors_become_error_analyses_and_others_do_not() -> None:
    wer = (
        "%WER 50.00 [ 1 / 2, 0 ins, 0 del, 1 sub ]\n%SER 100.00 [ 1 / 1 ]\n"
        f"{'=' * 80}\nutt-1, %WER 50.00 [ 1 / 2, 0 ins, 0 del, 1 sub ]\n"
        "ada ; called\n S  ;   =\nbob ; called\n"
    )
    sources = failed(sensitive=False)
    texts = (ErrorText("wer", wer), ErrorText("readme", "no errors here"))
    tracked = replace(sources.tracked, error_texts=texts)
    (analysis,) = assemble(replace(sources, tracked=tracked)).error_analyses
    assert analysis.artifact == "wer"
    assert [one.id for one in analysis.worst] == ["utt-1"]
    kept_out = replace(failed(sensitive=True), tracked=tracked)
    assert assemble(kept_out).error_analyses == ()


def test_a_launchers_reason_is_kept_in_its_own_words_only() -> None:
    sources = failed(sensitive=True)
    for reason in (f"exit code 1: {SECRET}", f"exit code 1; {SECRET}", SECRET):
        attempt = Attempt(RunState.FAILED, reason=reason)
        status = replace(sources.status, reason=reason, attempts=(attempt,))
        assert "Charles" not in write_record(assemble(replace(sources, status=status)))
        elsewhere = replace(status, state=RunState.LAUNCHED)
        tracked = replace(sources.tracked, state=RunState.FAILED)
        told = assemble(replace(sources, status=elsewhere, tracked=tracked))
        assert "Charles" not in write_record(told)


@pytest.mark.parametrize("seed", [True, "1", 1.5, None, [1], 10**400])
def test_a_seed_that_is_no_number_is_none(seed: object) -> None:
    record = assemble(replace(failed(sensitive=False), parameters={"seed": seed}))
    assert record.environment.seed is None
    assert read_record(write_record(record), name="run.json") == record


def test_the_words_of_attempts_that_the_tracker_knows_are_kept_out_too() -> None:
    told = (Attempt(RunState.FAILED, reason=SECRET), Attempt(RunState.FAILED, reason=SECRET))
    for sensitive in (False, True):
        sources = failed(sensitive=sensitive)
        tracked = replace(sources.tracked, attempts=told)
        record = assemble(replace(sources, tracked=tracked))
        assert len(record.attempts) == 2
        assert ("Charles" in write_record(record)) is not sensitive


def test_the_trackers_log_stands_in_where_the_launcher_has_none() -> None:
    sources = failed(sensitive=False)
    tracked = replace(sources.tracked, log=("from the server", "x" * 5000))
    record = assemble(replace(sources, log=(), tracked=tracked))
    assert record.log[0] == "from the server"
    assert len(record.log[1]) == 2001


def test_the_record_says_which_data_is_sensitive() -> None:
    assert [
        [data["sensitive"] for data in assemble(failed(sensitive=sensitive)).data]
        for sensitive in (False, True)
    ] == [[False], [True]]
