"""What can be approved, by whom, and what an approval records."""

import json
import shutil
from pathlib import Path

import pytest

from labbook.commands.approve import Approvable, approvable, approve
from labbook.errors import JournalError, ProblemsFound, Refused, UsageError
from labbook.journal import numbered_tags
from labbook.journal.find import find_journal
from labbook.journal.review.tags import read_review_tags
from tests.adapters.git_journal import EXPERIMENT, git
from tests.journal.review.lab import (
    CONFIG,
    FIRST,
    FOLDER,
    MANIFEST,
    Lab,
    approve_in,
    be,
    change,
    make_lab,
    pass_in,
    share,
    write,
)


def look(root: Path, *settings: str, seeds: int | None = None) -> Approvable:
    return approvable(find_journal(root), EXPERIMENT, settings=settings, seeds=seeds)


def test_what_is_recorded(lab: Lab) -> None:
    recorded = approve_in(lab.bob, "lr=1e-4,3e-4", comment="as in\nthe paper ☃")
    assert (recorded.ref, recorded.signed, recorded.note) == (FIRST, False, None)
    head = git(lab.bob, "rev-parse", "HEAD")
    (tag,) = read_review_tags(lab.origin)
    assert (tag.commit, tag.flaw) == (head, None)
    assert tag.review is not None
    assert str(tag.review.by) == str(tag.tagger) == "Bob <bob@example.org>"
    assert tag.review.comment == "as in the paper ☃"
    assert [dict(one.overrides) for one in tag.review.approved] == [{"lr": "1e-4"}, {"lr": "3e-4"}]
    assert len({one.digest for one in tag.review.approved}) == 2
    text = git(lab.bob, "tag", "--list", "--format=%(contents)", str(FIRST))
    assert list(json.loads(text)) == sorted(json.loads(text))


def test_an_origin_that_cannot_be_asked_is_told(lab: Lab) -> None:
    lab.origin.rename(lab.origin.with_name("gone"))
    said, *_ = look(lab.bob).since
    assert said.startswith("reviews are judged by what is here; origin says: ")


def test_nothing_is_recorded_by_looking(lab: Lab) -> None:
    what = look(lab.bob)
    assert [str(one) for one in what.authors] == ["Ada Lovelace <ada@example.org>"]
    assert what.since == (
        "there is no earlier approval that holds; this one covers",
        f"  config values: 4, see labbook config {EXPERIMENT}",
        "  launch.yaml, and these files: ./smoke.py, ./train.py, recipes/train.py,"
        " shared/model.yaml",
    )
    assert git(lab.bob, "tag", "--list") == ""


def test_the_last_author_may_not(lab: Lab) -> None:
    be(lab.ada, "Ada L.", "ADA@example.org")
    with pytest.raises(Refused, match="wrote this") as caught:
        look(lab.ada)
    assert "review.allow_self = true on origin/main" in str(caught.value.hint)


def test_the_last_author_may_where_the_target_branch_says_so(tmp_path: Path) -> None:
    lab = make_lab(tmp_path, allow_self="true")
    assert approve_in(lab.ada).ref == FIRST
    assert pass_in(lab.ada).reviews == (str(FIRST),)


