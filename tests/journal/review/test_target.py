"""Where the bar stands: on the target branch, whatever a branch or a variable says."""

from pathlib import Path

import pytest

from labbook.errors import JournalError, Refused
from labbook.journal.find import find_journal
from labbook.journal.review.target import Target, read_target
from tests.adapters.git_journal import commit_all, git, make_journal
from tests.journal.review.lab import Lab, change, pass_in


def target(root: Path, *, ask: bool = True) -> Target:
    return read_target(find_journal(root), ask=ask)


def ask(root: Path, least: str) -> None:
    change(root, {"labbook.toml": f'review.required_from = "{least}"\n'})


@pytest.fixture
def alone(tmp_path: Path) -> Path:
    """A journal without a remote."""
    root = tmp_path / "journal"
    root.mkdir()
    make_journal(root)
    return root


def test_a_branch_can_not_lower_the_bar_for_itself(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    git(lab.ada, "checkout", "--quiet", "-b", "quick")
    lowered = (
        'claim = "local"\n[review]\nrequired_from = "99d"\nallow_self = true\ncode = "experiment"\n'
    )
    change(lab.ada, {"labbook.toml": lowered})
    monkeypatch.setenv("LABBOOK_REVIEW_REQUIRED_FROM", "99d")
    monkeypatch.setenv("CI_DEFAULT_BRANCH", "quick")
    found = target(lab.ada)
    assert (found.branch, found.remote) == ("origin/main", True)
    assert found.settings.review_required_from == "1d"
    assert not found.settings.review_allow_self
    with pytest.raises(Refused, match="needs a review"):
        pass_in(lab.ada)


def test_what_is_not_pushed_yet_does_not_count(lab: Lab) -> None:
    ask(lab.ada, "3d")
    assert target(lab.ada).settings.review_required_from == "1d"
    git(lab.ada, "push", "--quiet", "origin", "main")
    assert target(lab.ada).settings.review_required_from == "3d"


def test_origin_is_asked_for_its_branch_where_this_clone_does_not_remember(lab: Lab) -> None:
    git(lab.ada, "checkout", "--quiet", "-b", "trunk")
    ask(lab.ada, "3d")
    git(lab.ada, "push", "--quiet", "origin", "trunk")
    git(lab.origin, "symbolic-ref", "HEAD", "refs/heads/trunk")
    git(lab.ada, "remote", "set-head", "origin", "--delete")
    assert target(lab.ada).branch == "origin/trunk"
    with pytest.raises(Refused, match="isn't known here") as caught:
        target(lab.ada, ask=False)
    assert "git remote set-head origin --auto" in str(caught.value.hint)


def test_a_tag_of_the_branch_s_name_is_not_taken_for_it(lab: Lab) -> None:
    git(lab.ada, "checkout", "--quiet", "-b", "quick")
    ask(lab.ada, "99d")
    for name in ("origin/main", "main", "refs/remotes/origin/main"):
        git(lab.ada, "update-ref", f"refs/tags/{name}", "HEAD")
    assert target(lab.ada).settings.review_required_from == "1d"


def test_a_shallow_clone_of_a_branch_says_what_to_fetch(lab: Lab, tmp_path: Path) -> None:
    git(lab.ada, "push", "--quiet", "origin", "main:work")
    clone = tmp_path / "ci"
    url = f"file://{lab.origin}"
    git(tmp_path, "clone", "--quiet", "--depth=1", "--branch=work", url, str(clone))
    git(clone, "remote", "set-head", "origin", "--delete")
    with pytest.raises(Refused, match="branch main, which is not in this clone") as caught:
        target(clone)
    hint = str(caught.value.hint)
    assert hint == "git fetch --depth=1 origin +refs/heads/main:refs/remotes/origin/main"
    git(clone, *hint.split()[1:])
    assert target(clone).branch == "origin/main"


def test_an_origin_out_of_reach_whose_branch_is_not_known(lab: Lab, tmp_path: Path) -> None:
    git(lab.ada, "remote", "set-head", "origin", "--delete")
    git(lab.ada, "remote", "set-url", "origin", str(tmp_path / "nowhere"))
    with pytest.raises(Refused, match="does not appear to be a git repository") as caught:
        target(lab.ada)
    assert "git remote set-head origin main" in str(caught.value.hint)
    git(lab.ada, "remote", "set-head", "origin", "main")
    assert target(lab.ada).branch == "origin/main"


def test_an_origin_that_never_had_anything(alone: Path, tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet", "--bare", "origin.git")
    for url in (tmp_path / "nowhere", tmp_path / "origin.git"):
        git(alone, "remote", "add", "origin", str(url))
        assert target(alone).branch == "main"
        git(alone, "remote", "remove", "origin")


def test_without_a_remote_main_counts_else_master_else_what_is_there(alone: Path) -> None:
    git(alone, "checkout", "--quiet", "-b", "work")
    ask(alone, "3d")
    found = target(alone)
    assert (found.branch, found.remote) == ("main", False)
    assert found.settings.review_required_from == "1d"
    git(alone, "branch", "--quiet", "--move", "main", "master")
    assert target(alone).branch == "master"
    git(alone, "branch", "--quiet", "--delete", "--force", "master")
    assert target(alone).settings.review_required_from == "3d"


def test_settings_in_pyproject_toml(alone: Path) -> None:
    (alone / "labbook.toml").unlink()
    text = '[tool.labbook.review]\nrequired_from = "3d"\n'
    change(alone, {"pyproject.toml": text})
    assert target(alone).settings.review_required_from == "3d"


def test_a_branch_without_settings_has_the_defaults(alone: Path) -> None:
    git(alone, "checkout", "--quiet", "--orphan", "start")
    git(alone, "rm", "--quiet", "--cached", "labbook.toml")
    git(alone, "commit", "--quiet", "--message", "Without")
    git(alone, "branch", "--quiet", "--force", "main", "start")
    assert target(alone).settings.review_required_from == "1d"


def test_a_journal_in_a_folder_of_the_repository(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")
    root = tmp_path / "lab" / "journal"
    change(tmp_path, {"lab/journal/labbook.toml": 'review.required_from = "3d"\n'})
    assert target(root).settings.review_required_from == "3d"
    change(tmp_path, {"new/labbook.toml": ""})
    git(tmp_path, "checkout", "--quiet", "-b", "work")
    git(tmp_path, "update-ref", "refs/heads/main", "HEAD~1")
    assert target(tmp_path / "new").settings.review_required_from == "1d"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("[review\n", 1),
        ('language = "en"\nreview.required_from = "soon"\n', 2),
        ('review.signers = ["bob@lab rsa"]\n', 1),
        ("tracker = 3\n", 1),
    ],
)
def test_broken_settings_on_the_target_branch_are_named(alone: Path, text: str, line: int) -> None:
    git(alone, "checkout", "--quiet", "-b", "work")
    good = (alone / "labbook.toml").read_bytes()
    (alone / "labbook.toml").write_text(text)
    commit_all(alone)
    git(alone, "branch", "--quiet", "--force", "main", "work")
    (alone / "labbook.toml").write_bytes(good)
    with pytest.raises(JournalError) as caught:
        target(alone)
    assert (caught.value.path, caught.value.line) == ("main:labbook.toml", line)
