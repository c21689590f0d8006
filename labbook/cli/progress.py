"""A bar on stderr for what takes long, on terminals only."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from labbook.ports import Progress


@contextmanager
def bar(what: Literal["points", "runs", "bytes"]) -> "Iterator[Progress]":
    """A bar that counts something; what nobody looks at is not drawn."""
    if not sys.stderr.isatty():
        from labbook.ports import unseen

        yield unseen
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        DownloadColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TransferSpeedColumn,
    )

    counted = (
        (DownloadColumn(), TransferSpeedColumn()) if what == "bytes" else (MofNCompleteColumn(),)
    )
    columns = (TextColumn(what), BarColumn(), *counted)
    shown = Progress(*columns, console=Console(stderr=True), transient=True)
    task = shown.add_task(what, total=None)

    def count(come: int, of: int | None) -> None:
        shown.start()
        shown.update(task, completed=come, total=of)

    try:
        yield count
    finally:
        shown.stop()
