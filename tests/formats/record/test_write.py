"""The run record, written."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from labbook.formats.record import read_record, write_record
from labbook.model.metric import MetricSummary
from labbook.model.run import RunRecord
from tests.commands.filled_journal import record
from tests.formats.record.records import RECORDS
from tests.formats.record.valid import schema, valid_record


@given(RECORDS)
def test_what_was_written_fits_the_schema_and_is_read_back(record: RunRecord) -> None:
    text = write_record(record)
    again = valid_record(text)
    assert again == record
    assert write_record(again) == text


@given(st.floats() | st.integers(-(2**90), 2**90))
def test_a_number_stays_what_it_was(value: float) -> None:
    point = (3, value)
    summary = MetricSummary(1, point, point, point, point)
    text = write_record(record(1, 0, metrics={"m": summary}, parameters={"p": value}))
    last = read_record(text, name="run.json").metrics["m"].last
    assert last is not None
    assert type(last[1]) is type(value)
    assert repr(last[1]) == repr(value)
    assert json.loads(text)["parameters"]["p"] == (
        value if json.dumps(value)[-1] not in "Ny" else repr(value)
    )


def test_equal_records_give_equal_bytes_whatever_the_order() -> None:
    one = record(1, 12.5, parameters={"lr": 1, "a": 2}, classes={"x": "y", "b": "c"})
    other = replace(one, parameters={"a": 2, "lr": 1}, classes={"b": "c", "x": "y"})
    assert write_record(one) == write_record(other)


def test_a_metric_stands_on_a_line_and_a_package_too() -> None:
    point = (199_999, 0.12345678901234568)
    summary = MetricSummary(200_000, point, point, point, point)
    names = {f"valid/metric_{n}": summary for n in range(1000)}
    text = write_record(record(1, 0, metrics=names))
    assert sum("valid/metric_" in line for line in text.splitlines()) == 1000
    assert sum(line.endswith("},") for line in text.splitlines() if "valid/metric" in line) == 999
    assert len(text) / 1000 < 300


def test_half_of_a_surrogate_pair_can_be_written() -> None:
    text = write_record(record(1, 0, parameters={"\ud800": "\udfff"}))
    assert json.loads(text.encode())["parameters"] == {"\ufffd": "\ufffd"}


def objects(node: Any) -> Iterator[dict[str, Any]]:
    """Every object of the schema whose keys are known."""
    if isinstance(node, dict):
        if "required" in node:
            yield node
        for inner in node.values():
            yield from objects(inner)


def test_every_object_has_all_of_its_keys_and_each_is_explained_in_the_guide() -> None:
    guide = (Path(__file__).parents[3] / "journal/guide/record.md").read_text(encoding="utf-8")
    found = list(objects(schema().schema))
    assert len(found) == 14
    for one in found:
        assert one["additionalProperties"] is False
        assert one["required"] == sorted(one["properties"])
        for key, value in one["properties"].items():
            assert f"| `{key}` | {value['description']} |\n" in guide
