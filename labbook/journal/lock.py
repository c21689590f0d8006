"""One writer at a time."""

import errno
import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from labbook.errors import OutsideError, Refused
from labbook.journal.state import make_state
from labbook.journal.write import refuse_links_out
from labbook.model.layout import JournalLayout

REPORT_PATIENCE = 30.0
"""Seconds that a writer of reports waits for another one in the same journal."""
_PAUSE_SECONDS = 0.1
_HELD = {errno.EAGAIN, errno.EACCES}


def only_report_writer(
    layout: JournalLayout, *, on_wait: Callable[[str], None] | None = None
) -> AbstractContextManager[None]:
    """Be the only one that writes a report of the journal; see `only_one`."""
    return only_one(layout, "fill.lock", "fill or bind", patience=REPORT_PATIENCE, on_wait=on_wait)


@contextmanager
def only_one(
    layout: JournalLayout,
    name: str,
    what: str,
    *,
    patience: float = 0.0,
    on_wait: Callable[[str], None] | None = None,
) -> Iterator[None]:
    """Hold a lock file of `.labbook/` for as long as the block runs.

    `on_wait` is told so once if another process holds it. Raises Refused when that one still does
    after `patience` seconds and where links lead out of `.labbook/`, OutsideError where the file
    can't be locked. The lock goes with the process, so a killed one leaves none behind; on NFS
    and CephFS it holds between machines too.
    """
    make_state(layout)
    path = layout.state / name
    refuse_links_out(layout.state, [path])
    handle = _open(path)
    try:
        deadline = time.monotonic() + patience
        while not _take(handle, path):
            at_work = f"another {what} is at work"
            if time.monotonic() >= deadline:
                raise Refused(at_work, hint="wait for it to end")
            if on_wait is not None:
                on_wait(f"{at_work}; waiting for it")
                on_wait = None
            time.sleep(_PAUSE_SECONDS)
        yield
    finally:
        os.close(handle)


def _open(path: Path) -> int:
    """Open the lock, without a look at what it holds: only that it is there counts."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o666)
    except OSError as error:
        hint = "labbook locks with a file here; delete what stands in its place"
        raise OutsideError(
            f"this can't be opened: {error.strerror}", path=path, hint=hint
        ) from None


def _take(handle: int, path: Path) -> bool:
    """Take the lock, if nobody holds it."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in _HELD:
            return False
        raise OutsideError(
            f"this file can't be locked: {error.strerror}",
            path=path,
            hint="the journal has to lie on a file system with file locks",
        ) from None
    return True
