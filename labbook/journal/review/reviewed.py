"""What a review covers, as commits have it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from posixpath import normpath

from labbook.errors import LabbookError, OutsideError, ProblemsFound
from labbook.formats.launch.override_text import override_text
from labbook.formats.review.digest import review_digest
from labbook.journal.committed import committed_files
from labbook.journal.find import Journal
from labbook.journal.review.covered import Scope, covered_files
from labbook.journal.review.tree import Tree, read_tree
from labbook.journal.states import ExperimentState, ReadFile, state_at
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


@dataclass(frozen=True)
class StateReader:
    """Reads what reviews cover from git's objects, whatever lies on disk; each file of a commit
    once, however many states are asked for.

    `scope` is which code counts, `trees` are those that are known already, by their commits.
    """

    journal: Journal
    scope: Scope
    trees: dict[str, Tree] = field(default_factory=dict)
    _files: dict[tuple[str, ...], Mapping[str, str]] = field(default_factory=dict)

    def state(self, experiment: str, commit: str, overrides: Mapping[str, str]) -> ReviewedState:
        """The experiment at a commit, named in full, with the overrides of one run.

        Raises ProblemsFound where config or manifest have errors, OutsideError where the commit
        isn't here, LabbookError where it has no such experiment.
        """
        folder, read = f"experiments/{experiment}", self._text_of(commit)
        state = state_at(self.journal, commit, folder, override_text(overrides), read)
        errors = [p for p in state.problems if p.severity is Severity.ERROR]
        if state.manifest is None or errors:
            told = [f"{p.path}:{p.line}: {p.message}" for p in errors]
            raise ProblemsFound(
                "\n".join([f"{experiment} can't be run as {commit[:10]} has it", *told]),
                hint="labbook check tells more",
            )
        tree, manifest, includes = self.tree(commit), state.manifest, state.config.includes
        # The manifest is the commit's, and overrides change but the config's includes.
        known = (commit, experiment, *includes)
        if known not in self._files:
            self._files[known] = covered_files(tree, folder, manifest, includes, self.scope)
        files = self._files[known]
        digest = review_digest(state.config, manifest, files)
        return ReviewedState(experiment, tree, state, manifest, overrides, files, digest)

    def state_with(
        self, digest: str, experiment: str, commit: str, overrides: Mapping[str, str]
    ) -> ReviewedState | None:
        """The state at a commit if it has this digest; what can't be read there has not.

        Raises OutsideError where the commit, or a part of it, isn't here.
        """
        try:
            found = self.state(experiment, commit, overrides)
        except OutsideError:
            raise
        except LabbookError:
            return None
        return found if found.digest == digest else None

    def tree(self, commit: str) -> Tree:
        """What a commit holds."""
        if commit not in self.trees:
            self.trees[commit] = read_tree(self.journal.layout.root, commit)
        return self.trees[commit]

    @cached_property
    def _text_of(self) -> Callable[[str], ReadFile]:
        root = self.journal.layout.root
        return cache(lambda commit: cache(committed_files(root, commit).text))
