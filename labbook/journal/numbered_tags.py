"""Take the next number in a folder of tags, here and at `origin`, so that nobody shares it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from labbook.errors import OutsideError, Refused
from labbook.journal.git import git
from labbook.journal.remote import TAKEN, fetch_tags, push_tag

MAX_TRIES = 100
MAX_NUMBER = 999_999


@dataclass(frozen=True)
class TakenNumber:
    """A number that is ours, and its tag. `problem` is why that did not reach `origin`, if it
    should have."""

    number: int
    tag_object: str
    pushed: bool
    problem: str | None = None


def take_number(
    root: Path,
    folder: str,
    next_number: Callable[[], int],
    make: Callable[[int], str | None],
    *,
    remote: bool,
    unpushed: str | None = None,
) -> TakenNumber:
    """Make the tag `folder/<n>` with the next number, and push it if `remote`.

    `make` gives the object of the tag that it made, None where the number was taken meanwhile:
    git gives a name to one of several at once. A number that `origin` has otherwise is given up
    for the next one. Where `unpushed` is a folder of refs, a tag that did not reach `origin` has
    one of its number there. Raises OutsideError where no number can be had, and what `make` does.
    """
    for _ in range(MAX_TRIES):
        number = next_number()
        tag_object = make(number)
        if tag_object is None:
            continue
        if not remote:
            return TakenNumber(number, tag_object, pushed=False)
        mark = f"{unpushed}/{number}" if unpushed else None
        problem = _push(root, f"{folder}/{number}", tag_object, mark)
        if problem != TAKEN:
            return TakenNumber(number, tag_object, problem is None, problem)
        fetch_tags(root, folder)
    raise OutsideError(f"no number could be taken in {MAX_TRIES} tries", path=root)


def _push(root: Path, tag: str, tag_object: str, mark: str | None) -> str | None:
    """Push a tag; one that `origin` has otherwise, or whose push breaks off, is removed here."""
    problem: str | None = TAKEN
    try:
        if mark:
            # Before it is pushed: a kill meanwhile must not leave it unpushed for good.
            git(root, "update-ref", mark, tag_object)
        problem = push_tag(root, tag, tag_object)
    finally:
        if problem == TAKEN:
            remove_ref(root, f"refs/tags/{tag}", tag_object)
        if mark and problem in {None, TAKEN}:
            remove_ref(root, mark, tag_object)
    return problem


def number_after(taken: Iterable[int], folder: str) -> int:
    """One more than all that are taken. Raises Refused where the numbers are used up."""
    number = max(taken, default=0) + 1
    if number > MAX_NUMBER:
        raise Refused(f"{folder} has used up its numbers")
    return number


def remove_ref(root: Path, ref: str, tag_object: str) -> None:
    """Remove a ref of our own, on this machine only, if it still has this object."""
    git(root, "update-ref", "-d", ref, tag_object, check=False)
