"""One writer at a time."""

import errno
import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from labbook.errors import OutsideError, Refused
from labbook.journal.state import make_state
from labbook.model.layout import JournalLayout

_PAUSE_SECONDS = 0.1
_HELD = {errno.EAGAIN, errno.EACCES}


@contextmanager
def only_one(
    layout: JournalLayout, name: str, what: str, *, patience: float = 0.0
) -> Iterator[None]:
    """Hold a lock file of `.labbook/` for as long as the block runs.

    Raises Refused when another process still holds it after `patience` seconds, OutsideError
    where files can't be locked. The lock goes with the process, so a killed one leaves none
    behind; on NFS and CephFS it holds between machines too.
    """
    make_state(layout)
    path = layout.state / name
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        deadline = time.monotonic() + patience
        while not _take(file):
            if time.monotonic() >= deadline:
                raise Refused(f"another {what} is at work", hint="wait for it to end")
            time.sleep(_PAUSE_SECONDS)
        yield


def is_held(layout: JournalLayout, name: str) -> bool:
    """Whether some process holds the lock now."""
    path = layout.state / name
    if not path.is_file():
        return False
    with path.open("r+") as file:
        return not _take(file)


def _take(file: IO[str]) -> bool:
    """Take the lock, if nobody holds it."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in _HELD:
            return False
        raise OutsideError(
            f"this file can't be locked: {error.strerror}",
            path=file.name,
            hint="the journal has to lie on a file system with file locks",
        ) from None
    return True
