"""Who wrote what is reviewed, and when that can't be told."""

from pathlib import Path

import pytest

from labbook.errors import Refused
from labbook.journal.find import find_journal
from labbook.journal.review.authors import authors
from labbook.journal.review.reviewed import StateReader
from tests.adapters.git_journal import EXPERIMENT, commit_all, git
from tests.journal.review.lab import (
    CONFIG,
    FIRST,
    FOLDER,
    MANIFEST,
    Lab,
    approve_in,
    be,
    change,
    pass_in,
    share,
    write,
)


def authors_of(root: Path, **overrides: str) -> list[str]:
    head = git(root, "rev-parse", "HEAD")
    reader = StateReader(find_journal(root), "experiment")
    return [one.email for one in authors(reader, reader.state(EXPERIMENT, head, overrides))]


def author(root: Path) -> str:
    (found,) = authors_of(root)
    return found


def shallow(lab: Lab, folder: Path, depth: int = 1) -> Path:
    """A clone as the CI makes it."""
    git(folder, "clone", "--quiet", f"--depth={depth}", f"file://{lab.origin}", "ci")
    return folder / "ci"


@pytest.mark.parametrize(
    ("name", "text", "counts"),
    [
        (f"{FOLDER}/config.yaml", CONFIG + "more: 1\n", True),
        (f"{FOLDER}/config.yaml", CONFIG + "# more\n", False),
        (f"{FOLDER}/launch.yaml", MANIFEST.replace("2d", "3d"), True),
        (f"{FOLDER}/launch.yaml", MANIFEST.replace("2d", "48h"), False),
        (f"{FOLDER}/new.py", "", True),
        ("recipes/train.py", "", True),
        ("recipes/other.py", "", False),
        ("shared/model.yaml", "layers: 3\n# more\n", True),
        (f"{FOLDER}/report.md", "---\ntitle: T\n---\nMore.\n", False),
        (f"{FOLDER}/runs/1/series.csv", "", False),
    ],
)
def test_who_changed_what_counts(lab: Lab, name: str, text: str, counts: bool) -> None:
    change(lab.bob, {name: text})
    assert author(lab.bob) == ("bob@example.org" if counts else "ada@example.org")


def test_a_comment_by_somebody_else_lets_nobody_approve_their_own(lab: Lab) -> None:
    value = CONFIG.replace("0.002", "9")
    change(lab.ada, {f"{FOLDER}/config.yaml": value})
    share(lab)
    change(lab.bob, {f"{FOLDER}/config.yaml": f"# so large\n{value}"})
    git(lab.bob, "push", "--quiet", "origin", "main")
    git(lab.ada, "pull", "--quiet", "--ff-only", "origin", "main")
    with pytest.raises(Refused, match="wrote this"):
        approve_in(lab.ada)
    assert approve_in(lab.bob).ref == FIRST


def test_another_name_of_the_folder_by_somebody_else_does_not_either(lab: Lab) -> None:
    change(lab.ada, {f"{FOLDER}/train.py": "print('better')\n"})
    share(lab)
    git(lab.bob, "mv", FOLDER, "experiments/2026-11-25-keywords")
    commit_all(lab.bob)
    reader = StateReader(find_journal(lab.bob), "experiment")
    state = reader.state("2026-11-25-keywords", git(lab.bob, "rev-parse", "HEAD"), {})
    assert [one.email for one in authors(reader, state)] == ["ada@example.org"]


def test_what_an_override_hides_was_not_brought_in(lab: Lab) -> None:
    change(lab.bob, {f"{FOLDER}/config.yaml": CONFIG.replace("0.002", "9")})
    assert authors_of(lab.bob) == ["bob@example.org"]
    assert authors_of(lab.bob, lr="0.5") == ["ada@example.org"]


def test_who_deleted_a_file_counts(lab: Lab) -> None:
    (lab.bob / FOLDER / "smoke.py").unlink()
    commit_all(lab.bob)
    assert author(lab.bob) == "bob@example.org"


def test_who_deleted_a_file_beside_one_that_counts_counts(lab: Lab) -> None:
    write(lab.ada, {"lib/a.py": "", "lib/deep/b.py": "", "top.py": ""})
    (lab.ada / FOLDER / "lib").symlink_to("../../lib")
    change(lab.ada, {f"{FOLDER}/launch.yaml": MANIFEST.replace("smoke.py", "../../top.py")})
    share(lab)
    for path in ("lib/deep/b.py", "top.py"):
        be(lab.bob, path, f"{path}@example.org")
        (lab.bob / path).unlink()
        commit_all(lab.bob)
        change(lab.bob, {"README.md": path})
        assert author(lab.bob) == f"{path}@example.org"


def merge(lab: Lab, *options: str) -> None:
    """Ada has a branch, Bob has gone on; Eve brings them together, in Bob's clone."""
    git(lab.ada, "checkout", "--quiet", "-b", "work")
    change(lab.ada, {f"{FOLDER}/train.py": "print('work')\n"})
    git(lab.ada, "push", "--quiet", "origin", "work")
    git(lab.bob, "fetch", "--quiet", "origin")
    be(lab.bob, "Eve", "eve@example.org")
    git(lab.bob, "merge", "--quiet", "--no-ff", *options, "--message", "Merge", "origin/work")


def test_who_merges_what_one_side_has_did_not_bring_it_in(lab: Lab) -> None:
    change(lab.bob, {"README.md": "Words\n"})
    merge(lab)
    assert author(lab.bob) == "ada@example.org"


def test_all_count_whose_work_a_merge_brings_together(lab: Lab) -> None:
    change(lab.ada, {f"{FOLDER}/early.py": ""})
    be(lab.bob, "Zoe", "zoe@example.org")
    share(lab)
    change(lab.bob, {f"{FOLDER}/more.py": ""})
    be(lab.bob, "Bob", "bob@example.org")
    change(lab.bob, {f"{FOLDER}/smoke.py": ""})
    git(lab.bob, "push", "--quiet", "origin", "main")
    merge(lab)
    assert set(authors_of(lab.bob)) == {f"{one}@example.org" for one in ("eve", "ada", "bob")}
    be(lab.bob, "Ada Lovelace", "ada@example.org")
    with pytest.raises(Refused, match="wrote this") as caught:
        approve_in(lab.bob)
    assert str(caught.value.hint).startswith("rebase instead of merging")


def test_who_changes_something_in_a_merge_counts(lab: Lab) -> None:
    change(lab.bob, {"README.md": "Words\n"})
    merge(lab, "--no-commit")
    change(lab.bob, {f"{FOLDER}/train.py": "print('evil')\n"})
    assert "eve@example.org" in authors_of(lab.bob)


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
