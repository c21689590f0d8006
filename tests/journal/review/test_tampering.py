"""Tags that were moved, deleted, forged or copied."""

import json
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from labbook.errors import Refused
from labbook.journal.experiments import load_experiment
from labbook.journal.find import find_journal
from labbook.journal.launchable import load_launchable
from labbook.journal.review import shared
from labbook.journal.review.gate import pass_gate
from labbook.journal.review.tags import read_review_tags
from labbook.journal.review.target import read_target
from labbook.model.review import ReviewRef
from tests.adapters.git_journal import EXPERIMENT, git
from tests.journal.review.lab import CONFIG, FIRST, FOLDER, Lab, approve_in, be, change, pass_in

SECOND = ReviewRef(EXPERIMENT, 2)


def refusal(root: Path) -> str:
    with pytest.raises(Refused) as caught:
        pass_in(root)
    return caught.value.sentence


def message(root: Path, ref: ReviewRef = FIRST) -> dict[str, Any]:
    text = git(root, "for-each-ref", "--format=%(contents)", f"refs/tags/{ref}")
    found: dict[str, Any] = json.loads(text)
    return found


def forge(root: Path, ref: ReviewRef, fields: object, commit: str = "HEAD") -> None:
    """A tag as somebody makes it by hand, and pushes."""
    text = fields if isinstance(fields, str) else json.dumps(fields)
    git(root, "tag", "--annotate", "--cleanup=verbatim", "--message", text, str(ref), commit)
    git(root, "push", "--quiet", "origin", f"refs/tags/{ref}")


def test_a_tag_that_was_moved_to_another_name(lab: Lab) -> None:
    """Of an experiment that is as good as this one, say."""
    approve_in(lab.bob)
    for root in (lab.bob, lab.origin):
        git(root, "update-ref", f"refs/tags/{SECOND}", f"refs/tags/{FIRST}")
        git(root, "update-ref", "-d", f"refs/tags/{FIRST}")
    assert f"{SECOND}: it was moved: the tag calls itself '{FIRST}'" in refusal(lab.ada)


def test_a_tag_that_is_another_at_origin(lab: Lab) -> None:
    approve_in(lab.bob)
    assert pass_in(lab.ada).reviews == (str(FIRST),)
    git(lab.bob, "tag", "--delete", str(FIRST))
    git(lab.origin, "update-ref", "-d", f"refs/tags/{FIRST}")
    approve_in(lab.bob, comment="another")
    assert f"{FIRST}: it was moved: origin has another tag of this name" in refusal(lab.ada)


def test_a_tag_that_was_deleted_at_origin(lab: Lab) -> None:
    approve_in(lab.bob)
    assert pass_in(lab.ada).reviews == (str(FIRST),)
    git(lab.origin, "update-ref", "-d", f"refs/tags/{FIRST}")
    said = refusal(lab.ada)
    assert f"{FIRST}: origin does not have it: it was deleted there" in said
    assert f"or is to be pushed: git push origin refs/tags/{FIRST}" in said


def test_an_origin_out_of_reach_is_said_and_what_is_here_counts(lab: Lab, tmp_path: Path) -> None:
    approve_in(lab.bob)
    pass_in(lab.ada)
    git(lab.ada, "remote", "set-url", "origin", str(tmp_path / "nowhere"))
    passed = pass_in(lab.ada)
    assert passed.reviews == (str(FIRST),)
    said = "reviews are judged by what is here; origin says: fatal:"
    assert passed.notes[0].startswith(said)
    change(lab.ada, {f"{FOLDER}/train.py": "print(1)\n"})
    assert said in refusal(lab.ada)


def test_a_digest_that_the_commit_does_not_have(lab: Lab) -> None:
    """An approval of what is to come, on a commit that somebody else wrote."""
    change(lab.ada, {f"{FOLDER}/config.yaml": CONFIG.replace("0.002", "9")})
    be(lab.ada, "Eve", "eve@example.org")
    approve_in(lab.ada)
    fields = message(lab.ada)
    git(lab.ada, "tag", "--delete", str(FIRST))
    git(lab.origin, "update-ref", "-d", f"refs/tags/{FIRST}")
    forge(lab.ada, FIRST, fields, "HEAD~1")
    assert f"{FIRST}: its digest is not that of its own commit" in refusal(lab.ada)


