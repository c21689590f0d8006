"""Which experiments a branch touches: what a merge request is about, and nothing else."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath

from labbook.errors import LabbookError, OutsideError, UsageError
from labbook.formats.shortened import shorten
from labbook.journal.changes import changed_files, untracked_files
from labbook.journal.committed import commit_named, committed_files
from labbook.journal.find import Journal, journal_file
from labbook.journal.git import git
from labbook.journal.leads import baseline_ids, paths_linked, paths_read
from labbook.journal.settings import parse_settings
from labbook.model.layout import ExperimentLayout

FETCH = "git fetch --unshallow; in .gitlab-ci.yml: GIT_DEPTH: 0"


@dataclass(frozen=True)
class Changes:
    """What differs from the commit at which a branch began.

    `paths` count from the journal's root; `experiments` are those in whose folder one of them
    lies; `settings` says whether the journal's settings are others.
    """

    journal: Journal
    paths: frozenset[str]
    experiments: frozenset[str]
    settings: bool

    def touch(self, layout: ExperimentLayout) -> bool:
        """Whether a change can change what `check` says of an experiment.

        It can in its folder and its baseline's, in what its files lead to (see `paths_read`),
        where something that its report links to is gone, and in the journal's settings. Not
        followed are what a module of the journal imports from elsewhere, and what runs of other
        experiments have used.
        """
        if self.settings or layout.id in self.experiments:
            return True
        if not self.paths:
            return False
        return (
            not self.experiments.isdisjoint(baseline_ids(self.journal, layout))
            or not self._changed.isdisjoint(paths_read(self.journal, layout))
            or (bool(self._gone) and not self._gone.isdisjoint(paths_linked(self.journal, layout)))
        )

    @cached_property
    def _changed(self) -> frozenset[str]:
        """The paths and the folders that hold them, but for those that hold everything."""
        held = {str(folder) for path in self.paths for folder in PurePosixPath(path).parents}
        return self.paths | {name for name in held - {"experiments"} if name.strip("./")}

    @cached_property
    def _gone(self) -> frozenset[str]:
        """Those of them that are there no more."""
        root = self.journal.layout.root
        return frozenset(name for name in self._changed if not (root / name).exists())


def find_changes(journal: Journal, revision: str) -> Changes:
    """All that differs between the working tree and where HEAD parted from `revision`.

    Staged, unstaged and untracked changes count too. Raises UsageError where there is no such
    revision or it has nothing in common with HEAD; OutsideError, with what to fetch, where a
    clone lacks the commit or a shallow one can't tell where they parted.
    """
    root = journal.layout.root
    base = _base(journal, revision)
    paths = {
        *changed_files(root, base),
        *changed_files(root, "--cached", base),
        *untracked_files(root),
    }
    parts = (PurePosixPath(path).parts for path in paths)
    experiments = {part[1] for part in parts if part[0] == "experiments" and len(part) > 2}
    return Changes(journal, frozenset(paths), frozenset(experiments), _settings(journal, base))


def _base(journal: Journal, revision: str) -> str:
    """The commit at which HEAD and the revision parted; before the first commit, nothing."""
    root = journal.layout.root
    try:
        commit = commit_named(root, revision)
    except UsageError:
        if revision != "HEAD":
            raise
        return git(root, "hash-object", "-t", "tree", "--stdin", input="")
    base = git(root, "merge-base", commit, "HEAD", check=False)
    if base:
        return base
    if git(root, "rev-parse", "--is-shallow-repository", check=False) == "true":
        sentence = f"this shallow clone doesn't reach back to where '{shorten(revision)}' and HEAD"
        raise OutsideError(f"{sentence} parted", hint=FETCH)
    raise UsageError(f"'{shorten(revision)}' and HEAD have no commit in common")


def _settings(journal: Journal, base: str) -> bool:
    """Whether the settings differ from those at `base`; what can't be read there differs."""
    file = journal_file(journal.layout.root)
    if file is None:
        return True
    try:
        content = committed_files(journal.layout.root, base).content(file.path.name)
        return parse_settings(file.path, content, *file.within).table != file.table
    except LabbookError:
        return True
