"""Plain git in a child: what hot paths ask of it (GitPython takes 90 ms to import)."""

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

from labbook.errors import OutsideError

SECONDS = 60
REPOSITORY = frozenset({"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"})
PLAIN = {"GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C.UTF-8", "GIT_NO_REPLACE_OBJECTS": "1"}
"""No question is asked, words are English, and an object is what its name says: `git replace`
would show another in its place, on this machine only."""


def git(
    root: Path,
    *arguments: str,
    check: bool = True,
    input: str | None = None,
    seconds: float | None = SECONDS,
) -> str:
    """Run git in `root` and return what it printed, without the last line end.

    With `check`, raises OutsideError with git's own last line when it fails; without, a failure
    gives what was printed until then. Never asks for a password. `seconds` is the time limit,
    None where a person's hooks may take as long as they like.
    """
    printed = git_bytes(root, *arguments, check=check, input=input, seconds=seconds)
    return printed.decode(errors="replace").removesuffix("\n")


def git_bytes(
    root: Path,
    *arguments: str,
    check: bool = True,
    input: str | None = None,
    seconds: float | None = SECONDS,
) -> bytes:
    """As `git`, but what it printed as it is: the content of a file."""
    done = _run(root, arguments, input, seconds)
    if check and done.returncode != 0:
        said = done.stderr.decode(errors="replace").strip().splitlines() or ["without a word"]
        raise OutsideError(f"git {arguments[0]} failed: {said[-1]}", path=root)
    return done.stdout


def git_told(
    root: Path, *arguments: str, input: str | None = None, seconds: float | None = SECONDS
) -> tuple[bool, str]:
    """Whether git could, and all that it said beside its output."""
    done = _run(root, arguments, input, seconds)
    return done.returncode == 0, done.stderr.decode(errors="replace")


def _run(
    root: Path, arguments: Sequence[str], input: str | None, seconds: float | None
) -> "subprocess.CompletedProcess[bytes]":
    # In a hook git names the repository in these; `root` says which one is meant.
    inherited = {k: v for k, v in os.environ.items() if k not in REPOSITORY}
    try:
        return subprocess.run(
            ["git", "-C", str(root), "-c", "core.quotePath=false", *arguments],
            capture_output=True,
            input=input.encode() if input is not None else None,
            stdin=subprocess.DEVNULL if input is None else None,
            timeout=seconds,
            env={**inherited, **PLAIN},
            check=False,
        )
    except FileNotFoundError:
        raise OutsideError("git is not installed", hint="apt-get install git") from None
    except subprocess.TimeoutExpired:
        raise OutsideError(f"git {arguments[0]} took over {seconds} s", path=root) from None
