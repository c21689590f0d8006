"""What a review covers, as a commit has it."""

from collections.abc import Mapping
from dataclasses import dataclass
from posixpath import normpath

from labbook.errors import ProblemsFound
from labbook.formats.launch.override_text import override_text
from labbook.formats.review.digest import review_digest
from labbook.journal.find import Journal
from labbook.journal.review.covered import Scope, covered_files
from labbook.journal.review.tree import Tree, read_tree
from labbook.journal.states import ExperimentState, state_at
from labbook.model.manifest import Manifest
from labbook.model.problem import Severity


@dataclass(frozen=True)
class ReviewedState:
    """An experiment at a commit with the overrides of one run: all that a review of it covers.

    `files` are the fingerprints of the covered files by name.
    """

    experiment: str
    tree: Tree
    state: ExperimentState
    manifest: Manifest
    overrides: Mapping[str, str]
    files: Mapping[str, str]
    digest: str

    @property
    def commit(self) -> str:
        return self.tree.commit

    @property
    def folder(self) -> str:
        """From the journal's root."""
        return f"experiments/{self.experiment}"

    def path(self, name: str) -> str:
        """The path of a covered file from the repository's root."""
        start = f"{self.folder}/" if name.startswith("./") else ""
        return normpath(f"{self.tree.prefix}{start}{name}")


def reviewed_state(
    journal: Journal,
    experiment: str,
    commit: str,
    overrides: Mapping[str, str],
    scope: Scope,
    tree: Tree | None = None,
) -> ReviewedState:
    """Read what a review covers from git's objects; files on disk don't matter.

    `tree` is that of the commit where it is known already. Raises ProblemsFound where config or
    manifest have errors, OutsideError where the commit isn't here.
    """
    folder = f"experiments/{experiment}"
    state = state_at(journal, commit, folder, override_text(overrides))
    errors = [p for p in state.problems if p.severity is Severity.ERROR]
    if state.manifest is None or errors:
        told = [f"{p.path}:{p.line}: {p.message}" for p in errors]
        raise ProblemsFound(
            "\n".join([f"{experiment} can't be run as {commit[:10]} has it", *told]),
            hint="labbook check tells more",
        )
    tree = tree or read_tree(journal.layout.root, commit)
    files = covered_files(tree, folder, state.manifest, state.config.includes, scope)
    digest = review_digest(state.config, state.manifest, files)
    return ReviewedState(experiment, tree, state, state.manifest, overrides, files, digest)
