"""Files as a commit has them."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from labbook.errors import LabbookError, OutsideError, UsageError
from labbook.formats.shortened import shorten
from labbook.journal.git import git, git_bytes

COMMIT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
MAX_BYTES = 16 * 1024 * 1024
_REVISION = re.compile(r"(?!-)[^\x00-\x1f\x7f]{1,250}")
"""What begins with a dash would be an option to git."""
_ODD = re.compile(r"^\.\.?(?:/|$)|[\x00-\x1f\x7f\ud800-\udfff]")
_FOUND = re.compile(r"([0-9a-f]{40,64}) (blob|tree) ([0-9]+)")


@dataclass(frozen=True)
class CommittedFiles:
    """A journal's files in one commit, by their paths from the journal's root.

    Links are followed, though not out of the journal. `tree` is git's object of the journal's
    root folder, which need not be the repository's.
    """

    root: Path
    commit: str
    tree: str

    def kind(self, name: str) -> Literal["file", "folder"] | None:
        """What the path is, None where the commit has no such path."""
        found = _FOUND.match(self._told(name))
        if found is None:
            return None
        return "file" if found[2] == "blob" else "folder"

    def names(self, folder: str) -> list[str]:
        """What a folder holds; nothing where there is no such folder."""
        found = _FOUND.match(self._told(folder))
        if found is None or found[2] != "tree":
            return []
        listed = git(self.root, "ls-tree", "--full-tree", "--name-only", "-z", found[1])
        return [name for name in listed.split("\0") if name]

    def content(self, name: str) -> bytes:
        """A file's bytes.

        Raises LabbookError where there is no such file, where a link leads out of the journal,
        and for a file over 16 MiB.
        """
        told = self._told(name)
        found = _FOUND.match(told)
        place = f"{name} at {self.commit[:10]}"
        if told.startswith("symlink "):
            hint = "commit the file itself in place of the link"
            raise LabbookError("this link leads out of the journal", path=place, hint=hint)
        if found is None:
            raise LabbookError("this file is missing", path=place)
        if found[2] != "blob":
            raise LabbookError("this is a folder", path=place)
        if int(found[3]) > MAX_BYTES:
            raise LabbookError("this file is larger than 16 MiB", path=place)
        return git_bytes(self.root, "cat-file", "blob", found[1])

    def text(self, name: str) -> str:
        """A file's text. Raises LabbookError as `content` does, and where it is not UTF-8."""
        try:
            return self.content(name).decode("utf-8")
        except UnicodeDecodeError as error:
            sentence = f"this file is not UTF-8: byte {error.start} is wrong"
            raise LabbookError(sentence, path=f"{name} at {self.commit[:10]}") from None

    def _told(self, name: str) -> str:
        """git's word on a path, which it reads from its input, a line each: it is no option."""
        if _ODD.search(name):
            return "missing"
        asked = f"{self.tree}:{name}\n"
        return git(self.root, "cat-file", "--batch-check", "--follow-symlinks", input=asked)


def committed_files(root: Path, commit: str) -> CommittedFiles:
    """The files of the journal at `root` as a commit, named in full, has them.

    Raises OutsideError where the commit isn't here, with what to fetch.
    """
    if COMMIT.fullmatch(commit) is None:
        raise OutsideError("the run's commit is not known")
    found = git(root, "cat-file", "--batch-check", input=f"{commit}\n{commit}:./\n").splitlines()
    if not found or not found[0].startswith(f"{commit} commit "):
        raise commit_missing(root, commit)
    tree = _FOUND.match(found[1])
    if tree is None:
        raise LabbookError(f"the commit {commit[:10]} has no journal in this folder", path=root)
    return CommittedFiles(root, commit, tree[1])


def commit_named(root: Path, revision: str) -> str:
    """The commit that a person's revision names (`HEAD~3`, a branch, a tag), in full.

    Raises UsageError where it names none, OutsideError where the clone lacks it.
    """
    said = f"{revision}^{{commit}}" if _REVISION.fullmatch(revision) else ""
    found = git(root, "rev-parse", "--verify", "--quiet", said, check=False)
    if COMMIT.fullmatch(found) is None:
        raise commit_missing(root, revision)
    return found


def commit_missing(root: Path, revision: str) -> LabbookError:
    """The error for a revision that this clone can't give, with the command that mends it."""
    shallow = git(root, "rev-parse", "--is-shallow-repository", check=False)
    if not shallow:
        return OutsideError("the journal is in no git repository", path=root, hint="git init")
    full = COMMIT.fullmatch(revision) is not None
    if shallow == "true":
        hint = f"git fetch --depth=1 origin {revision}" if full else "git fetch --unshallow"
        shown = revision[:10] if full else f"'{shorten(revision)}'"
        return OutsideError(f"the commit {shown} is not in this shallow clone", hint=hint)
    if full:
        hint = f"git fetch origin {revision}"
        return OutsideError(f"the commit {revision[:10]} is not in this clone", hint=hint)
    hint = "git fetch origin; or name a branch, tag or commit"
    return UsageError(f"'{shorten(revision)}' names no commit here", hint=hint)


def committed_text(root: Path, commit: str, name: str) -> str:
    """The text of a file, by its path from the journal's root.

    Raises OutsideError where the commit isn't here or has no such file. A commit comes from a
    tag or a run record, so what is no commit's name never reaches git's command line.
    """
    if COMMIT.fullmatch(commit) is None:
        raise OutsideError("the run's commit is not known", path=name)
    return git(root, "cat-file", "blob", f"{commit}:./{name}")
