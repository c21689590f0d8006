"""What is asked of `origin`: whether a name is free there, who has it, what else there is."""

from pathlib import Path

from labbook.journal.git import TimeExpired, git, run_git

REMOTE = "origin"
REMOTE_SECONDS = 30
TAKEN = "taken"


def has_remote(root: Path) -> bool:
    """Whether the repository has a remote `origin`."""
    return REMOTE in git(root, "remote").splitlines()


def push_tag(root: Path, tag: str, tag_object: str) -> str | None:
    """Push one tag to `origin`; None when it is there, TAKEN when another one is, else why."""
    ref = f"refs/tags/{tag}"
    pushed, said = ask_remote(root, "push", "--porcelain", REMOTE, f"{ref}:{ref}")
    if pushed:
        return None
    # What counts is what stands there now, not how the refusal was worded.
    reached, listed = ask_remote(root, "ls-remote", REMOTE, ref)
    there = listed.split()[:1] if reached else []
    if there == [tag_object]:
        return None
    return TAKEN if there else said


def fetch_tags(root: Path, under: str) -> str | None:
    """Fetch the tags whose names begin with `under/`; None when that went well, else why not.

    One of ours that has the name of another at `origin` stays as it is.
    """
    refs = f"refs/tags/{under}/*"
    # Without a leading `+`, so that what we have and can't push yet isn't overwritten.
    fetched, said = ask_remote(root, "fetch", "--no-tags", "--quiet", REMOTE, f"{refs}:{refs}")
    return None if fetched else said


def ask_remote(root: Path, *arguments: str) -> tuple[bool, str]:
    """Whether git could, and what it said: its output, or the reason in one line."""
    try:
        done = run_git(root, arguments, None, REMOTE_SECONDS)
    except TimeExpired:
        return False, f"{REMOTE} did not answer within {REMOTE_SECONDS} s"
    if done.returncode == 0:
        return True, done.stdout.decode(errors="replace")
    said = done.stderr.decode(errors="replace").strip().splitlines()
    telling = [line for line in said if line.startswith(("fatal:", "error:", "ERROR:", "remote:"))]
    return False, (telling or said or [f"git {arguments[0]} failed"])[0]
