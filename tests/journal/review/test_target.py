"""Where the bar stands: on the target branch, whatever a branch or a variable says."""

from datetime import timedelta
from pathlib import Path

import pytest

from labbook.errors import JournalError, Refused
from labbook.journal.find import find_journal
from labbook.journal.review.target import Target, TargetUnknown, read_target, renewed
from tests.adapters.git_journal import commit_all, git, make_journal
from tests.journal.review.lab import FOLDER, MANIFEST, Lab, change, pass_in


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
    with pytest.raises(TargetUnknown, match="isn't known here") as caught:
        target(lab.ada, ask=False)
    assert "git remote set-head origin --auto" in str(caught.value.hint)
    assert target(lab.ada).branch == "origin/trunk"
    assert target(lab.ada, ask=False).branch == "origin/trunk"


def test_a_tag_of_the_branch_s_name_is_not_taken_for_it(lab: Lab) -> None:
    git(lab.ada, "checkout", "--quiet", "-b", "quick")
    ask(lab.ada, "99d")
    for name in ("origin/main", "main", "refs/remotes/origin/main"):
        git(lab.ada, "update-ref", f"refs/tags/{name}", "HEAD")
    assert target(lab.ada).settings.review_required_from == "1d"


@pytest.mark.parametrize("depth", [["--depth=1"], ["--single-branch"]])
def test_a_clone_of_one_branch_fetches_the_target(
    lab: Lab, tmp_path: Path, depth: list[str]
) -> None:
    git(lab.ada, "push", "--quiet", "origin", "main:work")
    ask(lab.ada, "3d")
    git(lab.ada, "push", "--quiet", "origin", "main")
    clone = tmp_path / "ci"
    git(tmp_path, "clone", "--quiet", *depth, "--branch=work", lab.origin.as_uri(), str(clone))
    git(clone, "remote", "set-url", "origin", str(tmp_path / "nowhere"))
    git(clone, "symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main")
    with pytest.raises(TargetUnknown, match="branch main, which is not in this clone") as caught:
        target(clone)
    shallow = "--depth=1 " if "--depth=1" in depth else ""
    refs = "+refs/heads/main:refs/remotes/origin/main"
    assert caught.value.hint == f"git fetch {shallow}origin {refs}"
    git(clone, "remote", "set-url", "origin", lab.origin.as_uri())
    assert target(clone).settings.review_required_from == "3d"


def test_a_target_that_is_in_the_clone_already_cuts_no_history_off(
    lab: Lab, tmp_path: Path
) -> None:
    """As a runner clones a tag: some history, and no branch."""
    change(lab.ada, {"README.md": "Words\n"})
    git(lab.ada, "push", "--quiet", "origin", "main")
    clone = tmp_path / "ci"
    git(tmp_path, "clone", "--quiet", "--depth=2", lab.origin.as_uri(), str(clone))
    git(clone, "checkout", "--quiet", "--detach")
    for ref in ("refs/remotes/origin/HEAD", "refs/remotes/origin/main"):
        git(clone, "update-ref", "--no-deref", "-d", ref)
    assert target(clone).branch == "origin/main"
    assert len(git(clone, "rev-list", "HEAD").split()) == 2


def test_an_origin_out_of_reach_whose_branch_is_not_known(lab: Lab, tmp_path: Path) -> None:
    """What was fetched from it counts, where that has a usual name."""
    git(lab.ada, "remote", "set-head", "origin", "--delete")
    git(lab.ada, "remote", "set-url", "origin", str(tmp_path / "nowhere"))
    assert target(lab.ada).branch == "origin/main"
    git(lab.ada, "update-ref", "refs/remotes/origin/trunk", "refs/remotes/origin/main")
    git(lab.ada, "update-ref", "-d", "refs/remotes/origin/main")
    with pytest.raises(TargetUnknown, match="does not appear to be a git repository") as caught:
        target(lab.ada)
    assert "git remote set-head origin main" in str(caught.value.hint)


