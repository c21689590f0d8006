"""Clean checkouts of a commit, one for each run, made with what this machine has of it."""

import fcntl
import shlex
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from labbook.errors import OutsideError, Refused

if TYPE_CHECKING:
    from git import Repo

LFS_HEAD = "^version https://git-lfs.github.com/spec/v1$"
MAX_POINTER_BYTES = 1024


def check_checkout(root: Path, commit: str) -> None:
    """Raises Refused where a checkout of the commit would lack a submodule or an LFS file."""
    repo = _open(root)
    for path, pinned in _submodules(repo, commit):
        place = root / path
        hint = f"git submodule update --init --recursive {shlex.quote(path)}"
        if not (place / ".git").exists():
            raise Refused(f"the submodule {path} is not there", hint=hint)
        if not _has_commit(place, pinned):
            raise Refused(f"the submodule {path} lacks commit {pinned[:10]}", hint=hint)
        check_checkout(place, pinned)
    _check_lfs(repo, commit)


def add_worktree(root: Path, commit: str, folder: Path) -> None:
    """Check the commit out into `folder`, its submodules from those of `root`, no network used.

    Hooks stay out of it. Raises OutsideError where git fails.
    """
    from git import GitCommandError

    repo = _open(root)
    try:
        with _alone(repo):
            repo.git.worktree("prune")
            plain = repo.git(c="core.hooksPath=/dev/null")
            plain.worktree("add", "--detach", "--quiet", str(folder), commit)
    except GitCommandError as error:
        raise OutsideError(f"git worktree failed: {_last_line(error)}", path=root) from None
    for path, pinned in _submodules(repo, commit):
        add_worktree(root / path, pinned, folder / path)


@contextmanager
def _alone(repo: "Repo") -> Iterator[None]:
    """Wait for other launches: git prunes a worktree that another process has just begun to add."""
    with (Path(repo.common_dir) / "labbook-worktrees.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def remove_worktree(folder: Path) -> None:
    """Delete a checkout; git forgets of it when the next one is added."""
    shutil.rmtree(folder, ignore_errors=True)


def _open(root: Path) -> "Repo":
    from git import InvalidGitRepositoryError, Repo

    try:
        repo = Repo(root, search_parent_directories=True)
    except InvalidGitRepositoryError:
        raise OutsideError("this folder is in no git repository", path=root) from None
    # The run is to see its commit, and not what `git replace` shows in its place here.
    repo.git.update_environment(GIT_NO_REPLACE_OBJECTS="1")
    return repo


def _submodules(repo: "Repo", commit: str) -> Iterator[tuple[str, str]]:
    """Path and pinned commit of each submodule."""
    entries: str = repo.git.ls_tree("-r", "-z", "--full-tree", commit)
    for entry in entries.split("\0"):
        head, _, path = entry.partition("\t")
        if head.startswith("160000 "):
            yield path, head.split()[2]


def _has_commit(place: Path, commit: str) -> bool:
    from git import GitCommandError

    try:
        _open(place).git.cat_file("-e", f"{commit}^{{commit}}")
    except GitCommandError:
        return False
    return True


def _check_lfs(repo: "Repo", commit: str) -> None:
    pointers = _lfs_pointers(repo, commit)
    if pointers and shutil.which("git-lfs") is None:
        raise Refused(
            f"{pointers[0]} is kept in git LFS, and git-lfs is not installed",
            hint="apt-get install git-lfs; git lfs install; git lfs pull",
        )
    store = Path(repo.common_dir) / "lfs" / "objects"
    for path in pointers:
        oid = _oid(repo.git.cat_file("blob", f"{commit}:{path}"))
        if not (store / oid[:2] / oid[2:4] / oid).is_file():
            raise Refused(
                f"{path} is kept in git LFS and is not there",
                hint=f"git lfs pull --include {shlex.quote(path)}",
            )


def _lfs_pointers(repo: "Repo", commit: str) -> list[str]:
    """Files that git LFS keeps, as the commit's own attributes say."""
    search = {"l": True, "z": True, "e": "filter=lfs", "with_exceptions": False}
    if not repo.git.grep(commit, "--", ":(glob)**/.gitattributes", **search):
        return []
    search["e"] = LFS_HEAD
    found: str = repo.git.grep(commit, **search)
    paths = [entry.removeprefix(f"{commit}:") for entry in found.split("\0") if entry]
    if not paths:
        return []
    attributes: str = repo.git.check_attr("-z", "filter", "--", *paths)
    fields = attributes.split("\0")
    return [path for path, value in zip(fields[::3], fields[2::3], strict=False) if value == "lfs"]


def _oid(pointer: str) -> str:
    lines = (line.split() for line in pointer[:MAX_POINTER_BYTES].splitlines())
    oid = next((words[1] for words in lines if len(words) == 2 and words[0] == "oid"), "")
    return oid.removeprefix("sha256:")


def _last_line(error: "Exception") -> str:
    said = str(getattr(error, "stderr", "") or error).strip().splitlines()
    return said[-1].strip(" '") if said else "without a word"
