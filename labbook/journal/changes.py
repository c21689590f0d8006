"""What of a run isn't committed: a run sees its commit and nothing else."""

import os
import posixpath
import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path, PurePosixPath

from labbook.errors import Refused
from labbook.journal.git import git
from labbook.journal.identity import require_identity
from labbook.model.layout import ExperimentLayout, JournalLayout

WORDS = frozenset({"journal", "templates"})
"""Folders of a journal that no run reads."""
LITERAL = ":(literal)"
MAX_COMMIT_BYTES = 5 * 1024 * 1024
"""Code and configs are small; what is larger is data, which git would keep for good."""
MAX_PATH = 4096
_SHELL = re.compile(r"[\s;&|()<>\"'`]+")
NO_CODE = frozenset({"mkdocs.yml", "labbook.toml"})


def uncommitted(
    layout: JournalLayout,
    experiment: ExperimentLayout,
    *,
    includes: Iterable[str] = (),
    command: Sequence[str] = (),
    elsewhere: bool = True,
) -> tuple[str, ...]:
    """Files that the run would read and that differ from HEAD, relative to the journal's root.

    They are: in the experiment's folder all files that git doesn't ignore, but for the report
    and `runs/`; `includes` of the config, relative to the journal's root; files that `command`
    names, relative to the experiment's folder; and, unless `elsewhere` is false, tracked code
    elsewhere in the repository.
    """
    root = layout.root
    folder = experiment.folder.relative_to(root).as_posix()
    named = [*_inside(root, root, includes), *_inside(experiment.folder, root, words(command))]
    changed = {
        path
        for path in changed_files(root)
        if path in named or (is_read(path, folder) and (elsewhere or _is_in(path, folder)))
    }
    changed |= {path for path in untracked_files(root, folder) if is_read(path, folder)}
    if named:
        # An ignored file that is named counts too: the run would look for it in vain.
        changed |= set(untracked_files(root, *named, ignored=True))
    return tuple(sorted(changed))


def commit_changes(
    layout: JournalLayout, experiment: ExperimentLayout, paths: Sequence[str], message: str
) -> None:
    """Commit exactly these files, and the experiment's report if it is new.

    What the person has staged of other files stays staged. Raises Refused where git knows no
    name to commit with and for files over 5 MiB together, OutsideError where git, or a hook of
    theirs, declines; then nothing is staged that wasn't.
    """
    report = experiment.report.relative_to(layout.root).as_posix()
    all_paths = sorted({*paths, *untracked_files(layout.root, report)})
    require_identity(layout.root)
    _require_small(layout.root, all_paths)
    new = untracked_files(layout.root, *all_paths)
    if new:
        _with_paths(layout.root, new, "add", "--intent-to-add")
    try:
        _with_paths(layout.root, all_paths, "commit", "--quiet", "--only", "--message", message)
    except BaseException:
        if new:
            _with_paths(layout.root, new, "rm", "--cached", "--quiet")
        raise


def _require_small(root: Path, paths: Sequence[str]) -> None:
    sizes = {path: os.lstat(root / path).st_size for path in paths if os.path.lexists(root / path)}
    total = sum(sizes.values())
    if total > MAX_COMMIT_BYTES:
        largest = max(sizes, key=sizes.__getitem__)
        raise Refused(
            f"the {len(sizes)} files to commit have {total / 2**20:.1f} MiB together, over "
            f"{MAX_COMMIT_BYTES // 2**20} MiB; the largest is {largest}",
            hint="name data in launch.yaml, or add it to .gitignore",
        )


def _with_paths(root: Path, paths: Sequence[str], *arguments: str) -> None:
    from_input = ("--pathspec-from-file=-", "--pathspec-file-nul")
    literal = "\0".join(LITERAL + path for path in paths)
    git(root, *arguments, *from_input, input=literal, seconds=None)


def changed_files(root: Path, *against: str) -> list[str]:
    """Tracked files that differ from HEAD or what else `git diff` is told to compare with.

    Paths are relative to `root`, those above a journal that isn't a whole repository too; of a
    renamed file both.
    """
    plain = ("--no-renames", "--no-ext-diff", "--ignore-submodules=none")
    compared = against or ("HEAD",)
    output = git(root, "diff", "--name-only", "-z", "--no-relative", *plain, *compared, "--")
    prefix = git(root, "rev-parse", "--show-prefix") or "."
    return [posixpath.relpath(path, prefix) for path in output.split("\0") if path]


def untracked_files(root: Path, *paths: str, ignored: bool = False) -> list[str]:
    """Files that git doesn't track, relative to `root`; those that it ignores with `ignored`."""
    standard = () if ignored else ("--exclude-standard",)
    literal = [LITERAL + path for path in paths]
    output = git(root, "ls-files", "--others", "-z", *standard, "--", *literal)
    return [path for path in output.split("\0") if path]


def is_read(path: str, folder: str) -> bool:
    """Whether a run of the experiment in `folder` may read the file; both from the journal's root.

    Its own report and runs, other experiments, texts and settings it does not.
    """
    if _is_in(path, folder):
        inside = path[len(folder) + 1 :]
        return inside != "report.md" and not inside.startswith("runs/")
    first, *rest = PurePosixPath(path).parts
    if first in WORDS or (first == "experiments" and len(rest) > 1):
        return False
    return not (path.endswith(".md") or path in NO_CODE or first.startswith(".git"))


def words(command: Sequence[str]) -> list[str]:
    """What of a command may be a file's name: its words, words inside of these (`sh -c "…"`),
    and of `key=value` the value."""
    pieces = (piece for word in command for piece in (word, *_SHELL.split(word)))
    parts = (part for piece in pieces for part in (piece, piece.partition("=")[2]))
    return [part for part in dict.fromkeys(parts) if part and len(part) < MAX_PATH]


def packages(command: Sequence[str]) -> list[str]:
    """The packages whose modules a command runs: `lib` of `python -m lib.train`."""
    pieces = [piece for word in command for piece in _SHELL.split(word) if piece]
    return [name.partition(".")[0] for flag, name in pairwise(pieces) if flag == "-m"]


def _is_in(path: str, folder: str) -> bool:
    return path.startswith(f"{folder}/")


def _inside(folder: Path, root: Path, names: Iterable[str]) -> list[str]:
    """Those names that are files of the journal, relative to its root."""
    found = []
    for name in names:
        path = Path(folder, name)
        try:
            is_file = path.is_file()
            resolved = path.resolve() if is_file else path
        except (OSError, ValueError):
            continue
        if is_file and resolved.is_relative_to(root.resolve()):
            found.append(resolved.relative_to(root.resolve()).as_posix())
    return found
