"""The folder `.labbook/`: what this machine keeps to itself."""

from labbook.journal.write import write_atomically
from labbook.model.layout import JournalLayout


def make_state(layout: JournalLayout) -> None:
    """See to it that `.labbook/` is there, and that git ignores it whatever `.gitignore` says."""
    own = layout.state / ".gitignore"
    if not own.exists():
        write_atomically(own, "*\n")
