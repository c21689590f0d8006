"""Records that fit the published schema."""

import json
from functools import cache
from importlib.resources import files

from jsonschema import Draft202012Validator

from labbook.formats.record import read_record
from labbook.model.run import RunRecord


@cache
def schema() -> Draft202012Validator:
    text = (files("labbook") / "schemas/run.schema.json").read_text(encoding="utf-8")
    Draft202012Validator.check_schema(json.loads(text))
    return Draft202012Validator(json.loads(text))


def valid_record(text: str) -> RunRecord:
    """The record of a text that labbook wrote."""
    schema().validate(json.loads(text))
    return read_record(text, name="run.json")
