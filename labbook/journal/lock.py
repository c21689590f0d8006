"""One writer at a time."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from labbook.errors import Refused


@contextmanager
def only_one(path: Path, what: str) -> Iterator[None]:
    """Hold the lock file for as long as the block runs.

    Raises Refused, at once, when another process holds it. The lock goes with the process, so a
    killed one leaves none behind.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Refused(f"another {what} is at work", hint="wait for it to end") from None
        yield
