"""Plain git in a child: what hot paths ask of it (GitPython takes 90 ms to import)."""

import os
import re
import subprocess
from collections.abc import Sequence
from pathlib import Path

from labbook.errors import OutsideError

SECONDS = 60
REPOSITORY = frozenset({
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_DIR",
    "GIT_GRAFT_FILE",
    "GIT_IMPLICIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_INTERNAL_SUPER_PREFIX",
    "GIT_NAMESPACE",
    "GIT_NO_REPLACE_OBJECTS",
    "GIT_OBJECT_DIRECTORY",
    "GIT_PREFIX",
    "GIT_REPLACE_REF_BASE",
    "GIT_SHALLOW_FILE",
    "GIT_WORK_TREE",
})  # fmt: skip
"""What would name another repository than `root`: `git rev-parse --local-env-vars`."""
READING = re.compile(r"GIT_CONFIG(?:_PARAMETERS)?|GIT_(?:LITERAL|GLOB|NOGLOB|ICASE)_PATHSPECS")
"""What a git that calls us would hand on of its own settings and of how it reads paths. Settings
in `GIT_CONFIG_COUNT` stay: a CI passes credentials and safe directories so."""
PLAIN = {"GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C.UTF-8", "GIT_NO_REPLACE_OBJECTS": "1"}
"""No question is asked, words are English, and an object is what its name says: `git replace`
would show another in its place, on this machine only."""


class TimeExpired(OutsideError):
    """git did not end in time."""


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
    done = run_git(root, arguments, input, seconds)
    if check and done.returncode != 0:
        said = done.stderr.decode(errors="replace").strip().splitlines() or ["without a word"]
        raise OutsideError(f"git {arguments[0]} failed: {said[-1]}", path=root)
    return done.stdout


def git_told(
    root: Path, *arguments: str, input: str | None = None, seconds: float | None = SECONDS
) -> tuple[bool, str]:
    """Whether git could, and all that it said beside its output."""
    done = run_git(root, arguments, input, seconds)
    return done.returncode == 0, done.stderr.decode(errors="replace")


def run_git(
    root: Path, arguments: Sequence[str], input: str | None, seconds: float | None
) -> "subprocess.CompletedProcess[bytes]":
    """Run git in `root`, whatever the environment says of repositories (git sets it in hooks).

    Raises OutsideError without git, TimeExpired after `seconds`.
    """
    inherited = {
        name: value
        for name, value in os.environ.items()
        if name not in REPOSITORY and not READING.fullmatch(name)
    }
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
        raise TimeExpired(f"git {arguments[0]} took over {seconds} s", path=root) from None
