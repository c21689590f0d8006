"""Which files of the journal become files of the site, and how."""

import os
from collections.abc import Container, Iterator
from pathlib import Path

from labbook.errors import OutsideError
from labbook.journal.git import git
from labbook.site.svg import clean_svg

LARGEST = 20 * 1024 * 1024
MOST_FILES = 2000
PAGE = ".md"
DRAWING = ".svg"
PICTURES = frozenset({".svg", ".png", ".jpg", ".jpeg", ".gif", ".webp"})
SOUNDS = frozenset({".wav", ".mp3", ".flac", ".ogg"})
TEXTS = frozenset({".yaml", ".yml", ".json", ".jsonl", ".csv", ".tsv", ".txt", ".toml", ".py"})
SUFFIXES = PICTURES | SOUNDS | TEXTS | {PAGE, ".pdf"}
"""Files that no browser runs: no HTML, no scripts, no style sheets."""


def ignored_by_git(folder: Path) -> frozenset[Path]:
    """Files and whole folders below that git ignores; none where git can't tell."""
    options = ("--others", "--ignored", "--exclude-standard", "--directory")
    try:
        listed = git(folder, "ls-files", "-z", *options, check=False)
    except OutsideError:
        return frozenset()
    return frozenset(folder / name for name in listed.split("\0") if name)


def publishable_files(folder: Path, root: Path, ignored: Container[Path] = ()) -> Iterator[Path]:
    """Files below a folder that may be published, sorted; at most MOST_FILES.

    Links and hidden files are passed over: what a link leads to may be nobody's business. So is
    what is `ignored`, the data and outputs of this machine.
    """
    count = 0
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(
            f for f in folders if not f.startswith((".", "__")) and Path(place, f) not in ignored
        )
        for name in sorted(names):
            path = Path(place, name)
            if path not in ignored and is_publishable(path, root):
                yield path
                count += 1
            if count >= MOST_FILES:
                return


def is_publishable(path: Path, root: Path) -> bool:
    """Whether the file may become one of the site: a plain file of the journal, not too large."""
    if path.suffix.lower() not in SUFFIXES or path.name.startswith(".") or path.is_symlink():
        return False
    inside = path.resolve().is_relative_to(root.resolve())
    return inside and path.is_file() and path.stat().st_size <= LARGEST


def published_content(path: Path) -> bytes | None:
    """The content that is published instead of the file's own; None when that is fine."""
    if path.suffix.lower() != DRAWING:
        return None
    return clean_svg(path.read_bytes()) or b""
