"""Who wrote what a review covers."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from labbook.errors import Refused
from labbook.journal.git import git
from labbook.journal.review.reviewed import ReviewedState
from labbook.model.review import Person

_AUTHOR = re.compile(r"^author (.*?) ?<(.*)> [0-9]+ [-+][0-9]+$", re.MULTILINE)
_PARENT = re.compile(r"^parent ([0-9a-f]+)$", re.MULTILINE)


@dataclass(frozen=True)
class Change:
    """A commit that touches config, manifest or a covered file, and who wrote it."""

    commit: str
    author: Person


def last_author(reviewed: ReviewedState) -> Person:
    """The author of the last commit that touches config, manifest or a covered file.

    It is who the commit itself names: no `.mailmap` counts, which a branch could bring along.
    Raises Refused, with what to fetch, where the history that would tell is not in this clone.
    """
    return next(changes(reviewed, most=1)).author


def changes(reviewed: ReviewedState, *, most: int) -> Iterator[Change]:
    """The last commits that touch what is covered, the newest first.

    Raises Refused where it comes to the end of a history that is not all in this clone.
    """
    root = reviewed.tree.root
    asked = "\n".join([reviewed.commit, "--", *_paths(reviewed)])
    for commit in git(root, "rev-list", f"-{most}", "--stdin", input=asked).splitlines():
        _, *parents = git(root, "rev-list", "-1", "--parents", commit).split()
        head = git(root, "cat-file", "commit", commit).partition("\n\n")[0]
        author = _AUTHOR.search(head)
        # A shallow clone, or a graft, hides parents that the commit itself names.
        if author is None or _PARENT.findall(head) != parents:
            raise Refused(
                f"who wrote {reviewed.experiment} last can't be told: this clone ends before that",
                hint="git fetch --unshallow origin",
            )
        yield Change(commit, Person(author[1], author[2]))


def _paths(reviewed: ReviewedState) -> list[str]:
    """The folder as a whole, so that a file that was deleted counts, and what lies elsewhere."""
    own = reviewed.tree.prefix + reviewed.folder
    elsewhere = sorted(name for name in reviewed.files if not name.startswith("./"))
    return [
        f":(top,literal){own}",
        *(f":(top,literal,exclude){own}/{name}" for name in ("report.md", "runs")),
        *(f":(top,literal){reviewed.path(name)}" for name in elsewhere),
    ]
