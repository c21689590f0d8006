"""A record beside what its tracker tells now."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labbook.formats.figures.thin import thin
from labbook.formats.metrics import select_values, summarize
from labbook.formats.record import read_record, write_record
from labbook.formats.record_comparison import Changed, Difference, compare_record
from labbook.model.metric import Series
from labbook.model.run import Artifact, Environment, Missing, RunRecord, RunState
from labbook.model.tracked import TrackedRun
from tests.commands.filled_journal import record

FILLED, LATER = "2026-11-23T09:01:00.000001Z", "2026-11-23T09:01:00.000002Z"
LOSS = Series("loss", list(range(100)), [1 / (step + 1) for step in range(100)])
KEPT = thin(LOSS, 8)
TABLE = Artifact("table", "http://files.lab/t.csv", 3, "sha256:1")
BEST = Artifact("best", "http://files.lab/m.pt")
TRACKED = TrackedRun(
    "a server",
    task="t1",
    state=RunState.FINISHED,
    updated=FILLED,
    series=(LOSS, Series(":monitor:gpu/use", [0], [1.0])),
    artifacts=(TABLE,),
    models=(BEST,),
)


def filled(**changes: object) -> RunRecord:
    """The record as it was filled from TRACKED."""
    own = {
        "task": "t1",
        "metrics": {"loss": summarize(LOSS)},
        "artifacts": (TABLE,),
        "models": (BEST,),
        "task_updated": FILLED,
    }
    return replace(record(1, 12.4), **{**own, **changes})  # type: ignore[arg-type]


def reported(values: dict[int, float], **changes: object) -> TrackedRun:
    """TRACKED with other values at some steps."""
    series = replace(LOSS, values=[values.get(s or 0, v) for s, v in LOSS.points()])
    return replace(TRACKED, series=(series,), **changes)  # type: ignore[arg-type]


def one(record: RunRecord, tracked: TrackedRun, *, beside: bool = True) -> Difference:
    (found,) = compare_record(record, tracked, [KEPT] if beside else [])
    return found


def test_a_record_is_what_it_was_filled_from() -> None:
    assert compare_record(filled(), TRACKED, [KEPT]) == []


def test_a_value_that_was_typed_into_the_record() -> None:
    summary = replace(summarize(LOSS), last=(99, 0.005))
    found = one(filled(metrics={"loss": summary}), TRACKED)
    assert (found.section, found.name) == ("metrics", "loss")
    assert (found.recorded, found.tracked) == ("last 0.005 at step 99", "0.01 at step 99")
    assert found.changed is Changed.RECORD
    assert "series.csv" in (found.why or "")


def test_series_csv_tells_it_also_where_the_task_was_touched_since() -> None:
    summary = replace(summarize(LOSS), last=(99, 0.005))
    touched = replace(TRACKED, updated=LATER)
    assert one(filled(metrics={"loss": summary}), touched).changed is Changed.RECORD


def test_without_series_csv_the_times_tell_it() -> None:
    summary = replace(summarize(LOSS), last=(99, 0.005))
    edited = filled(metrics={"loss": summary})
    found = one(edited, TRACKED, beside=False)
    assert (found.changed, found.why) == (
        Changed.RECORD,
        "the task hasn't changed since 2026-11-23T09:01:00Z, before the fill",
    )
    assert one(edited, replace(TRACKED, updated=LATER), beside=False).changed is Changed.TRACKER
    assert one(edited, replace(TRACKED, updated=None), beside=False).changed is Changed.UNKNOWN


def test_a_value_that_was_reported_anew() -> None:
    found = one(filled(), reported({50: -1.0}, updated=LATER))
    assert (found.recorded, found.tracked) == ("min 0.01 at step 99", "-1.0 at step 50")
    assert found.changed is Changed.TRACKER
    assert found.why == "the task changed at 2026-11-23T09:01:00Z, after the fill"


def test_a_session_has_no_time_of_change_and_series_csv_tells() -> None:
    found = one(filled(task_updated=None), reported({99: 0.5}, updated=None))
    assert found.changed is Changed.TRACKER


def test_evidence_that_contradicts_itself_tells_nothing() -> None:
    assert one(filled(), reported({99: 0.5})).changed is Changed.UNKNOWN


def test_points_that_change_no_extreme() -> None:
    twice = replace(LOSS, steps=[0, *LOSS.steps], values=[1.0, *LOSS.values])
    found = one(filled(), replace(TRACKED, series=(twice,), updated=LATER))
    assert (found.recorded, found.tracked) == ("100 points", "101")


def test_a_metric_that_only_one_of_them_has() -> None:
    assert one(filled(metrics={}), TRACKED).recorded == "nothing"
    found = one(filled(), replace(TRACKED, series=(), updated=LATER))
    assert (found.recorded, found.tracked) == ("100 points", "nothing")
    assert found.changed is Changed.TRACKER
    typed = filled(metrics={"loss": summarize(LOSS), "new": summarize(LOSS)})
    assert one(typed, TRACKED).changed is Changed.RECORD
    assert one(filled(metrics={}), TRACKED).changed is Changed.RECORD


def test_points_that_a_server_has_dropped_without_a_trace_are_no_edit() -> None:
    assert one(filled(), replace(TRACKED, series=())).changed is Changed.UNKNOWN


def test_nan_that_only_the_run_s_own_files_have_is_no_difference() -> None:
    spoilt = Series("loss", [*LOSS.steps, 100], [*LOSS.values, float("nan")])
    alone = Series("grad", [0], [float("nan")])
    metrics = {"loss": summarize(spoilt), "grad": summarize(alone)}
    assert compare_record(filled(metrics=metrics), TRACKED, []) == []
    twice = Series("loss", [*spoilt.steps, 101], [*spoilt.values, float("inf")])
    found = one(filled(metrics={"loss": summarize(spoilt)}), replace(TRACKED, series=(twice,)))
    assert found.tracked == "2"


def test_a_state_that_the_fill_has_noted_is_no_difference() -> None:
    running = replace(TRACKED, state=RunState.RUNNING)
    said = "the tracker says running, the launcher failed; the launcher's word stands"
    noted = Missing("agreement on the state", said)
    killed = filled(state=RunState.FAILED, missing=(noted,))
    assert compare_record(killed, running, [KEPT]) == []
    found = one(killed, TRACKED)
    assert (found.section, found.recorded, found.tracked) == ("state", "failed", "finished")
    assert compare_record(filled(state=RunState.RUNNING), running, [KEPT]) == []
    assert compare_record(filled(), replace(TRACKED, state=None), [KEPT]) == []


@pytest.mark.parametrize(
    ("artifacts", "said"),
    [
        ((replace(TABLE, sha256="sha256:2"),), "one of 3 bytes (sha256:2)"),
        ((), "none"),
        ((TABLE, replace(TABLE, sha256="sha256:2")), "one of 3 bytes (sha256:2)"),
    ],
)
def test_an_artifact_that_was_changed_deleted_or_doubled(
    artifacts: tuple[Artifact, ...], said: str
) -> None:
    found = one(filled(), replace(TRACKED, artifacts=artifacts, updated=LATER))
    assert (found.section, found.name, found.tracked) == ("artifacts", "table", said)
    assert found.changed is Changed.TRACKER


def test_a_file_that_moved_but_is_the_same_is_no_difference() -> None:
    moved = replace(TABLE, uri="https://files.lab/t.csv")
    assert compare_record(filled(), replace(TRACKED, artifacts=(moved,)), [KEPT]) == []


def test_a_file_of_the_run_s_own_folder_may_be_away() -> None:
    own = Artifact("notes", "output/notes.txt", 3, "sha256:9")
    mine = filled(artifacts=(TABLE, own))
    assert compare_record(mine, TRACKED, [KEPT]) == []
    later = replace(own, sha256="sha256:8")
    found = one(mine, replace(TRACKED, artifacts=(TABLE, later)))
    assert (found.name, found.changed) == ("notes", Changed.UNKNOWN)


def test_a_model_without_digest_is_told_by_its_address() -> None:
    other = replace(BEST, uri="http://files.lab/other.pt")
    found = one(filled(), replace(TRACKED, models=(other,)))
    assert (found.section, found.recorded) == (
        "models",
        "one of unknown size (http://files.lab/m.pt)",
    )


RATE = Series("rate", list(range(100)), [20 - step / 10 for step in range(100)])
WITH_RATE = replace(TRACKED, series=(LOSS, RATE))


def selecting(**changes: object) -> RunRecord:
    """A record with the values at the best step of the loss."""
    own = select_values([LOSS, RATE], "loss", "min")
    assert own is not None
    metrics = {"loss": summarize(LOSS), "rate": summarize(RATE)}
    return filled(metrics=metrics, selected=replace(own, **changes))  # type: ignore[arg-type]


def test_a_selected_value_that_was_typed_into_the_record() -> None:
    assert compare_record(selecting(), WITH_RATE, [KEPT]) == []
    forged = selecting(values={"loss": (99, 0.01), "rate": (99, 1.0)})
    found = one(forged, WITH_RATE)
    assert (found.section, found.name) == ("selected", "rate")
    assert (found.recorded, found.tracked) == ("1.0 at step 99", "10.1 at step 99")
    assert found.changed is Changed.RECORD
    untimed = replace(WITH_RATE, updated=None)
    assert one(forged, untimed).changed is Changed.UNKNOWN
    (told,) = compare_record(forged, untimed, [KEPT, thin(RATE, 8)])
    assert told.changed is Changed.RECORD


def test_a_selected_step_that_was_typed_into_the_record_or_taken_out_of_it() -> None:
    found = one(selecting(step=50), WITH_RATE)
    assert (found.name, found.recorded, found.tracked) == ("step", "step 50", "step 99")
    metrics = {"loss": summarize(LOSS), "rate": summarize(RATE)}
    none = filled(metrics=metrics, selected=None)
    assert compare_record(none, WITH_RATE, [KEPT]) == []
    (found,) = compare_record(none, WITH_RATE, [KEPT], ("loss", "min"))
    assert (found.recorded, found.tracked) == ("none", "step 99")


def test_selected_values_that_only_the_run_s_own_files_have_are_no_difference() -> None:
    spoilt = replace(RATE, values=[*RATE.values[:99], float("nan")])
    own = select_values([LOSS, spoilt], "loss", "min")
    metrics = {"loss": summarize(LOSS), "rate": summarize(spoilt)}
    told = replace(RATE, steps=RATE.steps[:99], values=RATE.values[:99])
    away = replace(TRACKED, series=(LOSS, told))
    assert compare_record(filled(metrics=metrics, selected=own), away, [KEPT]) == []


def test_weights_and_a_seed_that_were_typed_into_the_record() -> None:
    said = replace(TRACKED, weights_digest="sha256:1", environment=Environment(seed=1))
    assert compare_record(filled(weights_digest="sha256:1"), said, [KEPT]) == []
    assert [d.section for d in compare_record(filled(), said, [KEPT])] == ["weights_digest"]
    other = replace(TRACKED, environment=Environment(seed=5))
    found = one(filled(), other)
    assert (found.name, found.recorded, found.tracked) == ("seed", "1", "5")


def test_what_a_record_was_cut_of_is_no_difference() -> None:
    own = replace(filled(models=(), artifacts=()), metrics={})
    assert len(compare_record(own, TRACKED, [])) == 3
    assert compare_record(replace(own, cut=("artifacts", "metrics", "models")), TRACKED, []) == []


FLOATS = st.floats() | st.sampled_from([0.0, -0.0, 5e-324, 1.7976931348623157e308])


@given(st.lists(st.tuples(st.none() | st.integers(-9, 9), FLOATS), max_size=20), st.booleans())
def test_whatever_was_reported_is_what_the_record_says(
    points: list[tuple[int | None, float]], through_text: bool
) -> None:
    series = Series("m", [step for step, _ in points], [value for _, value in points])
    own = filled(metrics={"m": summarize(series)} if points else {})
    if through_text:
        own = read_record(write_record(own), name="run.json")
    told = replace(TRACKED, series=(series,) if points else ())
    assert compare_record(own, told, [thin(series, 8)] if points else []) == []
