"""`run.json`: the run record as text, as `labbook/schemas/run.schema.json` describes it."""

from labbook.formats.record.migrate import SCHEMA, parse_record
from labbook.formats.record.read import read_record, read_summary
from labbook.formats.record.write import write_record

__all__ = ["SCHEMA", "parse_record", "read_record", "read_summary", "write_record"]
