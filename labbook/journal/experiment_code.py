"""The Python code of an experiment as text."""

import os
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from labbook.errors import OutsideError
from labbook.formats.launch.manifest import read_manifest
from labbook.formats.lint.entry import entry_point
from labbook.journal.committed import COMMIT, committed_text
from labbook.journal.git import git
from labbook.model.layout import ExperimentLayout
from labbook.model.manifest import Manifest

MAX_FILES = 100
MAX_BYTES = 524_288
"""Of all files together."""
MAX_ENTRIES = 10_000
"""Of the folder, data that somebody keeps there among them."""


@dataclass(frozen=True)
class ExperimentCode:
    """`entry` is the script that the manifest's command names, among `texts` by its path from
    the experiment's folder."""

    entry: str
    texts: Mapping[str, str]


def experiment_code(layout: ExperimentLayout, manifest: Manifest) -> ExperimentCode | None:
    """The entry point and all `.py` files of the folder.

    None where the code lies elsewhere or the command runs another config than the experiment's,
    where a file can't be read, and where there is more of it than anybody writes.
    """
    entry = entry_point(manifest.command)
    configs = {word for word in manifest.command if word.endswith((".yaml", ".yml"))}
    if manifest.code is not None or entry is None or configs != {layout.config.name}:
        return None
    try:
        texts = dict(_texts(layout.folder))
    except (OSError, UnicodeError, ValueError):
        return None
    entry = os.path.normpath(entry)
    return ExperimentCode(entry, texts) if entry in texts else None


def code_at(root: Path, commit: str, experiment: str) -> Mapping[str, str]:
    """What tells the code of an experiment at a commit from that at another, by where it stands.

    That is git's object of each `.py` file, and the commit that the manifest names of code that
    lies elsewhere. Raises OutsideError where the commit isn't here or has no such experiment.
    """
    if COMMIT.fullmatch(commit) is None:
        raise OutsideError("the run's commit is not known")
    folder = f"experiments/{experiment}"
    listed = git(root, "ls-tree", "-r", "-z", "--full-tree", f"{commit}:./{folder}")
    entries = (entry.split("\t", 1) for entry in listed.split("\0") if entry)
    found = {name: told.split()[2] for told, name in entries if _is_code(PurePosixPath(name))}
    if "launch.yaml\0" in listed:
        text = committed_text(root, commit, f"{folder}/launch.yaml")
        manifest, _ = read_manifest(text, name="launch.yaml")
        if manifest is not None and manifest.code is not None:
            found["launch.yaml: code"] = f"{manifest.code.repository} {manifest.code.commit}"
    return found


def _is_code(path: PurePosixPath) -> bool:
    return path.suffix == ".py" and not any(map(_is_left_out, path.parts[:-1]))


def _is_left_out(folder: str) -> bool:
    return folder.startswith((".", "__")) or folder == "runs"


def _texts(folder: Path) -> Iterator[tuple[str, str]]:
    """Raises ValueError where there is too much, UnicodeError where a file is no text."""
    left = MAX_BYTES
    files = sorted(_files(folder))
    for path in files:
        found = path.stat()
        left -= found.st_size
        if left < 0 or len(files) > MAX_FILES or not stat.S_ISREG(found.st_mode):
            raise ValueError(path)
        yield path.relative_to(folder).as_posix(), path.read_bytes().decode("utf-8-sig")


def _files(folder: Path) -> Iterator[Path]:
    left = MAX_ENTRIES
    for inner, folders, files in os.walk(folder):
        left -= len(folders) + len(files)
        if left < 0:
            raise ValueError(inner)
        folders[:] = (name for name in folders if not _is_left_out(name))
        yield from (Path(inner, name) for name in files if name.endswith(".py"))
