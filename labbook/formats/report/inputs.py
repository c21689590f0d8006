"""A digest of what a report's regions are rendered from."""

import json
import math
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from hashlib import sha256
from typing import Any

from labbook.formats.report.report_data import ReportData
from labbook.model.experiment import FrontMatter
from labbook.model.reference import RunRef
from labbook.model.run import RunRecord

_UNSHOWN: dict[type, set[str]] = {
    ReportData: {"experiment"},
    RunRecord: {
        *("labbook", "task_updated", "created", "started", "finished", "attempts", "classes"),
        *("cut", "figures"),
    },
    RunRef: {"experiment"},
    FrontMatter: {
        *("title", "authors", "tags", "hypothesis", "verdict", "cause", "supersedes", "related"),
        *("formerly", "draft", "allow"),
    },
}
"""What no region tells of: a run's figures are told where they are there, as `media`. A field that
a region comes to tell of has to leave this list."""


def inputs_digest(data: ReportData) -> str:
    """16 hex digits that change when what the regions tell changes, whatever words tell it.

    They are the same for a record in memory and read from its file, and with a version of
    labbook that knows more fields than are filled.
    """
    text = json.dumps(_canonical(data), ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()[:16]


def _canonical(value: Any) -> Any:
    match value:
        case float() if not math.isfinite(value):
            return "nan" if math.isnan(value) else ("inf" if value > 0 else "-inf")
        case Mapping():
            return {str(key): _canonical(item) for key, item in value.items()}
        case list() | tuple():
            return [_canonical(item) for item in value]
    return _filled_fields(value) if is_dataclass(value) else value


def _filled_fields(value: Any) -> dict[str, Any]:
    """A dataclass without what stands for nothing, so that a new field changes no old digest."""
    unshown = _UNSHOWN.get(type(value), set())
    found = {}
    for field in fields(value):
        content = getattr(value, field.name)
        if field.name in unshown or content is False or content in (None, "", field.default):
            continue
        if (canonical := _canonical(content)) not in ([], {}):
            found[field.name] = canonical
    return found
