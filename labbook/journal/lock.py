"""One writer at a time."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from labbook.errors import Refused
from labbook.journal.state import make_state
from labbook.model.layout import JournalLayout


@contextmanager
def only_one(layout: JournalLayout, name: str, what: str) -> Iterator[None]:
    """Hold a lock file of `.labbook/` for as long as the block runs.

    Raises Refused, at once, when another process holds it. The lock goes with the process, so a
    killed one leaves none behind.
    """
    make_state(layout)
    path = layout.state / name
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Refused(f"another {what} is at work", hint="wait for it to end") from None
        yield
