"""`labbook config`: what a config says, nothing executed."""

import os
from collections.abc import Sequence
from pathlib import Path

from labbook.errors import JournalError, UsageError
from labbook.formats.launch.variants import variants
from labbook.journal.find import find_journal
from labbook.journal.states import ExperimentState
from labbook.journal.states_meant import check_there, file_state, find_state


def read_state(start: Path, named: str, overrides: Sequence[str]) -> ExperimentState:
    """The config that a person names in the folder `start`, with overrides (`lr=1e-4`).

    A config file is read outside of a journal too. Raises UsageError for what means nothing,
    LabbookError for a config that isn't there.
    """
    found = variants(overrides)
    if len(found) > 1:
        raise UsageError("a config has one value of each key", hint="give each key one value")
    try:
        journal = find_journal(start)
    except JournalError:
        check_there(named)
        if not os.path.isfile(named):  # noqa: PTH113
            raise
        return file_state(Path(named), found[0])
    return find_state(journal, named, found[0])
