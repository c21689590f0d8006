"""The run record as text.

Keys are sorted, floats are exactly as received, non-finite ones are the strings `"nan"`,
`"inf"` and `"-inf"`; a point is `[step, value]`.
"""

import json
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from labbook.formats.record.migrate import SCHEMA
from labbook.model.run import RunRecord

WIDTH = 240
"""What fits into as many characters stands on one line: a metric with all of its points."""
_SURROGATES = re.compile("[\ud800-\udfff]")


def write_record(record: RunRecord) -> str:
    """The record as JSON with a final newline; equal records give equal text."""
    value = {**asdict(record), "run": str(record.run), "schema": SCHEMA}
    return "".join(_lines(plain(value), "")) + "\n"


def plain(value: Any) -> Any:
    """The value as JSON has it: non-finite floats as strings, keys as texts, lists for tuples.

    Half of a surrogate pair, which no file could hold, becomes U+FFFD.
    """
    match value:
        case str():
            return _SURROGATES.sub("\ufffd", value)
        case float() if not math.isfinite(value):
            return "nan" if math.isnan(value) else ("inf" if value > 0 else "-inf")
        case Mapping():
            return {plain(str(key)): plain(item) for key, item in value.items()}
        case list() | tuple():
            return [plain(item) for item in value]
    return value


def compact(value: Any) -> str:
    """One line of JSON with sorted keys."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def item_size(item: Any, depth: int, key: str | None = None) -> int:
    """Bytes that an item takes in a list or an object with a line for each, `depth` levels down."""
    name = "" if key is None else f"{compact(plain(key))}: "
    return len(f",\n{name}{''.join(_lines(plain(item), ' ' * depth))}".encode()) + depth


def _lines(value: Any, indent: str) -> Iterator[str]:
    """JSON in which an object or a list that is too wide for one line has a line for each item."""
    line = compact(value)
    if (len(line) + len(indent) <= WIDTH and indent) or not isinstance(value, dict | list):
        yield line
        return
    deeper = indent + " "
    keyed = isinstance(value, dict)
    yield "{" if keyed else "["
    for n, item in enumerate(sorted(value) if keyed else value):
        yield f"{',' if n else ''}\n{deeper}"
        if keyed:
            yield f"{compact(item)}: "
        yield from _lines(value[item] if keyed else item, deeper)
    yield f"\n{indent}" + ("}" if keyed else "]")
