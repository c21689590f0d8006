"""Who wrote what a review covers."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from posixpath import dirname

from labbook.errors import LabbookError, OutsideError, Refused
from labbook.journal.git import git, git_told
from labbook.journal.review.reviewed import ReviewedState, StateReader
from labbook.journal.review.tree import Tree
from labbook.model.review import Person

_AUTHOR = re.compile(r"^author (.*?) ?<(.*)> [0-9]+ [-+][0-9]+$", re.MULTILINE)
_PARENT = re.compile(r"^parent ([0-9a-f]+)$", re.MULTILINE)


@dataclass(frozen=True)
class Change:
    """A commit, who wrote it, and the commits that it follows."""

    commit: str
    author: Person
    parents: tuple[str, ...]


def authors(reader: StateReader, reviewed: ReviewedState) -> tuple[Person, ...]:
    """Who brought a state in: whoever changed only what doesn't count is not among them.

    Of a merge that made a state of two others it is who merged, and those who brought these two
    since they parted. It is who the commits themselves name: no `.mailmap` counts, which a
    branch could bring along. Raises Refused, with what to fetch, where the history that would
    tell is not in this clone.
    """
    found: dict[str, Person] = {}
    todo: list[tuple[ReviewedState, tuple[str, ...]]] = [(reviewed, ())]
    while todo:
        state, common = todo.pop()
        change = brought_in(reader, state)
        root = state.tree.root
        if change.commit in found or any(_is_ancestor(root, change.commit, c) for c in common):
            continue
        found[change.commit] = change.author
        if len(change.parents) > 1:
            base = git(root, "merge-base", "--octopus", *change.parents, check=False)
            parted = (*common, base) if base else common
            todo += ((one, parted) for one in _before(reader, state, change))
    return tuple(dict.fromkeys(found.values()))


def brought_in(reader: StateReader, reviewed: ReviewedState) -> Change:
    """The commit since which a state is as it is, none of those that it follows having it.

    Raises Refused where this clone ends before that.
    """
    here = reviewed
    while True:
        change = _last_change(here, _paths(here))
        if same_state(reader, here, change.commit) is None:
            # What was changed lies where the state has nothing any more.
            change = _last_change(here, [])
        same = (same_state(reader, here, parent) for parent in change.parents)
        before = next((state for state in same if state is not None), None)
        if before is None:
            return change
        here = before


def same_state(reader: StateReader, state: ReviewedState, commit: str) -> ReviewedState | None:
    """The same state at another commit, where its folder may have had another name."""
    names = [state.experiment, *_gone(reader.tree(commit), state.tree)]
    tries = (reader.state_with(state.digest, name, commit, state.overrides) for name in names)
    return next((found for found in tries if found is not None), None)


def _gone(before: Tree, after: Tree) -> set[str]:
    """Experiments that one tree has and the other hasn't."""
    return _experiments(before) - _experiments(after)


def _experiments(tree: Tree) -> set[str]:
    start = f"{tree.prefix}experiments/"
    return {path[len(start) :].partition("/")[0] for path in tree.below(start.rstrip("/"))}


def _before(reader: StateReader, state: ReviewedState, change: Change) -> Iterator[ReviewedState]:
    """What those that a merge follows had in place of a state, where that could be run."""
    for parent in change.parents:
        try:
            yield reader.state(state.experiment, parent, state.overrides)
        except OutsideError:
            raise
        except LabbookError:
            continue


def _last_change(reviewed: ReviewedState, paths: Sequence[str]) -> Change:
    """The last commit that touches any of the paths; without paths the state's own."""
    return _change(reviewed.tree.root, reviewed.commit, reviewed.experiment, tuple(paths))


@lru_cache(maxsize=64)
def _change(root: Path, commit: str, experiment: str, paths: tuple[str, ...]) -> Change:
    """Remembered, for runs that differ in their overrides ask for the same."""
    if paths:
        asked = "\n".join([commit, "--", *paths])
        commit = git(root, "rev-list", "-1", "--stdin", input=asked) or commit
    _, *parents = git(root, "rev-list", "-1", "--parents", commit).split()
    head = git(root, "cat-file", "commit", commit).partition("\n\n")[0]
    author = _AUTHOR.search(head)
    # A shallow clone, or a graft, hides parents that the commit itself names.
    if author is None or _PARENT.findall(head) != parents:
        raise Refused(
            f"who wrote {experiment} can't be told: this clone ends before that",
            hint="git fetch --unshallow origin",
        )
    return Change(commit, Person(author[1], author[2]), tuple(parents))


def _is_ancestor(root: Path, commit: str, of: str) -> bool:
    return git_told(root, "merge-base", "--is-ancestor", commit, of)[0]


def _paths(reviewed: ReviewedState) -> list[str]:
    """Where most of what changes a state lies; that it changes nothing is found out later."""
    own = reviewed.tree.prefix + reviewed.folder
    elsewhere = [reviewed.path(name) for name in reviewed.files if not name.startswith("./")]
    return [
        f":(top,literal){own}",
        *(f":(top,literal,exclude){own}/{name}" for name in ("report.md", "runs")),
        # The folder, for a file beside one that counts may have counted before.
        *sorted({f":(top,literal){dirname(path) or path}" for path in elsewhere}),
    ]
