"""A finding of `check`."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"
    HINT = "hint"


@dataclass(frozen=True, order=True)
class Problem:
    """What is wrong, where, and what to do.

    `path` is relative to the journal's root with forward slashes; `line` and `column` count
    from 1; `code` is a stable kebab-case name such as `region-edited`.
    """

    path: str
    line: int
    code: str
    severity: Severity
    message: str
    hint: str | None = None
    column: int = 1