def test_a_run_below_every_possible_threshold_needs_no_network(lab: Lab, tmp_path: Path) -> None:
    for ref in ("refs/remotes/origin/HEAD", "refs/remotes/origin/main"):
        git(lab.ada, "update-ref", "--no-deref", "-d", ref)
    git(lab.ada, "remote", "set-url", "origin", str(tmp_path / "nowhere"))
    with pytest.raises(TargetUnknown):
        pass_in(lab.ada)
    change(lab.ada, {f"{FOLDER}/launch.yaml": MANIFEST.replace("2d", "2h")})
    passed = pass_in(lab.ada)
    assert passed.reviews == (None,)
    assert passed.notes[0].endswith("; a run this short starts without")
    ask(lab.ada, "1h")
    with pytest.raises(TargetUnknown):
        pass_in(lab.ada)


def test_the_target_is_fetched_before_a_run_that_needs_a_review(lab: Lab, tmp_path: Path) -> None:
    ask(lab.bob, "3d")
    git(lab.bob, "push", "--quiet", "origin", "main")
    assert target(lab.ada).settings.review_required_from == "1d"
    assert pass_in(lab.ada).reviews == (None,)
    git(lab.ada, "remote", "set-url", "origin", str(tmp_path / "nowhere"))
    found = target(lab.ada)
    assert found.settings.review_required_from == "3d"
    again = renewed(find_journal(lab.ada), found)
    assert again.settings == found.settings
    assert "nowhere" in str(again.unreached)


def test_an_origin_that_never_had_anything(alone: Path, tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet", "--bare", "origin.git")
    git(alone, "remote", "add", "origin", str(tmp_path / "origin.git"))
    assert target(alone).branch == "main"


def test_what_is_not_here_of_the_target_branch_is_not_taken_for_missing(
    lab: Lab, tmp_path: Path
) -> None:
    ask(lab.ada, "1h")
    git(lab.ada, "push", "--quiet", "origin", "main")
    git(lab.ada, "checkout", "--quiet", "-b", "work")
    ask(lab.ada, "99d")
    git(lab.ada, "push", "--quiet", "origin", "work")
    git(lab.origin, "config", "uploadpack.allowFilter", "true")
    for number, kind in enumerate(("blob:none", "tree:0")):
        url, name = lab.origin.as_uri(), f"partial-{number}"
        git(tmp_path, "clone", "--quiet", f"--filter={kind}", "--branch=work", url, name)
        clone = tmp_path / name
        git(clone, "remote", "set-url", "origin", str(tmp_path / "nowhere"))
        with pytest.raises(TargetUnknown, match=r"on origin/main can't be read") as caught:
            target(clone)
        assert caught.value.hint == "git fetch --refetch origin main"


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
    assert target(tmp_path / "new").settings.review_required_from == "3d"


def test_a_branch_that_moves_the_journal_takes_its_settings_along(alone: Path) -> None:
    ask(alone, "1h")
    git(alone, "checkout", "--quiet", "-b", "work")
    (alone / "j").mkdir()
    git(alone, "mv", "labbook.toml", "experiments", "j")
    commit_all(alone)
    assert target(alone / "j").settings.review_required_from == "1h"
    git(alone, "checkout", "--quiet", "main")
    change(alone, {"other/labbook.toml": 'review.required_from = "2h"\n'})
    git(alone, "checkout", "--quiet", "work")
    with pytest.raises(TargetUnknown, match=r"there are several: \., other") as caught:
        target(alone / "j")
    assert caught.value.least == timedelta(hours=1)


@pytest.mark.parametrize("text", ["tracker = 3\n", "new_setting = 1\n", 'requires = ">=99"\n'])
def test_settings_that_are_no_business_of_reviews_do_not_count(alone: Path, text: str) -> None:
    good = (alone / "labbook.toml").read_bytes()
    change(alone, {"labbook.toml": text + 'review.required_from = "3d"\n'})
    (alone / "labbook.toml").write_bytes(good)
    assert target(alone).settings.review_required_from == "3d"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("[review\n", 1),
        ('language = "en"\nreview.required_from = "soon"\n', 2),
        ('review.signers = ["bob@lab rsa"]\n', 1),
        ("review.level = 3\n", 1),
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
