"""Records of older schemas."""

import json
from pathlib import Path

import pytest

from labbook.errors import JournalError
from labbook.formats.record import SCHEMA, parse_record, read_record, write_record
from labbook.formats.record.migrate import _MIGRATIONS
from tests.formats.record.valid import valid_record

OLD = Path(__file__).with_name("schema-1.json").read_text(encoding="utf-8")
"""A record of this repository's own experiments as schema 1 had it."""


def test_a_record_of_schema_1_is_read_and_becomes_one_of_now() -> None:
    before = json.loads(OLD)
    record = read_record(OLD, name="run.json")
    after = json.loads(write_record(record))
    new = {"cut": [], "figures": [], "error_analyses": [], "task_updated": None, "schema": SCHEMA}
    assert after == {**before, **new}
    assert valid_record(write_record(record)) == record


def test_what_schema_1_did_not_know_of_data_stays_unknown() -> None:
    value = {"schema": 1, "data": [{"name": "calls", "source": "s3://calls", "digest": None}]}
    assert parse_record(json.dumps(value), name="run.json")["data"] == [
        {"name": "calls", "source": "s3://calls", "digest": None, "sensitive": None}
    ]


def test_a_migration_starts_from_every_older_schema_and_leaves_its_input_alone() -> None:
    assert list(_MIGRATIONS) == list(range(1, SCHEMA))
    value = json.loads(OLD)
    for version, migration in _MIGRATIONS.items():
        migration(value)
        assert value == json.loads(OLD), version


@pytest.mark.parametrize("schema", [SCHEMA + 1, 10**30])
def test_a_newer_schema_asks_for_a_newer_labbook(schema: int) -> None:
    text = OLD.replace('"schema": 1', f'"schema": {schema}')
    with pytest.raises(JournalError, match=f"has schema {schema}") as caught:
        read_record(text, name="runs/1/run.json")
    assert caught.value.hint == "install a newer labbook"
    assert str(caught.value).startswith("runs/1/run.json")
