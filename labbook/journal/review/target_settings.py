"""What a commit of the target branch says of reviews."""

from pathlib import Path, PurePosixPath

from labbook.journal.blobs import read_blobs
from labbook.journal.find import OWN_FILE, SHARED_FILE, one_of, shared_settings
from labbook.journal.review.tree import Tree, read_tree
from labbook.journal.settings import SettingsFile, journal_settings, parse_settings
from labbook.model.settings import Settings

READ = frozenset({"review", "forge", "claim"})
"""Other settings of the branch are none of a review's business, broken or not."""


def settings_at(root: Path, commit: str, branch: str) -> dict[str, Settings]:
    """The settings of reviews at a commit, by the journal's folder from the repository's root.

    They are those of the folder that is a journal here. Where that has none there, it is every
    journal of the commit, for a branch can have moved this one; none at all means defaults.
    Raises OutsideError where a part of the commit is not here, JournalError where the settings
    are broken.
    """
    tree = read_tree(root, commit)
    here = tree.prefix.rstrip("/")
    own = _settings(tree, here, branch)
    if own is not None:
        return {here: own}
    files = [PurePosixPath(path) for path in tree.entries]
    folders = {file.parent.as_posix() for file in files if file.name in {OWN_FILE, SHARED_FILE}}
    found = {name: _settings(tree, name.removeprefix("."), branch) for name in sorted(folders)}
    there = {name: settings for name, settings in found.items() if settings is not None}
    return there or {here: Settings()}


def _settings(tree: Tree, folder: str, branch: str) -> Settings | None:
    own, shared = (_content(tree, f"{folder}/{name}") for name in (OWN_FILE, SHARED_FILE))
    elsewhere = folder and folder != tree.prefix.rstrip("/")
    place = f"{branch}:{folder}/" if elsewhere else f"{branch}:"
    file = one_of(
        None if own is None else parse_settings(Path(f"{place}{OWN_FILE}"), own),
        None if shared is None else shared_settings(Path(f"{place}{SHARED_FILE}"), shared),
    )
    if file is None:
        return None
    table = {key: value for key, value in file.table.items() if key in READ}
    return journal_settings(SettingsFile(file.path, file.text, table, file.within))


def _content(tree: Tree, path: str) -> bytes | None:
    end = tree.follow(path).end
    if end is None or end not in tree.entries:
        return None
    ((_, content),) = read_blobs(tree.root, [tree.entries[end].object])
    return content
