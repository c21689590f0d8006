"""The run record's text."""

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labbook.errors import JournalError, LabbookError
from labbook.formats.record import read_record, write_record
from labbook.model.metric import MetricSummary
from labbook.model.reference import RunRef
from labbook.model.run import (
    Artifact,
    Attempt,
    Code,
    Environment,
    Image,
    Missing,
    RunRecord,
    RunState,
    Selected,
)

TEXTS = st.text(max_size=20)
MAYBE = st.none() | TEXTS
FINITE = st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(2**53), 2**53)
POINTS = st.tuples(st.none() | st.integers(), FINITE)
SUMMARIES = st.builds(
    MetricSummary,
    st.integers(0),
    *[st.none() | POINTS] * 4,
    st.integers(0),
    st.none() | st.integers(),
)
COMMITS = st.integers(0, 16**40 - 1).map("{:040x}".format)
ARTIFACTS = st.lists(
    st.builds(Artifact, TEXTS, TEXTS, st.none() | st.integers(0), MAYBE), max_size=3
).map(tuple)
RECORDS = st.builds(
    RunRecord,
    run=st.builds(RunRef, st.just("2026-11-23-keywords"), st.integers(1, 999_999)),
    state=st.sampled_from(RunState),
    attempts=st.lists(
        st.builds(Attempt, st.sampled_from(RunState), MAYBE, MAYBE, MAYBE, MAYBE), max_size=2
    ).map(tuple),
    code=st.builds(Code, MAYBE, st.none() | COMMITS, st.none() | st.booleans(), MAYBE),
    image=st.builds(Image, MAYBE, MAYBE),
    overrides=st.dictionaries(TEXTS, st.none() | TEXTS | FINITE | st.booleans(), max_size=3),
    parameters=st.dictionaries(TEXTS, st.lists(TEXTS | FINITE, max_size=2), max_size=3),
    classes=st.dictionaries(TEXTS, TEXTS, max_size=2),
    metrics=st.dictionaries(TEXTS, SUMMARIES, max_size=3),
    selected=st.none()
    | st.builds(
        Selected,
        TEXTS,
        st.sampled_from(["min", "max"]),
        st.none() | st.integers(),
        st.dictionaries(TEXTS, POINTS, max_size=3),
    ),
    artifacts=ARTIFACTS,
    models=ARTIFACTS,
    data=st.just(({"name": "calls", "source": "s3://speech", "digest": None},)),
    environment=st.builds(
        Environment,
        MAYBE,
        MAYBE,
        st.dictionaries(TEXTS, TEXTS, max_size=2),
        st.none() | st.integers(),
        st.none() | st.integers(),
    ),
    resources=st.dictionaries(TEXTS, FINITE, max_size=2),
    log=st.lists(TEXTS, max_size=3).map(tuple),
    missing=st.lists(st.builds(Missing, TEXTS, TEXTS), max_size=2).map(tuple),
)


@given(RECORDS)
def test_what_was_written_is_read_back(record: RunRecord) -> None:
    text = write_record(record)
    assert read_record(text, name="run.json") == RunRecord(
        **{
            **record.__dict__,
            "parameters": json.loads(json.dumps(dict(record.parameters))),
        }
    )
    assert write_record(read_record(text, name="run.json")) == text


RECORD = """{"schema": 1, "run": "2026-11-23-keywords/1", "state": "finished", "labbook": "0.1.0",
 "launcher": "local", "tracker": "clearml-offline",
 "metrics": {"valid/loss": {"count": 2, "first": [0, 2.5], "last": [1, 0.1], "non_finite": 0}},
 "selected": {"by": "valid/loss", "goal": "min", "step": 1, "values": {"x": [1, "nan"]}}}"""


def test_a_record_needs_no_more_than_it_knows() -> None:
    record = read_record(RECORD, name="run.json")
    assert record.metrics["valid/loss"].last == (1, 0.1)
    assert record.selected is not None
    assert math.isnan(record.selected.values["x"][1])
    assert record.code == Code(None, None, None, None)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"finished"', '"done"', "`state` of the record is none of"),
        ("[0, 2.5]", "[0, [2.5]]", "is no point [step, value]"),
        ("[0, 2.5]", '[0, "12"]', "a point is not a number"),
        ("[0, 2.5]", f"[0, 1{'0' * 400}]", "a point is too large"),
        ('"count": 2', f'"count": 1{"0" * 400}', "`count` of `metrics.valid/loss` is too large"),
        ('"schema"', '"resources": {"wall_seconds": "inf"}, "schema"', "is not finite"),
        ('"count": 2', '"count": true', "`count` of `metrics.valid/loss` is not a whole number"),
        ('"keywords/1"', "1", "is no run"),
        ("/1", "/../../etc", "is no run"),
        ("{", "[", "is not JSON"),
        ('"labbook"', '"code": {"commit": "--output=x"}, "labbook"', "`code.commit` is no commit"),
        ('"local"', "7", "`launcher` of the record is not a text"),
        (RECORD, "[]", "the record is not an object"),
        (RECORD, "[" * 100_000, "is not JSON"),
    ],
)
def test_a_broken_record_is_named_with_its_place(old: str, new: str, said: str) -> None:
    if old == '"keywords/1"':
        old, new = '"2026-11-23-keywords/1"', '"1"'
    with pytest.raises(LabbookError) as caught:
        read_record(RECORD.replace(old, new, 1), name="runs/1/run.json")
    assert said in str(caught.value)
    assert str(caught.value).startswith("runs/1/run.json")


def test_a_record_of_a_newer_schema_asks_for_a_newer_labbook() -> None:
    with pytest.raises(JournalError, match="schema 3"):
        read_record(RECORD.replace('"schema": 1', '"schema": 3'), name="run.json")
