"""What differs between two states that a review covers, or could cover."""

from collections.abc import Sequence

from labbook.errors import LabbookError
from labbook.formats.diffs.text import render_text
from labbook.formats.review.code_diff import FileChange, code_diff
from labbook.journal.blobs import read_blobs
from labbook.journal.changes import is_read
from labbook.journal.comparing import compare_states
from labbook.journal.find import Journal
from labbook.journal.review.covered import Scope
from labbook.journal.review.reviewed import ReviewedState, reviewed_state
from labbook.journal.review.tags import ReviewTag
from labbook.journal.review.tree import SUBMODULE, read_tree


def since_last(
    journal: Journal, scope: Scope, tags: Sequence[ReviewTag], state: ReviewedState
) -> list[str]:
    """The last of these approvals, and what differs in the state since it was given.

    Nothing where there is none. A tag that approves several states is compared by the one with
    the state's own overrides, else by its first.
    """
    last = max((tag for tag in tags if tag.review), key=lambda tag: tag.ref.number, default=None)
    if last is None or last.review is None:
        return []
    said = [f"last approval: {last.ref}, by {last.review.by}, {last.review.created}"]
    alike = (one for one in last.review.approved if one.overrides == state.overrides)
    approved = next(alike, last.review.approved[0])
    try:
        before = reviewed_state(
            journal, last.ref.experiment, last.commit, approved.overrides, scope
        )
    except LabbookError as error:
        return [*said, f"what it approved can't be read here: {error.sentence}"]
    changed = told_changes(before, state)
    return [*said, "since then:", *(f"  {line}" for line in changed)]


def told_changes(before: ReviewedState, after: ReviewedState) -> list[str]:
    """What differs: values of config and manifest, then files with their lines."""
    difference = compare_states(before.state, after.state)
    _, *meaning = render_text(difference).splitlines() if difference.changed else [""]
    said = [*filter(None, meaning), *code_diff(changed_files(before, after))]
    return said or ["nothing that shows: the digest was taken by another version of labbook"]


def changed_files(before: ReviewedState, after: ReviewedState) -> list[FileChange]:
    """The covered files that differ, by name, with their content; of links what they say."""
    names = sorted(
        name
        for name in before.files.keys() | after.files.keys()
        if before.files.get(name) != after.files.get(name)
    )
    old, new = _contents(before, names), _contents(after, names)
    return [FileChange(name, old.get(name), new.get(name)) for name in names]


def changed_elsewhere(commit: str, now: ReviewedState) -> list[str]:
    """Code that differs from that of a commit, but is covered by no review of the state."""
    if commit == now.commit:
        return []
    then = read_tree(now.tree.root, commit)
    paths = {
        path
        for path in then.entries.keys() | now.tree.entries.keys()
        if then.entries.get(path) != now.tree.entries.get(path)
    }
    names = (now.tree.seen_from_journal(path) for path in paths)
    own = f"{now.folder}/"
    return sorted(
        name
        for name in names
        if name not in now.files and is_read(name, now.folder) and not name.startswith(own)
    )


def _contents(state: ReviewedState, names: list[str]) -> dict[str, bytes]:
    entries = {name: state.tree.entries[state.path(name)] for name in names if name in state.files}
    is_blob = {name: entry.mode != SUBMODULE for name, entry in entries.items()}
    objects = (entry.object for name, entry in entries.items() if is_blob[name])
    blobs = dict(read_blobs(state.tree.root, objects))
    return {
        name: blobs[entry.object] if is_blob[name] else entry.object.encode()
        for name, entry in entries.items()
    }
