"""Which experiments a branch touches: what a merge request is about, and nothing else."""

import os
import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from labbook.errors import LabbookError, OutsideError, UsageError
from labbook.formats.config.reader import read_config
from labbook.formats.structured import read_structured
from labbook.formats.yaml_events import shorten
from labbook.journal.changes import changed_files, untracked_files, words
from labbook.journal.committed import committed_files
from labbook.journal.experiments import read_inside, read_text
from labbook.journal.find import Journal, journal_file
from labbook.journal.git import git
from labbook.journal.settings import parse_settings
from labbook.model.layout import ExperimentLayout

REVISION = re.compile(r"(?!-)[^\x00-\x1f\x7f]{1,250}")
INCLUDES = re.compile("include|%")
"""Without one of these a YAML text has no tag `!include:`, however it is spelled."""
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

        It can in its folder, in a file that its config includes or its manifest's commands name,
        wherever that lies, and in the journal's settings.
        """
        if self.settings or layout.id in self.experiments:
            return True
        paths = self.paths
        return bool(paths) and not paths.isdisjoint(_read_elsewhere(self.journal, layout))


def find_changes(journal: Journal, revision: str) -> Changes:
    """All that differs between the working tree and where HEAD parted from `revision`.

    Staged, unstaged and untracked changes count too. Raises UsageError where there is no such
    revision or it has nothing in common with HEAD; OutsideError, with what to fetch, where a
    shallow clone can't tell where they parted.
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
    shallow = git(root, "rev-parse", "--is-shallow-repository", check=False)
    if not shallow:
        raise OutsideError("the journal is in no git repository", path=root, hint="git init")
    commit = _commit(journal, revision)
    if commit is None and revision == "HEAD":
        return git(root, "hash-object", "-t", "tree", "--stdin", input="")
    if commit is None:
        hint = FETCH if shallow == "true" else "git fetch origin; or name a branch, tag or commit"
        raise UsageError(f"there is no revision '{shorten(revision)}' here", hint=hint)
    base = git(root, "merge-base", commit, "HEAD", check=False)
    if base:
        return base
    if shallow == "true":
        sentence = f"this shallow clone doesn't reach back to where '{shorten(revision)}' and HEAD"
        raise OutsideError(f"{sentence} parted", hint=FETCH)
    raise UsageError(f"'{shorten(revision)}' and HEAD have no commit in common")


def _commit(journal: Journal, revision: str) -> str | None:
    if REVISION.fullmatch(revision) is None:
        return None
    asked = ("rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")
    return git(journal.layout.root, *asked, check=False) or None


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


def _read_elsewhere(journal: Journal, layout: ExperimentLayout) -> Iterator[str]:
    """Paths, from the journal's root, that the experiment's files lead to, be they there or not."""
    root = journal.layout.root
    folder = layout.folder.relative_to(root).as_posix()
    own = [path.name for path in (layout.report, layout.config, layout.manifest)]
    named = [posixpath.join(folder, word) for word in (*own, *_words(layout.manifest))]
    for path in (*named, *_includes(root, f"{folder}/{layout.config.name}")):
        yield posixpath.normpath(path)
        yield os.path.relpath(os.path.realpath(root / path), os.path.realpath(root))


def _words(manifest: Path) -> list[str]:
    """What the manifest's commands name; nothing of a manifest that can't be read."""
    try:
        value = read_structured(read_text(manifest, name=manifest.name), name=manifest.name).value
    except LabbookError:
        return []
    commands = [value.get(key) for key in ("command", "smoke")] if isinstance(value, dict) else []
    said = [word for command in commands if isinstance(command, list) for word in command]
    return words([word for word in said if isinstance(word, str) and "\0" not in word])


def _includes(root: Path, config: str) -> set[str]:
    """Every file that the config includes, and what these include."""
    asked: set[str] = set()

    def read(path: str) -> str:
        asked.add(path)
        return read_inside(root, path)

    try:
        text = read_inside(root, config)
    except LabbookError:
        return asked
    if INCLUDES.search(text):
        read_config(text, name=config, read_include=read)
    return asked
