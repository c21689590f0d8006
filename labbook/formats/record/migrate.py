"""Records of older schemas, brought to the one of now.

A migration is a pure function from the JSON object of one schema to that of the next. It tells
nothing that the older record doesn't know: what is new there is null or empty.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

from labbook.errors import JournalError, ProblemsFound

SCHEMA = 2
MAX_TEXT = 16 * 1024 * 1024
REFILL = "bring it back with git checkout, or delete it and let labbook fill write it again"
Json = dict[str, Any]


def parse_record(text: str, *, name: str) -> Json:
    """The JSON object of a record as it would be in the schema of now.

    Raises JournalError for a newer schema, ProblemsFound for what is no record at all.
    """
    if len(text) > MAX_TEXT:
        raise ProblemsFound("this run record is too large to be one", path=name)
    try:
        value = json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", None)
        said = f"this run record is not JSON: {error}"
        raise ProblemsFound(said, path=name, line=line, hint=REFILL) from None
    if not isinstance(value, dict):
        raise ProblemsFound("the record is not an object", path=name, hint=REFILL)
    return migrate(value, name=name)


def migrate(record: Json, *, name: str) -> Json:
    """The record in the schema of now. Raises as `parse_record` does."""
    schema = record.get("schema")
    if schema is None:
        raise ProblemsFound("`schema` of the record is missing", path=name, hint=REFILL)
    if isinstance(schema, bool) or not isinstance(schema, int) or schema < 1:
        said = "`schema` of the record is not a whole number from 1 on"
        raise ProblemsFound(said, path=name, hint=REFILL)
    if schema > SCHEMA:
        raise JournalError(
            f"this run record has schema {schema}, and this labbook reads up to {SCHEMA}",
            path=name,
            hint="install a newer labbook",
        )
    for version in range(schema, SCHEMA):
        record = {**_MIGRATIONS[version](record), "schema": version + 1}
    return record


def _to_2(record: Json) -> Json:
    """Schema 2 names the pictures and sounds, holds error analyses, marks sensitive data, and says
    what was cut."""
    data = record.get("data")
    if isinstance(data, list):
        data = [{"sensitive": None, **item} if isinstance(item, dict) else item for item in data]
    new: Json = {"cut": [], "figures": [], "error_analyses": [], "task_updated": None}
    return {**new, **record, "data": data}


_MIGRATIONS: Mapping[int, Callable[[Json], Json]] = {1: _to_2}
"""By the schema that it starts from."""


def _refuse(constant: str) -> float:
    raise ValueError(f"{constant} is no number of JSON's")