def test_their_own_work_under_a_tag_of_their_own(lab: Lab) -> None:
    approve_in(lab.bob)
    fields = message(lab.bob) | {"by": {"name": "Ada", "email": "ADA@example.org"}}
    be(lab.ada, "Ada", "ADA@example.org")
    change(lab.ada, {"recipes/other.py": "1\n"})
    git(lab.origin, "update-ref", "-d", f"refs/tags/{FIRST}")
    forge(lab.ada, SECOND, fields)
    said = refusal(lab.ada)
    assert f"{SECOND}: Ada <ADA@example.org> approved their own work" in said


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"experiment": "2026-11-24-other"}, "its message is a review of '2026-11-24-other'"),
        (
            {"by": {"name": "Bob", "email": "bob@example.org"}},
            "Ada Lovelace <ada@example.org> made",
        ),
        ({"approved": []}, "its message is no review"),
        ({"schema": 2}, "its message is no review"),
    ],
)
def test_a_message_that_is_not_true(lab: Lab, changed: dict[str, Any], why: str) -> None:
    approve_in(lab.bob)
    fields = message(lab.bob)
    git(lab.origin, "update-ref", "-d", f"refs/tags/{FIRST}")
    mine = {"by": {"name": "Ada Lovelace", "email": "ada@example.org"}}
    forge(lab.ada, SECOND, fields | mine | changed)
    assert f"{SECOND}: " in refusal(lab.ada)
    assert why in refusal(lab.ada)


@pytest.mark.parametrize("text", ["looks good to me", "[1]", "{", "[" * 30_000, "x" * 140_000, ""])
def test_tags_made_by_hand_are_no_reviews(lab: Lab, text: str) -> None:
    (lab.ada / ".git" / "message").write_text(text)
    file = str(lab.ada / ".git" / "message")
    git(lab.ada, "tag", "--annotate", "--cleanup=verbatim", "--file", file, str(FIRST))
    (tag,) = read_review_tags(lab.ada)
    assert (tag.review, tag.flaw) == (None, "its message is no review")


def test_what_is_no_annotated_tag_on_a_commit(lab: Lab) -> None:
    approve_in(lab.bob)
    git(lab.bob, "tag", f"review/{EXPERIMENT}/2")
    git(lab.bob, "tag", "--annotate", "--message", "{}", f"review/{EXPERIMENT}/3", "HEAD^{tree}")
    git(lab.bob, "tag", "--annotate", "--message", "{}", f"review/{EXPERIMENT}/4", str(FIRST))
    for name in ("x", "007", "8/9"):
        git(lab.bob, "tag", f"review/{EXPERIMENT}/{name}")
    git(lab.bob, "tag", "review/no-experiment/1")
    tags = read_review_tags(lab.bob)
    assert [tag.ref.number for tag in tags] == [1, 2, 3, 4]
    assert {tag.flaw for tag in tags[1:]} == {"it is no annotated tag on a commit"}
    assert tags[0].flaw is None


def test_a_message_with_a_nul_does_not_shift_the_next_tag(lab: Lab) -> None:
    approve_in(lab.bob)
    commit = git(lab.bob, "rev-parse", "HEAD")
    head = f"object {commit}\ntype commit\ntag x\ntagger A <a@b> 1700000000 +0000\n\n"
    hashed = subprocess.run(
        ["git", "-C", lab.bob, "hash-object", "-t", "tag", "-w", "--stdin", "--literally"],
        input=(head + f"{{}}\0refs/tags/{FIRST}\0commit\0").encode(),
        capture_output=True,
        check=True,
    ).stdout.decode()
    git(lab.bob, "update-ref", f"refs/tags/review/{EXPERIMENT}/0001", hashed.strip())
    git(lab.bob, "update-ref", f"refs/tags/{SECOND}", hashed.strip())
    first, second = read_review_tags(lab.bob)
    assert (first.ref, first.flaw) == (FIRST, None)
    assert second.flaw == "it was moved: the tag calls itself 'x'"


