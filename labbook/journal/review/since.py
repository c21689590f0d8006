"""What differs between two states that a review covers, or could cover."""

from labbook.formats.review.code_diff import FileChange
from labbook.journal.blobs import read_blobs
from labbook.journal.changes import is_read
from labbook.journal.review.reviewed import ReviewedState
from labbook.journal.review.tree import SUBMODULE, read_tree


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
