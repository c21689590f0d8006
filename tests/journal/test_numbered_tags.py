"""What becomes of a number where taking it ends early; claims and reviews test the rest."""

from pathlib import Path

import pytest

from labbook.errors import OutsideError, Refused
from labbook.journal import numbered_tags
from labbook.journal.numbered_tags import number_after, take_number
from tests.adapters.git_journal import git, make_journal


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "journal"
    root.mkdir()
    make_journal(root)
    git(tmp_path, "clone", "--quiet", "--bare", str(root), "origin.git")
    git(root, "remote", "add", "origin", str(tmp_path / "origin.git"))
    return root


def take(root: Path, number: int = 1) -> object:
    def make(number: int) -> str:
        git(root, "tag", "--force", "--annotate", "--message", "made", f"row/{number}")
        return git(root, "rev-parse", f"refs/tags/row/{number}")

    unpushed = "refs/labbook/row"
    return take_number(root, "row", lambda: number, make, remote=True, unpushed=unpushed)


def refs(root: Path) -> str:
    return git(root, "for-each-ref", "refs/tags", "refs/labbook")


def test_a_push_that_breaks_off_leaves_neither_tag_nor_mark(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> str:
        assert refs(root).count("row/1") == 2
        raise KeyboardInterrupt

    monkeypatch.setattr(numbered_tags, "push_tag", interrupted)
    with pytest.raises(KeyboardInterrupt):
        take(root)
    assert refs(root) == ""


def test_numbers_that_are_taken_again_and_again(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(numbered_tags, "MAX_TRIES", 2)
    origin = root.parent / "origin.git"
    git(origin, "tag", "--annotate", "--message", "another", "row/1", "main")
    with pytest.raises(OutsideError, match="in 2 tries"):
        take(root)


def test_numbers_end() -> None:
    assert number_after([], "run/x") == 1
    assert number_after([999_998, 3], "run/x") == 999_999
    with pytest.raises(Refused, match="run/x has used up its numbers"):
        number_after([999_999], "run/x")
