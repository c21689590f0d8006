"""A bar on stderr for what takes long, on terminals only."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from labbook.ports import Progress


@contextmanager
def points_bar() -> "Iterator[Progress]":
    """A bar that counts the points of runs; what nobody looks at is not drawn."""
    if not sys.stderr.isatty():
        from labbook.ports import unseen

        yield unseen
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("points"), BarColumn(), MofNCompleteColumn())
    shown = Progress(*columns, console=Console(stderr=True), transient=True)
    bar = shown.add_task("points", total=None)

    def count(come: int, of: int | None) -> None:
        shown.start()
        shown.update(bar, completed=come, total=of)

    try:
        yield count
    finally:
        shown.stop()
