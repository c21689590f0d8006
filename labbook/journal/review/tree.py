"""All tracked files of one commit, and where its symbolic links lead."""

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from labbook.journal.blobs import read_blobs
from labbook.journal.changes import MAX_PATH
from labbook.journal.git import git, git_bytes

EXECUTABLE = "100755"
LINK = "120000"
SUBMODULE = "160000"
MAX_LINKS = 40
"""As many as Linux follows on one path."""


@dataclass(frozen=True)
class Entry:
    """A tracked file, link or submodule: git's mode and the object that it is."""

    mode: str
    object: str


@dataclass(frozen=True)
class Walk:
    """The links that a path goes over, and its end, None where that is no tracked path."""

    links: tuple[str, ...]
    end: str | None


@dataclass(frozen=True)
class Tree:
    """What a commit holds, by path from the repository's root.

    `prefix` is the journal's root, empty or with a slash at its end.
    """

    root: Path
    commit: str
    entries: Mapping[str, Entry]
    prefix: str

    def below(self, folder: str) -> Iterator[str]:
        """Paths of what is tracked in a folder, at any depth."""
        start = f"{folder}/" if folder else ""
        return (path for path in self.entries if path.startswith(start))

    def seen_from_journal(self, path: str) -> str:
        """The path from the journal's root; what lies above begins with `../`."""
        return posixpath.relpath(path, self.prefix) if self.prefix else path

    def follow(self, path: str) -> Walk:
        """Walk a path as the system would. It ends at a file, a submodule or a folder."""
        links: list[str] = []
        done: list[str] = []
        todo = path.split("/")[::-1]
        while todo:
            part = todo.pop()
            if part == "..":
                if not done:
                    return Walk(tuple(links), None)
                done.pop()
            elif part not in {"", "."}:
                done.append(part)
            here = "/".join(done)
            entry = self.entries.get(here)
            if entry is None:
                continue
            if entry.mode != LINK:
                return Walk(tuple(links), here)
            links.append(here)
            target = self._targets[entry.object]
            if target.startswith("/") or len(target) > MAX_PATH or len(links) > MAX_LINKS:
                return Walk(tuple(links), None)
            done.pop()
            todo += target.split("/")[::-1]
        return Walk(tuple(links), "/".join(done))

    def target(self, link: str) -> str:
        """What a link says."""
        return self._targets[self.entries[link].object]

    @cached_property
    def _targets(self) -> dict[str, str]:
        links = {entry.object for entry in self.entries.values() if entry.mode == LINK}
        found = read_blobs(self.root, links)
        return {name: content.decode(errors="surrogateescape") for name, content in found}


def read_tree(root: Path, commit: str) -> Tree:
    """The whole tree of a commit that is here, named in full."""
    listed = git_bytes(root, "ls-tree", "-r", "-z", "--full-tree", commit)
    entries = {}
    for line in listed.decode(errors="surrogateescape").split("\0")[:-1]:
        head, _, path = line.partition("\t")
        mode, _, name = head.split(" ")
        entries[path] = Entry(mode, name)
    return Tree(root, commit, entries, git(root, "rev-parse", "--show-prefix"))
