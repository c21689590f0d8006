"""Where origin's default branch is in this clone; it is brought here where it is missing."""

from dataclasses import dataclass
from pathlib import Path

from labbook.journal.git import git
from labbook.journal.remote import REMOTE, ask_remote

TRACKED = f"refs/remotes/{REMOTE}/"
HEADS = "refs/heads/"


@dataclass(frozen=True)
class Found:
    """The tracked ref of the branch, None where nobody knows it; and why origin's own word on it
    could not be had."""

    ref: str | None
    unreached: str | None = None


def remembered_branch(root: Path) -> str | None:
    """The tracked ref that this clone takes for origin's default branch (`origin/HEAD`)."""
    ref = git(root, "symbolic-ref", "--quiet", f"{TRACKED}HEAD", check=False)
    return ref if ref.startswith(TRACKED) else None


def ask_for_branch(root: Path) -> Found:
    """Ask origin which branch is its default one, bring it here, and remember it.

    What was fetched from `origin` no branch can forge, so where it can't be reached its `main`
    counts, else its `master`, as they were last fetched.
    """
    reached, said = ask_remote(root, "ls-remote", "--symref", REMOTE, "HEAD")
    if not reached:
        usual = (f"{TRACKED}main", f"{TRACKED}master")
        return Found(next((ref for ref in usual if commit_of(root, ref)), None), said)
    lines = [line.split("\t")[0] for line in said.splitlines()]
    heads = [line.removeprefix("ref: ") for line in lines if line.startswith(f"ref: {HEADS}")]
    tips = [line for line in lines if not line.startswith("ref: ")]
    if not heads or not tips:
        return Found(None)
    ref = TRACKED + heads[0].removeprefix(HEADS)
    unreached = _bring(root, ref, tips[0])
    if unreached is None:
        git(root, "symbolic-ref", f"{TRACKED}HEAD", ref, check=False)
    return Found(ref, unreached)


def renew_branch(root: Path, ref: str) -> str | None:
    """Have what `origin` has on a tracked branch now; None when it is here, else why not."""
    reached, said = ask_remote(root, "ls-remote", REMOTE, HEADS + ref.removeprefix(TRACKED))
    if not reached:
        return said
    tip = said.partition("\t")[0]
    return _bring(root, ref, tip) if tip else f"it has no branch {ref.removeprefix(TRACKED)}"


def commit_of(root: Path, ref: str) -> str:
    """The commit of a ref, empty where there is none."""
    return git(root, "rev-parse", "--verify", "--quiet", f"{ref}^{{commit}}", check=False)


def is_shallow(root: Path) -> bool:
    """Whether the clone's history ends before the repository's."""
    return git(root, "rev-parse", "--is-shallow-repository", check=False) == "true"


def _bring(root: Path, ref: str, tip: str) -> str | None:
    """Let a tracked ref be the tip that `origin` told of; None when it is, else why not."""
    if commit_of(root, ref) == tip:
        return None
    if git(root, "cat-file", "-t", tip, check=False) == "commit":
        git(root, "update-ref", ref, tip)
        return None
    # A tip that isn't here can't cut our own history off, as a depth would do elsewhere.
    depth = ("--depth=1",) if is_shallow(root) else ()
    branch = f"+{HEADS}{ref.removeprefix(TRACKED)}:{ref}"
    fetched, said = ask_remote(root, "fetch", "--no-tags", "--quiet", *depth, REMOTE, branch)
    return None if fetched else said
