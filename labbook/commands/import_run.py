"""`labbook import`: make a run of a session or a task that labbook did not start."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from labbook.commands.fill import Filled, FillWish, fill
from labbook.errors import JournalError, Refused, UsageError
from labbook.formats.launch.kept_words import refuse_secrets
from labbook.formats.timestamp import timestamp
from labbook.journal.claiming import claim_run, push_unpushed
from labbook.journal.claims import read_claims
from labbook.journal.experiments import Experiment, load_experiment, resolve_experiment
from labbook.journal.find import Journal
from labbook.journal.git import git
from labbook.journal.identity import author_name, clone_id, require_identity
from labbook.journal.imported import has_commit, refuse_broken_manifest
from labbook.journal.lock import only_one
from labbook.journal.runs import experiment_runs
from labbook.journal.state import make_state
from labbook.journal.tasks import named_task, recorded_run
from labbook.model.reference import RunRef
from labbook.model.run import IMPORTED, Claim, RunState
from labbook.ports import ForeignRun, Importer, Launchers, Tracker


@dataclass(frozen=True)
class ImportWish:
    """What is to be imported, and what of.

    `source` is a session's folder or zip, a task's id or the address of its page; `state` is how
    a session ended, where it isn't to be taken from its files.
    """

    source: str
    experiment: str = "."
    why: str | None = None
    state: RunState | None = None


@dataclass(frozen=True)
class Imported:
    """A run that was made. `note` says what of its tag is not as one would expect, `unpushed` why
    the tag is not at `origin`, where it should be.
    """

    claim: Claim
    note: str | None = None
    unpushed: str | None = None


def import_run(
    journal: Journal,
    wish: ImportWish,
    *,
    importer: Importer,
    launchers: Launchers,
    tracker: Tracker,
    tell: Callable[[Imported], None],
) -> Filled:
    """Claim a run of the experiment for a session or a server's task, keep it, and fill it.

    `tell` hears of the run once it is claimed. Raises UsageError where nothing of that kind is
    named or `why` holds a credential, Refused where the journal has it already. A session whose
    run was never filled and isn't kept here, as after an import that was killed, is put where it
    belongs.
    """
    refuse_secrets(wish.why)
    experiment = _experiment(journal, wish.experiment)
    refuse_broken_manifest(journal, experiment.layout)
    require_identity(journal.layout.root)
    with (
        only_one(journal.layout, "import.lock", "import"),
        _new_folder(journal) as folder,
    ):
        foreign = _take(wish, folder, importer)
        imported = _claimed_before(journal, experiment, foreign)
        if imported is None:
            _refuse_known(journal, foreign)
            imported = _claim(journal, experiment, foreign, wish.why)
        _keep(journal, folder, imported.claim.run)
    tell(imported)
    wanted = FillWish(str(imported.claim.run))
    return fill(journal, wanted, launchers=launchers, tracker=tracker)


def _experiment(journal: Journal, reference: str) -> Experiment:
    try:
        experiment = load_experiment(journal, resolve_experiment(journal, reference))
    except UsageError as error:
        if reference != ".":
            raise
        hint = "labbook import SESSION EXPERIMENT; labbook new SLUG makes an experiment"
        raise UsageError(error.sentence, hint=hint) from None
    if experiment.broken is not None:
        raise experiment.broken
    return experiment


@contextmanager
def _new_folder(journal: Journal) -> Iterator[Path]:
    """Where a run's files are gathered until it has a number."""
    make_state(journal.layout)
    for left in journal.layout.state.glob("importing-*"):
        shutil.rmtree(left, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix="importing-", dir=journal.layout.state))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _take(wish: ImportWish, folder: Path, importer: Importer) -> ForeignRun:
    task = named_task(wish.source)
    if task is None or os.path.lexists(wish.source):
        return importer.take_session(Path(wish.source), folder, wish.state)
    if wish.state is not None:
        raise UsageError("of a server's task its server tells the state", hint="without --state")
    return importer.take_task(task, folder)


def _claimed_before(
    journal: Journal, experiment: Experiment, foreign: ForeignRun
) -> Imported | None:
    """The run of a session that was claimed and neither filled nor kept here."""
    runs = [run for run in experiment_runs(journal, experiment) if run.claim.task == foreign.task]
    if not runs or runs[0].record is not None or not foreign.session:
        return None
    if journal.layout.local_run(runs[0].ref).folder.exists():
        return None
    return Imported(runs[0].claim, "it was claimed before, and its session is here now")


def _refuse_known(journal: Journal, foreign: ForeignRun) -> None:
    """Raises Refused where the journal has the task as a run, its own or an imported one."""
    try:
        known = recorded_run(journal, foreign.task)
    except UsageError:
        pass
    else:
        raise Refused(f"{foreign.task} is {known} already", hint=f"labbook fill {known}")
    runs = {str(claim.run) for claim in read_claims(journal.layout.root)}
    named = next((n for name in foreign.names if (n := name.removeprefix("run/")) in runs), None)
    if named is not None:
        place = journal.layout.local_run(RunRef.parse(named)).session / "offline"
        raise Refused(
            f"{foreign.task} is of {named}, which the journal has already",
            hint=f"labbook fill {named}; a session from elsewhere belongs into"
            f" {place.relative_to(journal.layout.root)}",
        )


def _claim(
    journal: Journal, experiment: Experiment, foreign: ForeignRun, why: str | None
) -> Imported:
    root = journal.layout.root
    commit, note = foreign.code.commit, None
    if commit is None or not has_commit(journal, commit):
        lack = "it names no commit" if commit is None else f"its commit {commit} is not here"
        commit = git(root, "rev-parse", "--verify", "--quiet", "HEAD^{commit}", check=False)
        note = f"{lack}, so its tag is on HEAD"
    if not commit:
        raise JournalError("the journal has no commit yet", hint="git add -A && git commit")
    wanted = Claim(
        run=RunRef(experiment.id, 0),
        commit=commit,
        created=timestamp(datetime.now(UTC)),
        launcher=IMPORTED,
        overrides={},
        why=why,
        config_digest=None,
        host=os.uname().nodename,
        clone=clone_id(root),
        by=author_name(root),
        task=foreign.task,
    )
    claimed = claim_run(journal, wanted, experiment.front_matter.formerly)
    if claimed.pushed:
        push_unpushed(root)
    return Imported(claimed.claim, note, claimed.note)


def _keep(journal: Journal, gathered: Path, run: RunRef) -> None:
    folder = journal.layout.local_run(run).folder
    folder.parent.mkdir(parents=True, exist_ok=True)
    gathered.chmod(0o755)
    gathered.rename(folder)
