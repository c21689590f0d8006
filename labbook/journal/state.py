"""The folder `.labbook/`: what this machine keeps to itself."""

import os

from labbook.errors import Refused
from labbook.journal.write import write_atomically
from labbook.model.layout import JournalLayout


def make_state(layout: JournalLayout) -> None:
    """See to it that `.labbook/` is there, and that git ignores it whatever `.gitignore` says.

    Raises Refused where a link or a file stands in its place: what labbook writes there would
    end up elsewhere.
    """
    state = layout.state
    if state.is_symlink() or (state.exists() and not state.is_dir()):
        hint = "delete it, and 'git rm --cached' it where git knows it"
        raise Refused("labbook keeps a folder here, no link and no file", path=state, hint=hint)
    own = state / ".gitignore"
    if not os.path.lexists(own):
        write_atomically(own, "*\n")
