"""Whether a long run was tried by a smoke run before."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from labbook.errors import LabbookError
from labbook.journal.find import Journal
from labbook.journal.review.gate import expected_time
from labbook.journal.review.reviewed import StateReader
from labbook.model.manifest import Manifest
from labbook.model.reference import RunRef
from labbook.model.run import RunState
from labbook.ports import Launcher

LONG = timedelta(days=1)
MAX_BYTES = 200


def smoke_digest(
    journal: Journal, experiment: str, commit: str, overrides: Mapping[str, str]
) -> str | None:
    """The digest that a smoke run is remembered by; None for what no review could cover.

    It covers the experiment's own code, whatever reviews cover here.
    """
    try:
        return StateReader(journal, "experiment").state(experiment, commit, overrides).digest
    except LabbookError:
        return None


def untried(
    journal: Journal,
    launcher: Launcher,
    commit: str,
    experiment: str,
    manifest: Manifest,
    overrides: Sequence[Mapping[str, str]],
) -> str | None:
    """What to say of runs of a day or more of which no smoke run has finished; else None.

    There is one smoke run of an experiment, so it counts when it tried any of the runs.
    """
    expected = expected_time(manifest)
    if expected is None or expected < LONG:
        return None
    smoke = RunRef.smoke(experiment)
    try:
        tried = journal.layout.local_run(smoke).digest.read_text(encoding="ascii")[:MAX_BYTES]
    except (OSError, UnicodeDecodeError):
        tried = ""
    finished = tried and launcher.status(smoke).state is RunState.FINISHED
    if finished and any(
        tried.strip() == smoke_digest(journal, experiment, commit, one) for one in overrides
    ):
        return None
    return f"no smoke run of this state has finished: labbook launch {experiment} --smoke"