def test_a_mailmap_of_the_branch_names_nobody_else(lab: Lab) -> None:
    approve_in(lab.bob)
    mailmap = "Eve <eve@example.org> Ada Lovelace <ada@example.org>\n"
    change(lab.bob, {".mailmap": mailmap, f"{FOLDER}/train.py": "print(1)\n"})
    with pytest.raises(Refused, match="wrote this"):
        approve_in(lab.bob)


def test_a_replaced_object_is_not_taken_for_what_it_replaces(lab: Lab) -> None:
    approve_in(lab.bob)
    good = git(lab.ada, "rev-parse", f"HEAD:{FOLDER}/train.py")
    change(lab.ada, {f"{FOLDER}/train.py": "print('worse')\n"})
    worse = git(lab.ada, "rev-parse", f"HEAD:{FOLDER}/train.py")
    git(lab.ada, "replace", worse, good)
    assert git(lab.ada, "show", f"HEAD:{FOLDER}/train.py") == "print('training')"
    assert "./train.py: changed" in refusal(lab.ada)


def test_a_review_in_which_control_characters_hide(lab: Lab) -> None:
    approve_in(lab.bob)
    fields = message(lab.bob) | {
        "by": {"name": "Ada\x1b[2K\nLovelace\u202e", "email": "ada@example.org"},
        "comment": "a\nb\x07",
    }
    forge(lab.ada, SECOND, fields)
    tag = next(tag for tag in read_review_tags(lab.ada) if tag.ref == SECOND)
    assert tag.review is not None
    assert (tag.review.by.name, tag.review.comment) == ("Ada Lovelace", "a b")


def test_a_tag_that_comes_between_listing_and_fetching_is_no_stray(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    approve_in(lab.bob)
    fetch = shared.fetch_tags

    def later(root: Path, under: str) -> str | None:
        approve_in(lab.bob)
        return fetch(root, under)

    monkeypatch.setattr(shared, "fetch_tags", later)
    target = read_target(find_journal(lab.ada))
    found = shared.shared_tags(lab.ada, [EXPERIMENT], target)
    assert [tag.ref for tag in found.tags] == [FIRST, SECOND]
    assert found.strays == {}


def test_a_target_branch_that_could_not_be_asked_for_is_told_with_its_reviews(lab: Lab) -> None:
    target = replace(read_target(find_journal(lab.ada)), unreached="no route to host")
    for shares in (True, False):
        found = shared.shared_tags(lab.ada, [EXPERIMENT], replace(target, remote=shares))
        assert found.remarks == (
            "reviews are judged by what is here; origin says: no route to host",
        )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("GIT_DIR", "{other}/.git"),
        ("GIT_COMMON_DIR", "{other}/.git"),
        ("GIT_OBJECT_DIRECTORY", "{other}/.git/objects"),
        ("GIT_NAMESPACE", "other"),
        ("GIT_CONFIG_PARAMETERS", "'remote.origin.url={other}'"),
        ("GIT_LITERAL_PATHSPECS", "1"),
        ("GIT_ICASE_PATHSPECS", "1"),
    ],
)
def test_an_environment_that_speaks_of_another_repository(
    lab: Lab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    """As git sets it in hooks; origin is asked, and that of this journal."""
    approve_in(lab.bob)
    pass_in(lab.ada)
    git(tmp_path, "init", "--quiet", "other")
    git(lab.origin, "update-ref", "-d", f"refs/tags/{FIRST}")
    commit = git(lab.ada, "rev-parse", "HEAD")
    journal = find_journal(lab.ada)
    experiment = load_experiment(journal, journal.layout.experiment(EXPERIMENT))
    manifest = load_launchable(journal, experiment).manifest
    monkeypatch.setenv(name, value.format(other=tmp_path / "other"))
    with pytest.raises(Refused, match="origin does not have it: it was deleted there"):
        pass_gate(journal, experiment, commit, manifest, [{}])
