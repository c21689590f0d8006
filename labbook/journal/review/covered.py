"""Which files a review covers."""

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePosixPath
from typing import Literal

from labbook.errors import Refused
from labbook.formats.review.digest import (
    file_fingerprint,
    link_fingerprint,
    submodule_fingerprint,
)
from labbook.journal.blobs import read_blobs
from labbook.journal.changes import is_read, packages, words
from labbook.journal.review.tree import EXECUTABLE, LINK, SUBMODULE, Tree
from labbook.model.manifest import Manifest

Scope = Literal["experiment", "all"]
BY_MEANING = ("config.yaml", "launch.yaml")
"""Files that count by what they say, and not by how that is written."""
ODD = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
TEXTS = re.compile(
    r"journal/.*|experiments/[^/]+/(?:report\.md|runs/[^/]+/(?:run\.json|series\.csv|figures/.*))",
    re.DOTALL,
)
"""What people write, and what labbook writes of runs."""
REPORTS = re.compile(r"experiments/[^/]+/(?:report\.md|runs/.*)", re.DOTALL)


def covered_files(
    tree: Tree, folder: str, manifest: Manifest, includes: Iterable[str], scope: Scope
) -> dict[str, str]:
    """Fingerprints of the covered files, by name.

    They are: what is tracked in the experiment's folder (a path from the journal's root) but
    for report, runs, config and manifest; `includes` of the config, from the journal's root;
    what the manifest's commands name, of a folder or a package all that lies in it; where links
    among these lead; in the scope `all` whatever is tracked, but for texts and what runs left;
    and each `.gitattributes` that changes what a checkout makes of these.

    A name is a path from the journal's root, which a file of the experiment has as
    `./train.py`, so that the experiment can be renamed. Raises Refused for a file whose name
    has a control character or is not UTF-8, and where the folder itself is behind a link.
    """
    own = tree.prefix + folder
    if tree.follow(own).links:
        raise Refused(
            f"{folder} is a symbolic link, or lies behind one: what it holds can't be reviewed",
            hint="move the folder to where the link is",
        )
    found = set(_swept(tree, folder, scope))
    named = (word for word in _named(manifest) if not word.startswith("/"))
    starts = [*(f"{own}/{word}" for word in named), *(tree.prefix + path for path in includes)]
    links = (path for path in found if _is_link(tree, path))
    found |= set(_reached(tree, own, [*starts, *links]))
    found |= set(_attributes(tree, [f"{own}/config.yaml", *found]))
    found -= {f"{own}/{name}" for name in ("report.md", *BY_MEANING)}
    _require_names(found)
    prints = _fingerprints(tree, found)
    return {_name(tree, path, own): prints[path] for path in found}


def _require_names(paths: Iterable[str]) -> None:
    odd = next((path for path in paths if ODD.search(path)), None)
    if odd is not None:
        shown = odd.encode(errors="backslashreplace").decode()
        raise Refused(f"{shown!r} can't be reviewed: its name is no plain text", hint="rename it")


def _named(manifest: Manifest) -> Iterator[str]:
    """What commands name, from the experiment's folder: paths, and packages on `PYTHONPATH`."""
    command = (*manifest.command, *(manifest.smoke or ()))
    yield from words(command)
    for place in manifest.env.get("PYTHONPATH", "").split(":"):
        for package in packages(command):
            yield from (f"{place or '.'}/{package}", f"{place or '.'}/{package}.py")


def _swept(tree: Tree, folder: str, scope: Scope) -> Iterator[str]:
    """What counts for where it lies."""
    if scope == "all":
        return (path for path in tree.entries if not _is_text(tree, path))
    paths = tree.below(tree.prefix + folder)
    return (path for path in paths if is_read(tree.seen_from_journal(path), folder))


def _reached(tree: Tree, own: str, starts: Sequence[str]) -> Iterator[str]:
    """What counts for being named: files, all that lies in folders.

    A folder that holds the experiment is named for something else.
    """
    todo, seen = list(starts), set(starts)
    while todo:
        start = todo.pop()
        walk = tree.follow(start)
        yield from walk.links
        if walk.end is None:
            continue
        if walk.end in tree.entries:
            yield walk.end
        elif walk.links or not f"{own}/".startswith(f"{walk.end}/".removeprefix("/")):
            below = [path for path in tree.below(walk.end) if not _is_report(tree, path)]
            yield from below
            links = {path for path in below if _is_link(tree, path)} - seen
            seen |= links
            todo += links


def _attributes(tree: Tree, paths: Iterable[str]) -> Iterator[str]:
    """Files with which git could hand out other bytes than it holds (`working-tree-encoding`)."""
    folders = {folder for path in paths for folder in PurePosixPath(path).parents}
    names = ((folder / ".gitattributes").as_posix() for folder in folders)
    return (name for name in names if name in tree.entries)


def _is_link(tree: Tree, path: str) -> bool:
    return tree.entries[path].mode == LINK


def _is_report(tree: Tree, path: str) -> bool:
    return REPORTS.fullmatch(tree.seen_from_journal(path)) is not None


def _is_text(tree: Tree, path: str) -> bool:
    return TEXTS.fullmatch(tree.seen_from_journal(path)) is not None


def _fingerprints(tree: Tree, paths: Iterable[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    files: dict[str, list[str]] = {}
    for path in paths:
        entry = tree.entries[path]
        if entry.mode == LINK:
            found[path] = link_fingerprint(tree.target(path))
        elif entry.mode == SUBMODULE:
            found[path] = submodule_fingerprint(entry.object)
        else:
            files.setdefault(entry.object, []).append(path)
    for name, content in read_blobs(tree.root, files):
        for path in files[name]:
            found[path] = file_fingerprint(
                content, executable=tree.entries[path].mode == EXECUTABLE
            )
    return found


def _name(tree: Tree, path: str, own: str) -> str:
    if path.startswith(f"{own}/"):
        return f".{path[len(own) :]}"
    return tree.seen_from_journal(path)
