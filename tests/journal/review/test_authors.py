"""Who wrote what is reviewed last, and when that can't be told."""

from pathlib import Path

import pytest

from labbook.errors import Refused
from labbook.journal.find import find_journal
from labbook.journal.review.authors import last_author
from labbook.journal.review.reviewed import reviewed_state
from tests.adapters.git_journal import EXPERIMENT, commit_all, git
from tests.journal.review.lab import FIRST, FOLDER, Lab, approve_in, be, change, pass_in, share


def author(root: Path) -> str:
    head = git(root, "rev-parse", "HEAD")
    return last_author(reviewed_state(find_journal(root), EXPERIMENT, head, {}, "experiment")).email


def shallow(lab: Lab, folder: Path, depth: int = 1) -> Path:
    """A clone as the CI makes it."""
    git(folder, "clone", "--quiet", f"--depth={depth}", f"file://{lab.origin}", "ci")
    return folder / "ci"


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        (f"{FOLDER}/config.yaml", True),
        (f"{FOLDER}/launch.yaml", True),
        (f"{FOLDER}/new.py", True),
        ("recipes/train.py", True),
        ("shared/model.yaml", True),
        ("recipes/other.py", False),
        (f"{FOLDER}/report.md", False),
        (f"{FOLDER}/runs/1/series.csv", False),
    ],
)
def test_who_touched_what_counts(lab: Lab, name: str, counts: bool) -> None:
    path = lab.bob / name
    text = path.read_text() if path.exists() else "---\ntitle: T\n---\n"
    change(lab.bob, {name: f"{text}# more\n"})
    assert author(lab.bob) == ("bob@example.org" if counts else "ada@example.org")


def test_who_deleted_a_file_counts(lab: Lab) -> None:
    (lab.bob / FOLDER / "smoke.py").unlink()
    commit_all(lab.bob)
    assert author(lab.bob) == "bob@example.org"


def test_who_merged_what_both_changed_counts(lab: Lab) -> None:
    git(lab.bob, "checkout", "--quiet", "-b", "work")
    change(lab.bob, {f"{FOLDER}/train.py": "print('work')\n"})
    git(lab.bob, "checkout", "--quiet", "main")
    be(lab.bob, "Eve", "eve@example.org")
    git(lab.bob, "merge", "--quiet", "--no-ff", "--message", "Merge", "work")
    assert author(lab.bob) == "bob@example.org"
    git(lab.bob, "reset", "--quiet", "--hard", "HEAD^")
    git(lab.bob, "merge", "--quiet", "--no-ff", "--no-commit", "work")
    change(lab.bob, {f"{FOLDER}/train.py": "print('evil')\n"})
    assert author(lab.bob) == "eve@example.org"


def test_a_shallow_clone_says_what_to_fetch(lab: Lab, tmp_path: Path) -> None:
    change(lab.ada, {"README.md": "Words\n"})
    share(lab)
    clone = shallow(lab, tmp_path)
    with pytest.raises(Refused, match="this clone ends before that") as caught:
        author(clone)
    assert caught.value.hint == "git fetch --unshallow origin"
    git(clone, *str(caught.value.hint).split()[1:])
    assert author(clone) == "ada@example.org"


def test_a_shallow_clone_that_reaches_far_enough(lab: Lab, tmp_path: Path) -> None:
    change(lab.ada, {f"{FOLDER}/train.py": "print(2)\n"})
    change(lab.ada, {"README.md": "Words\n"})
    share(lab)
    assert author(shallow(lab, tmp_path, depth=3)) == "ada@example.org"


def test_a_graft_hides_nothing(lab: Lab) -> None:
    be(lab.ada, "Eve", "eve@example.org")
    head = change(lab.ada, {"README.md": "Words\n"})
    (lab.ada / ".git" / "info").mkdir(exist_ok=True)
    (lab.ada / ".git" / "info" / "grafts").write_text(f"{head}\n")
    with pytest.raises(Refused, match="can't be told"):
        author(lab.ada)


def test_the_gate_in_a_shallow_clone(lab: Lab, tmp_path: Path) -> None:
    """The tag's history comes with the tag, so that nothing has to be guessed."""
    approve_in(lab.bob)
    change(lab.ada, {"README.md": "Words\n"})
    share(lab)
    clone = shallow(lab, tmp_path)
    assert git(clone, "tag", "--list") == ""
    assert pass_in(clone).reviews == (str(FIRST),)


def test_the_gate_in_a_shallow_clone_of_what_was_approved(lab: Lab, tmp_path: Path) -> None:
    approve_in(lab.bob)
    clone = shallow(lab, tmp_path)
    with pytest.raises(Refused, match="this clone ends before that"):
        pass_in(clone)
    git(clone, "fetch", "--quiet", "--unshallow", "origin")
    assert pass_in(clone).reviews == (str(FIRST),)
