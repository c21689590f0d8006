"""What is kept of a run on sensitive data."""

import pytest

from labbook.adapters.local_outcome import Outcome
from labbook.formats.numbers_only import KEPT_OUT, numbers_only, own_words_only, words_of
from labbook.model.metric import Series
from labbook.model.run import Attempt, Missing, RunState, RunStatus
from labbook.model.tracked import ErrorText, MediaSample, Plot, TrackedRun
from tests.commands.filled_journal import record

SECRET = "Ada called Charles"


def lacks(*whats: str) -> TrackedRun:
    missing = tuple(Missing(what, SECRET) for what in whats)
    return TrackedRun(
        "x", series=(Series("loss", [1], [1.0]),), parameters={"General/who": "x"}, missing=missing
    )


def test_no_word_of_the_program_is_left() -> None:
    tracked = TrackedRun(
        "x",
        attempts=(Attempt(RunState.FAILED, reason=SECRET),),
        parameters={"lr": "1e-3", "who": SECRET},
        plots=(Plot(SECRET, SECRET, 1, SECRET),),
        samples=(MediaSample(SECRET, SECRET, 1, ".wav", SECRET.encode()),),
        error_texts=(ErrorText("wer", SECRET),),
        log=(SECRET,),
        error=SECRET,
        missing=(Missing(f"sample {SECRET}", "is gone"),),
    )
    kept = numbers_only(tracked)
    assert "Charles" not in repr(kept)
    assert kept.parameters == {"lr": "1e-3"}
    assert kept.missing == (Missing("1 more", KEPT_OUT.why),)


@pytest.mark.parametrize(
    "what",
    [
        "7 points of task 1",
        "the end of metrics.jsonl",
        "agreement on loss",
        "agreement on the state",
    ],
)
def test_what_is_missing_of_the_numbers_is_said(what: str) -> None:
    assert [lack.what for lack in numbers_only(lacks(what)).missing] == [what]


def test_what_is_missing_of_anything_else_is_counted() -> None:
    named = ["sample a", "samples a, b", "plots a", "error analysis of a", "artifact a"]
    kept = numbers_only(lacks(*named, "agreement on General/who", "anything new", "metrics"))
    assert [lack.what for lack in kept.missing] == ["metrics", "7 more"]


@pytest.mark.parametrize("returncode", [1, 126, 127, 137, -9, -11, -64])
@pytest.mark.parametrize("oom_killed", [False, True])
def test_all_that_a_launcher_says_of_an_end_are_its_own_words(
    returncode: int, oom_killed: bool
) -> None:
    outcome = Outcome.of(returncode, stopping=False, wished=False, oom_killed=oom_killed)
    status = RunStatus(outcome.state, outcome.reason)
    assert own_words_only(status) == status
    worse = RunStatus(outcome.state, f"{outcome.reason}: {SECRET}")
    assert own_words_only(worse).reason is None


def test_a_record_tells_what_in_it_is_no_number() -> None:
    assert words_of(record(1, 1.0, reason="exit code 1", missing=(KEPT_OUT,))) == []
    assert words_of(record(1, 1.0, reason=SECRET)) == ["reason"]
    assert words_of(record(1, 1.0, attempts=(Attempt(RunState.LOST, reason=SECRET),))) == [
        "attempts"
    ]
    assert words_of(record(1, 1.0, missing=(Missing(f"plot {SECRET}", "x"),))) == ["missing"]