def test_who_git_says_is_at_work_approves(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_COMMITTER_EMAIL", "ada@example.org")
    with pytest.raises(Refused, match="wrote this"):
        look(lab.bob)


def test_nobody_is_told_to_say_who_they_are(lab: Lab, home: Path) -> None:
    git(lab.bob, "config", "--unset", "user.email")
    (home / ".gitconfig").write_text("[user]\nuseConfigOnly = true\n")
    with pytest.raises(Refused, match="your name"):
        look(lab.bob)


@pytest.mark.parametrize(
    "name", ["train.py", "config.yaml", "launch.yaml", "new.py", "../../recipes/train.py"]
)
def test_what_is_not_committed_can_not_be_approved(lab: Lab, name: str) -> None:
    path = lab.bob / FOLDER / name
    path.write_text((path.read_text() if path.exists() else "") + "# more\n")
    with pytest.raises(Refused, match="differ from it") as caught:
        look(lab.bob)
    assert path.name in caught.value.sentence


def test_other_files_do_not_stand_in_the_way(lab: Lab) -> None:
    write(lab.bob, {"recipes/other.py": "2\n", f"{FOLDER}/report.md": "---\ntitle: T\n---\n"})
    assert look(lab.bob).states


def test_what_can_not_be_launched_can_not_be_approved(lab: Lab) -> None:
    change(lab.bob, {f"{FOLDER}/config.yaml": CONFIG + "bad: !ref <gone>\n"})
    with pytest.raises(ProblemsFound, match="gone"):
        look(lab.bob)
    change(lab.bob, {f"{FOLDER}/config.yaml": CONFIG, f"{FOLDER}/launch.yaml": "duration: 2d\n"})
    with pytest.raises(ProblemsFound, match="command"):
        look(lab.bob)


def test_overrides_that_do_not_fit(lab: Lab) -> None:
    with pytest.raises(UsageError, match="lrr"):
        look(lab.bob, "lrr=1e-4")


def test_a_journal_without_a_commit(lab: Lab) -> None:
    shutil.rmtree(lab.bob / ".git")
    git(lab.bob, "init", "--quiet")
    with pytest.raises(JournalError, match="no commit yet"):
        look(lab.bob)


def test_what_changed_since_the_last_approval_is_shown(lab: Lab) -> None:
    approve_in(lab.bob)
    assert look(lab.bob).since[1:] == ("since then:", "  nothing")
    change(lab.ada, {f"{FOLDER}/config.yaml": CONFIG.replace("0.002", "0.004")})
    share(lab)
    first, *others = look(lab.bob).since
    assert first.startswith(f"last approval: {FIRST}, by Bob <bob@example.org>, ")
    assert "lr 0.002 → 0.004" in " ".join(" ".join(others).split())


def test_what_differs_from_the_baseline_is_shown_before_the_first(lab: Lab) -> None:
    other = "experiments/2026-11-20-base"
    change(lab.ada, {
        f"{other}/report.md": "---\ntitle: Base\n---\n",
        f"{other}/config.yaml": CONFIG.replace("0.002", "0.001"),
        f"{other}/launch.yaml": MANIFEST.replace("2d", "1h"),
        f"{FOLDER}/report.md": "---\ntitle: T\nbaseline: 2026-11-20-base\n---\n",
    })  # fmt: skip
    share(lab)
    said = " ".join(" ".join(look(lab.bob).since).split())
    assert "lr 0.001 → 0.002" in said
    assert "duration 1h → 2d" in said


def test_each_of_several_runs_is_shown(lab: Lab) -> None:
    approve_in(lab.bob)
    said = [" ".join(line.split()) for line in look(lab.bob, "lr=0.1,0.2,0.3").since]
    assert "lr 0.002 → 0.1 config.yaml:2" in said
    second = said.index("with --set lr=0.2, compared with the first run:")
    third = said.index("with --set lr=0.3, compared with the first run:")
    assert second < said.index("lr 0.1 → 0.2 config.yaml:2") < third
    assert "lr_adapt 0.05 → 0.15 follows <lr> / 2" in said[third:]


def test_of_many_runs_not_all_are_shown(lab: Lab) -> None:
    assert look(lab.bob, seeds=20).since[-1] == "and 9 more runs, which have other overrides"


def test_a_number_that_is_taken_at_origin(lab: Lab, tmp_path: Path) -> None:
    """Somebody else approves at the same time, in a clone that doesn't know of it."""
    git(tmp_path, "clone", "--quiet", str(lab.origin), "eve")
    be(tmp_path / "eve", "Eve", "eve@example.org")
    what = look(lab.bob)
    approve_in(tmp_path / "eve")
    assert approve(what).ref.number == 2
    assert [tag.tagger.name for tag in read_review_tags(lab.bob)] == ["Eve", "Bob"]


def test_an_origin_out_of_reach_keeps_it_here(lab: Lab, tmp_path: Path) -> None:
    git(lab.bob, "remote", "set-url", "origin", str(tmp_path / "nowhere"))
    recorded = approve_in(lab.bob)
    assert "does not appear to be a git repository" in str(recorded.note)
    assert len(read_review_tags(lab.bob)) == 1
    git(lab.bob, "remote", "set-url", "origin", str(lab.origin))
    git(lab.bob, "push", "--quiet", "origin", f"refs/tags/{FIRST}")
    assert pass_in(lab.ada).reviews == (str(FIRST),)


def test_reviews_are_shared_as_claims_are(lab: Lab) -> None:
    change(lab.ada, {"labbook.toml": 'claim = "local"\n'})
    share(lab)
    assert approve_in(lab.bob).note is None
    assert git(lab.origin, "tag", "--list") == ""
    assert pass_in(lab.bob).reviews == (str(FIRST),)


def test_a_push_that_is_interrupted_leaves_no_tag(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr(numbered_tags, "push_tag", interrupted)
    with pytest.raises(KeyboardInterrupt):
        approve_in(lab.bob)
    assert git(lab.bob, "tag", "--list") == ""


def test_numbers_go_on_after_a_rename(lab: Lab) -> None:
    approve_in(lab.bob)
    folder = "experiments/2026-11-25-keywords"
    git(lab.ada, "mv", FOLDER, folder)
    head = f"---\ntitle: T\nformerly: [{EXPERIMENT}, ../..]\n---\n"
    change(lab.ada, {f"{folder}/report.md": head})
    share(lab)
    what = approvable(find_journal(lab.bob), "keywords")
    assert str(approve(what).ref) == "review/2026-11-25-keywords/2"


def test_a_comment_beyond_measure(lab: Lab) -> None:
    with pytest.raises(UsageError, match="too long"):
        approve_in(lab.bob, comment="x" * 70_000)
    assert approve_in(lab.bob, comment="\udcff").ref == FIRST
