"""The run record, read."""

import math

import pytest

from labbook.errors import JournalError, LabbookError
from labbook.formats.record import read_record
from labbook.model.run import Code

RECORD = """{"schema": 2, "run": "2026-11-23-keywords/1", "state": "finished", "labbook": "0.1.0",
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
        (
            '"labbook"',
            '"figures": [{"path": "../../x.svg"}], "labbook"',
            "no file of the folder figures/",
        ),
        (
            '"labbook"',
            '"figures": [{"path": "figures/.."}], "labbook"',
            "no file of the folder figures/",
        ),
        (
            '"labbook"',
            '"figures": [{"path": "figures/a", "rank": "best"}], "labbook"',
            "is none of worst, typical",
        ),
        ("[0, 2.5]", "[true, 2.5]", "is no point [step, value]"),
        ("[0, 2.5]", "[0, NaN]", "NaN is no number of JSON's"),
        ('"schema": 2', '"schema": "2"', "is not a whole number from 1 on"),
        ('"schema": 2, ', "", "`schema` of the record is missing"),
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
        read_record(RECORD.replace('"schema": 2', '"schema": 3'), name="run.json")
