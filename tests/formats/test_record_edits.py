"""A record beside its series and its run's tag."""

import math
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labbook.formats.figures.thin import thin
from labbook.formats.metrics import select_values, summarize
from labbook.formats.record import read_record, write_record
from labbook.formats.record_edits import edits_beside_claim, edits_beside_series
from labbook.journal.runs import claim_of
from labbook.model.metric import Series
from labbook.model.run import IMPORTED, Code, RunRecord, Selected
from tests.commands.filled_journal import record

LOSS = Series("valid/loss", list(range(40)), [(step - 13) ** 2 / 10 for step in range(40)])
RATE = Series("test/rate", list(range(40)), [20 - step / 10 for step in range(40)])
CODE = Code(None, "a" * 40, dirty=False, entry_point="train.py")


def filled(*series: Series) -> RunRecord:
    metrics = {one.metric: summarize(one) for one in series}
    selected = select_values(series, "valid/loss", "min")
    return replace(record(1, 12.4), metrics=metrics, selected=selected, code=CODE)


def chosen(**changes: Any) -> RunRecord:
    own = filled(LOSS, RATE)
    assert own.selected is not None
    return replace(own, selected=replace(own.selected, **changes))


def edits(value: RunRecord, *kept: Series) -> list[str]:
    found = edits_beside_series(value, kept)
    return [f"{section} {name or ''}: {said}" for section, name, said in found]


def test_a_selected_value_that_was_typed_in() -> None:
    good = chosen().selected
    assert good is not None
    assert edits(chosen(), LOSS, RATE) == []
    forged = chosen(values={**good.values, "test/rate": (13, 1.5)})
    said = "selected : test/rate is 1.5 at step 13, series.csv has 18.7 at step 13"
    assert edits(forged, LOSS, RATE) == [said]
    steps = [13]
    assert edits(forged, thin(LOSS, 8, steps=steps), thin(RATE, 8, steps=steps)) == [said]
    dropped = chosen(values={"valid/loss": good.values["valid/loss"]})
    assert edits(dropped, LOSS, RATE) == [
        "selected : test/rate is none, series.csv has 18.7 at step 13"
    ]


def test_another_step_than_the_best_one() -> None:
    said = "selected : step 39, by series.csv it is 13"
    assert edits(chosen(step=39), LOSS, RATE) == [said]


def test_an_extreme_and_a_first_nan_that_were_typed_in() -> None:
    own = filled(LOSS, RATE)
    summary = replace(own.metrics["test/rate"], min=(39, 1.0))
    forged = replace(own, metrics={**own.metrics, "test/rate": summary})
    assert edits(forged, LOSS, thin(RATE, 8)) == [
        "metrics test/rate: min 1.0 at step 39, series.csv has 16.1 at step 39"
    ]
    spoilt = Series("test/rate", [0, 1, 2], [1.0, math.nan, 2.0])
    own = replace(record(1, 1.0), metrics={"test/rate": summarize(spoilt)})
    assert edits(own, spoilt) == []
    summary = replace(own.metrics["test/rate"], first_non_finite=None)
    assert edits(replace(own, metrics={"test/rate": summary}), spoilt) != []


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"code": replace(CODE, commit="b" * 40)}, "code"),
        ({"overrides": {"seed": 7}}, "overrides"),
        ({"config_digest": "sha256:1"}, "config_digest"),
        ({"why": "another"}, "why"),
        ({"review": "x"}, "review"),
        ({"created": "2025-01-01T00:00:00Z"}, "created"),
    ],
)
def test_what_the_run_s_tag_says_otherwise(changes: dict[str, Any], key: str) -> None:
    own = filled(LOSS)
    assert list(edits_beside_claim(own, claim_of(own))) == []
    ((section, _, said),) = edits_beside_claim(replace(own, **changes), claim_of(own))
    assert section == key
    assert "the run's tag has" in said


def test_the_tag_of_an_imported_run_and_code_from_elsewhere_name_no_commit() -> None:
    own = replace(filled(LOSS), launcher=IMPORTED)
    claim = replace(claim_of(own), commit="c" * 40)
    assert list(edits_beside_claim(own, claim)) == []
    theirs = replace(own, launcher="local", code=replace(CODE, repository="https://git.lab/x.git"))
    assert list(edits_beside_claim(theirs, replace(claim, launcher="local"))) == []


def test_a_hidden_override_is_what_the_tag_has() -> None:
    own = replace(filled(LOSS), overrides={"db.password": "***"})
    claim = replace(claim_of(own), overrides={"db.password": "hunter2"})
    assert list(edits_beside_claim(own, claim)) == []
    [(_, _, said)] = edits_beside_claim(replace(own, overrides={}), claim)
    assert "hunter2" not in said


POINTS = st.lists(
    st.tuples(st.none() | st.integers(0, 9), st.floats(-3, 3) | st.sampled_from([math.nan])),
    max_size=40,
)


@given(POINTS, POINTS, st.sampled_from(["min", "max"]))
def test_whatever_was_filled_is_no_edit(
    one: list[tuple[int | None, float]], other: list[tuple[int | None, float]], goal: Any
) -> None:
    series = [
        Series(name, [step for step, _ in points], [value for _, value in points])
        for name, points in (("a", one), ("b", other))
    ]
    selected: Selected | None = select_values(series, "a", goal)
    own = replace(
        record(1, 1.0), metrics={s.metric: summarize(s) for s in series}, selected=selected
    )
    own = read_record(write_record(own), name="run.json")
    steps = [selected.step] if selected and selected.step is not None else []
    kept = [thin(s, 8, steps=steps) for s in series if s.values]
    assert list(edits_beside_series(own, kept)) == []
