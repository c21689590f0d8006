"""`labbook approve --from-merge-request`, and the gate that its tag opens."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from labbook.errors import Refused
from tests.adapters.git_journal import commit_all, git
from tests.cli.running import labbook
from tests.fakes.gitlab import Fault
from tests.journal.review.forge_journal import EXPERIMENT, ForgeJournal, forge_journal
from tests.journal.review.lab import pass_in

FIRST = f"review/{EXPERIMENT}/1"
FROM = ("approve", "wide", "--from-merge-request")


@pytest.fixture
def lab(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ForgeJournal]:
    with forge_journal(tmp_path, monkeypatch) as made:
        yield made


def reviews(lab: ForgeJournal, **overrides: str) -> tuple[str | None, ...]:
    """What the gate finds for a launch. Raises Refused where it finds nothing."""
    return pass_in(lab.root, [overrides], EXPERIMENT).reviews


def gate_refuses(lab: ForgeJournal) -> str:
    with pytest.raises(Refused) as caught:
        reviews(lab)
    return str(caught.value)


def sign_with(lab: ForgeJournal, email: str) -> str:
    """Let git here sign with a new SSH key; the key's line for review.signers."""
    key = lab.root.parent / email
    command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)]
    subprocess.run(command, check=True)
    for name, value in {
        "user.name": email.partition("@")[0],
        "user.email": email,
        "user.signingKey": f"{key}.pub",
        "gpg.format": "ssh",
    }.items():
        git(lab.root, "config", name, value)
    kind, content, *_ = Path(f"{key}.pub").read_text().split()
    return f"{email} {kind} {content}"


def test_an_approval_is_told_and_recorded_for_all(lab: ForgeJournal) -> None:
    lab.request.approve(lab.bob)
    assert labbook(lab.root, "launch", "wide").returncode == 5
    done = labbook(lab.root, *FROM)
    assert done.returncode == 0, done.stderr
    assert done.stdout == f"{FIRST}\n"
    page = f"{lab.server.url}/speech/journal/-/merge_requests/1"
    assert f"Bob Stone (@bob) approved {page} by the button at 2026-11-23T09:01:00Z" in done.stderr
    message = json.loads(git(lab.project.origin, "tag", "--list", "--format=%(contents)", FIRST))
    assert message["approved_by"] == {
        "forge": "gitlab",
        "host": lab.server.url.removeprefix("http://"),
        "username": "bob",
        "name": "Bob Stone",
        "merge_request": page,
        "at": "2026-11-23T09:01:00Z",
        "way": "approval",
    }
    assert message["by"] == {"name": "Bob Stone", "email": "bob@lab.example"}
    assert labbook(lab.root, "launch", "wide").returncode == 0


def test_the_author_may_record_it_and_the_next_push_voids_it(lab: ForgeJournal) -> None:
    lab.request.approve(lab.bob)
    assert labbook(lab.root, "approve", "wide").returncode == 5
    assert labbook(lab.root, *FROM).returncode == 0
    lab.push(config_yaml="seed: 1986\nlr: 1.0\n")
    assert "0.1 → 1.0" in gate_refuses(lab)
    assert labbook(lab.root, *FROM).returncode == 5


def test_nobody_has_approved(lab: ForgeJournal) -> None:
    lab.request.approve(lab.ada)
    done = labbook(lab.root, *FROM)
    assert (done.returncode, done.stdout) == (5, "")
    assert "@ada approved, but made the merge request" in done.stderr
    assert f"`/approve {lab.state().digest}`" in done.stderr
    assert git(lab.root, "tag", "--list") == ""


def test_a_note_approves_overrides(lab: ForgeJournal) -> None:
    sets = ("--set", "lr=1e-3")
    lab.request.approve(lab.bob)
    refused = labbook(lab.root, *FROM, *sets)
    assert refused.returncode == 5
    digest = lab.state(lr="1e-3").digest
    lab.request.note(lab.bob, f"`/approve {digest}`")
    done = labbook(lab.root, *FROM, *sets, "--json")
    answer = json.loads(done.stdout)
    assert (answer["schema"], answer["review"]) == (1, FIRST)
    assert answer["approved"] == [{"overrides": {"lr": "1e-3"}, "digest": digest}]
    assert answer["approved_by"]["way"] == "note"
    assert reviews(lab, lr="1e-3") == (FIRST,)
    gate_refuses(lab)


def test_without_a_token_nothing_is_asked(
    lab: ForgeJournal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITLAB_URL", "https://gitlab.example")
    done = labbook(lab.root, *FROM)
    assert done.returncode == 5
    assert f"no token is configured for {lab.server.url}" in done.stderr
    assert "GITLAB_URL names https://gitlab.example" in done.stderr
    assert lab.server.requests == []


def test_a_forge_that_fails_is_an_outside_error(lab: ForgeJournal) -> None:
    lab.server.faults = [Fault("/notes$", body=b"<html>", kind="text/html")]
    done = labbook(lab.root, *FROM)
    assert done.returncode == 4
    assert "canary" not in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_no_forge_is_named(lab: ForgeJournal) -> None:
    git(lab.root, "checkout", "--quiet", "main")
    (lab.root / "labbook.toml").write_text("")
    commit_all(lab.root, "Forget")
    git(lab.root, "push", "--quiet", "origin", "main")
    git(lab.root, "checkout", "--quiet", "wide")
    done = labbook(lab.root, *FROM)
    assert done.returncode == 5
    assert "names no forge" in done.stderr


def test_where_approvals_are_signed_the_key_of_ci_signs(lab: ForgeJournal) -> None:
    signer = sign_with(lab, "ci@lab.example")
    lab.settle(review__signers=json.dumps([signer]))
    lab.request.approve(lab.bob)
    done = labbook(lab.root, *FROM)
    assert done.returncode == 0, done.stderr
    assert "SSH SIGNATURE" in git(lab.root, "cat-file", "tag", FIRST)
    assert reviews(lab) == (FIRST,)


def test_where_approvals_are_signed_the_author_may_not_sign(lab: ForgeJournal) -> None:
    signer = sign_with(lab, "ada@example.org")
    lab.settle(review__signers=json.dumps([signer]))
    lab.request.approve(lab.bob)
    done = labbook(lab.root, *FROM)
    assert done.returncode == 5
    assert "wrote this" in done.stderr


def test_where_approvals_are_signed_an_unsigned_record_counts_for_nothing(
    lab: ForgeJournal,
) -> None:
    lab.request.approve(lab.bob)
    assert labbook(lab.root, *FROM).returncode == 0
    lab.settle(review__signers=json.dumps([sign_with(lab, "ci@lab.example")]))
    assert "it is not signed" in gate_refuses(lab)
