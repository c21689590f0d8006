"""Approvals in a merge request: which hold, and what is said of those that don't."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from labbook.errors import Refused
from labbook.journal.review.reviewed import ReviewedState
from tests.adapters.git_journal import commit_all, git
from tests.fakes.gitlab import Fault
from tests.journal.review.forge_journal import ForgeJournal, forge_journal


@pytest.fixture
def lab(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ForgeJournal]:
    with forge_journal(tmp_path, monkeypatch) as made:
        yield made


def refusal(lab: ForgeJournal, *states: ReviewedState) -> str:
    with pytest.raises(Refused) as caught:
        lab.find(*states)
    return f"{caught.value}\n{caught.value.hint}"


def test_an_approval_by_the_button(lab: ForgeJournal) -> None:
    lab.request.approve(lab.bob)
    found = lab.find()
    assert (found.approval.username, found.approval.name) == ("bob", "Bob Stone")
    assert (found.approval.forge, found.approval.way) == ("gitlab", "approval")
    assert found.approval.host == lab.server.url.removeprefix("http://")
    assert found.approval.merge_request == f"{lab.server.url}/speech/journal/-/merge_requests/1"
    assert found.approval.at == "2026-11-23T09:01:00Z"
    assert (found.by.name, found.by.email) == ("Bob Stone", "bob@lab.example")
    assert found.remarks == ()


def test_nobody_yet(lab: ForgeJournal) -> None:
    told = refusal(lab)
    assert "nobody has approved yet" in told
    assert f"`/approve {lab.state().digest}`" in told
    assert "/speech/journal/-/merge_requests/1" in told


def test_a_comment_or_a_report_that_is_pushed_later_changes_nothing(lab: ForgeJournal) -> None:
    lab.request.approve(lab.bob)
    lab.push(config_yaml="# wide\nseed: 1986\nlr: 1e-1\n")
    lab.push(report_md="---\ntitle: Wider\n---\n")
    assert lab.find().approval.username == "bob"


@pytest.mark.parametrize(
    "files",
    [
        {"config_yaml": "seed: 1986\nlr: 1.0\n"},
        {"train_py": "print('training ')\n"},
        {"launch_yaml": "command: [python, train.py]\nduration: 3d\n"},
    ],
)
def test_a_push_that_changes_the_state_voids_it(lab: ForgeJournal, files: dict[str, str]) -> None:
    lab.request.approve(lab.bob)
    lab.push(**files)
    assert "@bob approved at 2026-11-23T09:01:00Z, before the push of" in refusal(lab)
    lab.request.approve(lab.bob)
    assert lab.find().approval.at == "2026-11-23T09:03:00Z"


def test_a_state_that_came_back_is_not_approved_again(lab: ForgeJournal) -> None:
    lab.request.approve(lab.bob)
    lab.push(config_yaml="seed: 1986\nlr: 1.0\n")
    lab.push(config_yaml="seed: 1986\nlr: 0.1\n")
    assert "before the push of 2026-11-23T09:03:00Z" in refusal(lab)


def test_a_branch_that_holds_something_else(lab: ForgeJournal) -> None:
    lab.request.approve(lab.bob)
    lab.push(train_py="print('other')\n")
    git(lab.root, "checkout", "--quiet", "HEAD~1")
    assert "the branch holds another state" in refusal(lab)


def test_an_approval_that_was_taken_back(lab: ForgeJournal) -> None:
    lab.request.approve(lab.bob)
    lab.request.unapprove(lab.bob)
    assert "nobody has approved yet" in refusal(lab)


def test_a_time_that_is_not_told(lab: ForgeJournal) -> None:
    lab.project.tells_approved_at = False
    lab.request.approve(lab.bob)
    assert lab.find().approval.at == "2026-11-23T09:01:00Z"
    lab.request.notes.clear()
    assert "doesn't tell when" in refusal(lab)


def test_who_opened_the_merge_request_may_not(lab: ForgeJournal) -> None:
    lab.ada.name, lab.ada.public_email = "Countess", ""
    lab.request.approve(lab.ada)
    assert "@ada approved, but made the merge request" in refusal(lab)
    lab.request.approve(lab.bob)
    assert lab.find().approval.username == "bob"


@pytest.mark.parametrize(
    "author",
    [
        "bob <other@example.org>",
        "BOB STONE <other@example.org>",
        "Somebody <BOB@lab.example>",
        "Somebody <2-bob@users.noreply.git.lab>",
    ],
)
def test_who_wrote_the_files_last_may_not(lab: ForgeJournal, author: str) -> None:
    lab.write(config_yaml="seed: 1986\nlr: 0.2\n")
    git(lab.root, "commit", "--quiet", "--all", "--message", "Change", "--author", author)
    lab.push()
    lab.request.approve(lab.bob)
    assert "@bob approved, but wrote this, as" in refusal(lab)


def test_who_wrote_them_last_on_the_branch_may_not_after_a_squash(lab: ForgeJournal) -> None:
    lab.write(config_yaml="seed: 1986\nlr: 0.2\n")
    git(lab.root, "commit", "--quiet", "--all", "-m", "Change", "--author", "Bob Stone <b@x>")
    lab.push()
    lab.request.approve(lab.bob)
    git(lab.root, "checkout", "--quiet", "main")
    git(lab.root, "merge", "--quiet", "--squash", "wide")
    lab.request.merge(lab.ada, commit_all(lab.root, "Widen"))
    git(lab.root, "push", "--quiet", "origin", "main")
    assert "wrote this, as Bob Stone" in refusal(lab)


def test_a_one_person_lab_may_allow_it(lab: ForgeJournal) -> None:
    lab.request.approve(lab.ada)
    lab.settle(review__allow_self="true")
    assert lab.find().approval.username == "ada"


def test_a_branch_can_not_allow_it_nor_choose_the_forge(lab: ForgeJournal) -> None:
    (lab.root / "labbook.toml").write_text(
        'review.allow_self = true\nforge.url = "https://evil.example"\n'
    )
    commit_all(lab.root, "Lower the bar")
    lab.push()
    lab.request.approve(lab.ada)
    assert "@ada approved, but made the merge request" in refusal(lab)


@pytest.mark.parametrize("how", [{"bot": True}, {"username": "project_3_bot_0a1b"}])
def test_a_program_may_not(lab: ForgeJournal, how: dict[str, object]) -> None:
    vars(lab.bob).update(how)
    lab.request.approve(lab.bob)
    assert "is a program" in refusal(lab)


def test_what_can_not_be_compared_is_said(lab: ForgeJournal) -> None:
    lab.bob.public_email = ""
    lab.request.approve(lab.bob)
    (remark,) = lab.find().remarks
    assert "no e-mail address of @bob" in remark
    assert "Ada Lovelace <ada@example.org> by name only" in remark


@pytest.mark.parametrize("digits", [12, 40, 64])
def test_an_approval_by_a_note(lab: ForgeJournal, digits: int) -> None:
    beginning = lab.state().digest[: len("sha256:") + digits]
    lab.request.note(lab.bob, f"Looks right.\n\n`/approve {beginning.upper()}`")
    found = lab.find()
    assert (found.approval.username, found.approval.way) == ("bob", "note")
    assert found.approval.at == "2026-11-23T09:01:00Z"


def test_the_beginning_of_a_digest_counts_for_what_the_branch_held(lab: ForgeJournal) -> None:
    """Another state with the same twelve digits takes minutes to find."""
    first = lab.state()
    lab.push(config_yaml="seed: 1986\nlr: 1.0\n")
    lab.request.note(lab.bob, f"`/approve {first.digest[:19]}`")
    lab.push(config_yaml="seed: 1986\nlr: 0.1\n")
    told = refusal(lab)
    assert "@bob approved at 2026-11-23T09:02:00Z, before the push of 2026-11-23T09:03:00Z" in told
    assert "a note with all digits of the digest counts" in told
    lab.request.note(lab.bob, f"`/approve {first.digest[:19]}`")
    assert lab.find().approval.way == "note"


def test_a_whole_digest_counts_whenever_it_is_written(lab: ForgeJournal) -> None:
    first = lab.state()
    lab.push(config_yaml="seed: 1986\nlr: 1.0\n")
    lab.request.note(lab.bob, f"`/approve {first.digest}`")
    lab.push(config_yaml="seed: 1986\nlr: 0.1\n")
    assert lab.find().approval.way == "note"


def test_the_beginning_of_a_digest_where_pushes_are_not_to_be_had(lab: ForgeJournal) -> None:
    lab.server.faults = [Fault("/versions$", status=403)]
    lab.request.note(lab.bob, f"`/approve {lab.state().digest[:19]}`")
    assert "doesn't show when the branch was pushed; a note with all digits" in refusal(lab)


def test_a_bare_line_is_the_forges_own_command(lab: ForgeJournal) -> None:
    lab.request.note(lab.bob, f"/approve {lab.state().digest}")
    assert lab.find().approval.way == "approval"


@pytest.mark.parametrize("status", [403, 404])
def test_a_note_where_approvals_are_not_to_be_had(lab: ForgeJournal, status: int) -> None:
    lab.server.faults = [Fault("/(approvals|versions)$", status=status)]
    lab.request.approve(lab.bob)
    assert "the token doesn't show who has approved" in refusal(lab)
    lab.request.note(lab.bob, f"`/approve {lab.state().digest}`")
    assert lab.find().approval.way == "note"


def test_approvals_without_pushes_do_not_count(lab: ForgeJournal) -> None:
    lab.server.faults = [Fault("/versions$", status=403)]
    lab.request.approve(lab.bob)
    assert "doesn't show when the branch was pushed" in refusal(lab)


def test_a_note_that_names_another_state(lab: ForgeJournal) -> None:
    lab.request.note(lab.bob, f"`/approve {lab.state().digest}`")
    lab.push(config_yaml="seed: 1986\nlr: 1.0\n")
    told = refusal(lab)
    assert "@bob approved sha256:" in told
    assert "which is not this state" in told


def test_a_beginning_that_is_too_short_names_nothing(lab: ForgeJournal) -> None:
    lab.request.note(lab.bob, f"`/approve {lab.state().digest[:18]}`")
    assert "which is not this state" in refusal(lab)


def test_notes_of_others_do_not_count(lab: ForgeJournal) -> None:
    line = f"`/approve {lab.state().digest}`"
    lab.request.note(lab.eve, line)
    lab.request.note(lab.ada, line)
    lab.request.approve(lab.ada)
    lab.request.note(lab.bob, f"> {line}\n\nnot yet")
    told = refusal(lab)
    assert "@eve approved, but is no Developer of the project" in told
    assert told.count("@ada approved, but made the merge request") == 1
    assert "@bob" not in told


def test_a_note_that_was_edited_does_not_count(lab: ForgeJournal) -> None:
    lab.request.note(lab.bob, "nice")
    lab.request.edit_last(f"`/approve {lab.state().digest}`")
    assert "@bob approved in a note that was edited since" in refusal(lab)


def test_overrides_are_approved_by_notes_only(lab: ForgeJournal) -> None:
    states = [lab.state(lr="1e-3"), lab.state(lr="3e-3")]
    lab.request.approve(lab.bob)
    told = refusal(lab, *states)
    assert "says nothing of overrides" in told
    assert all(f"`/approve {state.digest}`" in told for state in states)
    lab.request.note(lab.bob, f"`/approve {states[0].digest}`")
    assert f"@bob approved, but not {states[1].digest[:19]}" in refusal(lab, *states)
    lab.request.note(lab.bob, f"`/approve {states[1].digest}`")
    found = lab.find(*states)
    assert (found.approval.way, found.approval.at) == ("note", "2026-11-23T09:03:00Z")


def test_the_merge_request_of_what_was_merged(lab: ForgeJournal) -> None:
    lab.request.approve(lab.bob)
    lab.merge()
    assert lab.find().approval.username == "bob"


def test_a_later_merge_request_on_something_else_approves_nothing(lab: ForgeJournal) -> None:
    lab.push(config_yaml="seed: 1986\nlr: 1.0\n")
    lab.push(config_yaml="seed: 1986\nlr: 0.1\n")
    lab.merge()
    git(lab.root, "checkout", "--quiet", "-b", "readme")
    (lab.root / "README.md").write_text("A journal.\n")
    lab.write(config_yaml="# a comment\nseed: 1986\nlr: 0.1\n")
    commit_all(lab.root, "Tell")
    git(lab.root, "push", "--quiet", "origin", "readme")
    lab.project.open(lab.ada, "readme").approve(lab.bob)
    assert "merge_requests/1" in refusal(lab)
    lab.request.approve(lab.bob)
    assert lab.find().approval.merge_request.endswith("/1")


def test_a_state_that_came_without_a_merge_request(lab: ForgeJournal) -> None:
    lab.project.merge_requests.clear()
    told = refusal(lab)
    assert (
        f"no merge request into main brought in {git(lab.root, 'rev-parse', 'HEAD')[:10]}" in told
    )
    assert "open a merge request into main" in told


@pytest.mark.parametrize(
    ("change", "says"),
    [({"state": "closed"}, "!1 is closed into main"), ({"target": "dev"}, "opened into dev")],
)
def test_a_merge_request_that_goes_elsewhere(
    lab: ForgeJournal, change: dict[str, str], says: str
) -> None:
    vars(lab.request).update(change)
    lab.request.approved[lab.bob.id] = "2026-11-23T12:00:00.000Z"
    assert says in refusal(lab)


def test_the_merged_one_of_several(lab: ForgeJournal) -> None:
    lab.project.open(lab.ada, "wide")
    lab.request.approve(lab.bob)
    lab.merge()
    assert lab.find().approval.merge_request.endswith("/1")


def overwrite(lab: ForgeJournal) -> str:
    """Push another commit of the same state in place of the first, which is forgotten here."""
    first = git(lab.root, "rev-parse", "HEAD")
    git(lab.root, "commit", "--quiet", "--amend", "--message", "Widen anew")
    lab.push(force=True)
    git(lab.root, "reflog", "expire", "--expire=now", "--all")
    git(lab.root, "gc", "--quiet", "--prune=now")
    assert not is_here(lab, first)
    return first


def is_here(lab: ForgeJournal, commit: str) -> bool:
    listed = git(lab.root, "cat-file", "--batch-all-objects", "--batch-check=%(objectname)")
    return commit in listed.split()


def test_pushes_that_were_overwritten_are_fetched(lab: ForgeJournal) -> None:
    lab.request.approve(lab.bob)
    first = overwrite(lab)
    assert lab.find().approval.username == "bob"
    assert is_here(lab, first)


def test_pushes_before_the_approval_are_left_alone(lab: ForgeJournal) -> None:
    first = overwrite(lab)
    lab.request.approve(lab.bob)
    assert lab.find().approval.username == "bob"
    assert not is_here(lab, first)


def test_a_push_that_can_not_be_had_counts_as_another_state(lab: ForgeJournal) -> None:
    lab.request.approve(lab.bob)
    lab.request.versions[0]["head_commit_sha"] = "1" * 40
    told = refusal(lab)
    assert "the pushed commit 1111111111 can't be fetched" in told
    assert "@bob approved, but what is on the branch is not known" in told
    lab.push()
    assert "and what was there then is not known" in refusal(lab)


def test_a_shallow_clone_says_what_to_fetch(lab: ForgeJournal, tmp_path: Path) -> None:
    lab.request.approve(lab.bob)
    lab.push(train_py="print(1)\n")
    origin = lab.project.origin.as_uri()
    git(tmp_path, "clone", "--quiet", "--depth=1", "--branch=wide", origin, "shallow")
    lab.root = tmp_path / "shallow"
    git(lab.root, "fetch", "--quiet", "--depth=1", "origin", "+main:refs/remotes/origin/main")
    git(lab.root, "remote", "set-head", "origin", "main")
    assert "git fetch --unshallow origin" in refusal(lab)
