"""What differs where labbook did not start a run: nothing of the journal is known to be its own."""

from labbook.errors import LabbookError, Refused
from labbook.journal.claims import read_claims
from labbook.journal.committed import COMMIT
from labbook.journal.find import Journal
from labbook.journal.git import git
from labbook.journal.sensitive import manifest_now
from labbook.model.layout import ExperimentLayout
from labbook.model.manifest import Manifest
from labbook.model.reference import RunRef
from labbook.model.run import Claim, Missing
from labbook.model.tracked import TrackedRun


def claimed_task(journal: Journal, task: str) -> RunRef | None:
    """The run that the task was imported as; None where it wasn't."""
    claims = read_claims(journal.layout.root)
    return next((claim.run for claim in claims if claim.task == task), None)


def has_commit(journal: Journal, commit: str | None) -> bool:
    """Whether the journal's repository has the commit."""
    if commit is None or COMMIT.fullmatch(commit) is None:
        return False
    root = journal.layout.root
    return git(root, "cat-file", "-t", commit, check=False) == "commit"


def refuse_broken_manifest(journal: Journal, experiment: ExperimentLayout) -> None:
    """Raises Refused where the experiment's manifest has errors."""
    try:
        manifest_now(journal, experiment)
    except LabbookError:
        raise Refused(
            "it has errors, and it tells whether an imported run's data is sensitive",
            path=experiment.manifest.relative_to(journal.layout.root),
            hint=f"labbook check {experiment.folder.name}",
        ) from None


def what_is_missing(claim: Claim, tracked: TrackedRun, manifest: Manifest | None) -> list[Missing]:
    """What nobody can tell of an imported run, and what stands for it."""
    missing = [
        Missing("parameters", "no config of the run is known; the tracker's texts stand for them"),
        Missing("config_digest", "no config of the run is known"),
    ]
    if manifest is not None and manifest.data:
        why = "the run was not started from launch.yaml; what is sensitive there is so here"
        missing.append(Missing("data", why))
    if claim.commit != tracked.code.commit:
        named = tracked.code.commit
        lack = f"its commit {named} is not in this repository" if named else "it names no commit"
        why = f"{lack}; the tag is on {claim.commit}, the journal's when it was imported"
        missing.append(Missing("the run's tag on its own commit", why))
    return missing
