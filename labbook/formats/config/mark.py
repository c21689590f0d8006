"""A place in a file."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Mark:
    """`line` and `column` count from 1."""

    path: str
    line: int
    column: int
