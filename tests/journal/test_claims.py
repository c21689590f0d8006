"""Tags as labbook makes them, and as others might."""

import json
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from labbook.errors import OutsideError, Refused
from labbook.journal import remote
from labbook.journal.claiming import claim_run, push_unpushed
from labbook.journal.claims import claim_message, parse_claim, read_claims, taken_numbers
from labbook.journal.find import Journal, find_journal
from labbook.model.reference import RunRef
from labbook.model.run import Claim
from tests.adapters.git_journal import EXPERIMENT, git, make_journal

OTHER = "2026-11-24-other"


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    root = tmp_path / "мой журнал"
    root.mkdir()
    make_journal(root)
    return find_journal(root)


def wanted(journal: Journal, experiment: str = EXPERIMENT) -> Claim:
    return Claim(
        run=RunRef(experiment, 0),
        commit=git(journal.layout.root, "rev-parse", "HEAD"),
        created="2026-11-23T09:00:00Z",
        launcher="local",
        overrides={"lr": 1e-4, "name": "a", "deep": None, "on": True},
        why="does a smaller\nstep help? # ’№«»",
        config_digest="sha256:" + "0" * 64,
        host="laptop",
        clone="0123456789ab",
        by="Ада",
    )


def add_origin(journal: Journal, folder: Path) -> Path:
    git(journal.layout.root, "clone", "--quiet", "--bare", ".", str(folder))
    git(journal.layout.root, "remote", "add", "origin", str(folder))
    return folder


def test_what_is_claimed_is_read_again(journal: Journal) -> None:
    claimed = claim_run(journal, wanted(journal))
    assert claimed.claim.run == RunRef(EXPERIMENT, 1)
    assert not claimed.pushed
    assert claimed.note is None
    expected = replace(claimed.claim, why="does a smaller step help? # ’№«»")
    assert read_claims(journal.layout.root) == [expected]
    root = journal.layout.root
    assert git(root, "cat-file", "-t", f"refs/tags/run/{EXPERIMENT}/1") == "tag"
    message = json.loads(git(root, "tag", "-l", "--format=%(contents)", f"run/{EXPERIMENT}/1"))
    assert list(message) == sorted(message)
    assert message["launcher"] == "local"


def test_numbers_count_tags_folders_and_former_names(journal: Journal) -> None:
    root = journal.layout.root
    assert claim_run(journal, wanted(journal)).claim.run.number == 1
    assert claim_run(journal, wanted(journal)).claim.run.number == 2
    assert claim_run(journal, wanted(journal, OTHER)).claim.run.number == 1
    (journal.layout.experiment(EXPERIMENT).runs / "7").mkdir(parents=True)
    assert claim_run(journal, wanted(journal)).claim.run.number == 8
    (journal.layout.state / "runs" / EXPERIMENT / "9").mkdir(parents=True)
    assert claim_run(journal, wanted(journal)).claim.run.number == 10
    git(root, "tag", f"run/{EXPERIMENT}/12", "-m", "by hand")
    assert claim_run(journal, wanted(journal)).claim.run.number == 13
    assert claim_run(journal, wanted(journal, OTHER), [EXPERIMENT]).claim.run.number == 14
    assert [c.run.number for c in read_claims(root, OTHER)] == [1, 14]


def test_signing_and_hooks_of_the_person_do_not_matter(journal: Journal) -> None:
    git(journal.layout.root, "config", "tag.gpgSign", "true")
    git(journal.layout.root, "config", "user.signingKey", "nobody")
    assert claim_run(journal, wanted(journal)).claim.run.number == 1


def test_nobody_is_told_to_say_who_they_are(
    journal: Journal, monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    (home / ".gitconfig").write_text("[user]\nuseConfigOnly = true\n")
    with pytest.raises(Refused, match="your name") as caught:
        claim_run(journal, wanted(journal))
    assert "user.name" in str(caught.value.hint)


def test_a_tag_in_the_way_is_told(journal: Journal) -> None:
    git(journal.layout.root, "tag", f"run/{EXPERIMENT}")
    with pytest.raises(OutsideError, match="can't be claimed"):
        claim_run(journal, wanted(journal))


@pytest.mark.parametrize(
    "message",
    [
        "released",
        "[1]",
        "{",
        "[" * 30_000,
        '{"launcher": "local"}',
        '{"created": 3, "launcher": "local"}',
        '{"created": "yesterday", "launcher": "local"}',
        "x" * 70_000,
    ],
)
def test_tags_that_are_not_claims_are_passed_over(journal: Journal, message: str) -> None:
    root = journal.layout.root
    claim = claim_run(journal, wanted(journal)).claim
    (root / "message").write_text(message)
    git(root, "tag", "-a", "-F", "message", f"run/{EXPERIMENT}/5")
    git(root, "tag", f"run/{EXPERIMENT}/6")
    git(root, "tag", "-a", "-F", "message", f"run/{EXPERIMENT}/x")
    git(root, "tag", "-a", "-m", claim_message(claim, ""), f"run/{EXPERIMENT}/007")
    git(root, "tag", "-a", "-m", claim_message(claim, ""), f"run/{EXPERIMENT}/8/9")
    git(root, "tag", "-a", "-m", claim_message(claim, ""), "run/Not-An-Id/1")
    git(root, "tag", "-a", "-m", claim_message(claim, ""), f"run/{EXPERIMENT}/10", "HEAD^{tree}")
    assert [c.run.number for c in read_claims(root)] == [1]
    assert taken_numbers(root, EXPERIMENT) == {1, 5, 6, 8, 10}


def test_a_message_with_a_nul_does_not_shift_the_next_claim(journal: Journal) -> None:
    root = journal.layout.root
    commit = git(root, "rev-parse", "HEAD")
    head = f"object {commit}\ntype commit\ntag x\ntagger A <a@b> 1700000000 +0000\n\n"
    hashed = subprocess.run(
        ["git", "-C", str(root), "hash-object", "-t", "tag", "-w", "--stdin", "--literally"],
        input=(head + "{}\0refs/tags/run/x\0commit\0").encode(),
        capture_output=True,
        check=True,
    ).stdout.decode()
    git(root, "update-ref", f"refs/tags/run/{EXPERIMENT}/1", hashed.strip())
    claim = claim_run(journal, wanted(journal)).claim
    assert [c.run for c in read_claims(root)] == [claim.run] == [RunRef(EXPERIMENT, 2)]


def test_fields_of_a_wrong_type_are_absent() -> None:
    message = json.dumps({
        "created": "2026-11-23T09:00:00Z",
        "launcher": "local",
        "overrides": {"lr": 1, "list": [1], "map": {}},
        "why": 3,
        "host": ["x"],
        "by": "a\x1b[31m\nb",
    })  # fmt: skip
    claim = parse_claim(RunRef(EXPERIMENT, 1), "0" * 40, message)
    assert claim is not None
    assert claim.overrides == {"lr": 1}
    assert (claim.why, claim.host) == (None, None)
    assert claim.by == "a [31m b"


CLAIM = """
import sys
from pathlib import Path
from tests.journal.test_claims import wanted
from labbook.journal.claiming import claim_run
from labbook.journal.find import find_journal
journal = find_journal(Path(sys.argv[1]))
sys.stdin.read()
for _ in range(5):
    print(claim_run(journal, wanted(journal)).claim.run.number)
"""


def test_several_at_once_never_share_a_number(journal: Journal) -> None:
    command = [sys.executable, "-c", CLAIM, str(journal.layout.root)]
    claimers = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    for claimer in claimers:
        assert claimer.stdin is not None
        claimer.stdin.close()
    numbers = []
    for claimer in claimers:
        assert claimer.stdout is not None
        numbers += [int(line) for line in claimer.stdout]
        claimer.stdout.close()
        assert claimer.wait() == 0
    assert sorted(numbers) == list(range(1, 16))


def test_a_claim_is_pushed(journal: Journal, tmp_path: Path) -> None:
    origin = add_origin(journal, tmp_path / "origin.git")
    claimed = claim_run(journal, wanted(journal))
    assert claimed.pushed
    assert git(origin, "tag", "-l") == f"run/{EXPERIMENT}/1"


def test_a_local_claim_is_not_pushed(journal: Journal, tmp_path: Path) -> None:
    origin = add_origin(journal, tmp_path / "origin.git")
    local = replace(journal, settings=replace(journal.settings, claim="local"))
    claimed = claim_run(local, wanted(local))
    assert (claimed.pushed, claimed.note, claimed.claim.unpushed) == (False, None, False)
    assert git(origin, "tag", "-l") == ""


def test_a_number_that_is_taken_at_origin(journal: Journal, tmp_path: Path) -> None:
    """Somebody else claimed 1 to 3 meanwhile; theirs come home, ours is 4."""
    origin = add_origin(journal, tmp_path / "origin.git")
    theirs = tmp_path / "theirs"
    git(tmp_path, "clone", "--quiet", str(origin), str(theirs))
    colleague = find_journal(theirs)
    for _ in range(3):
        claim_run(colleague, wanted(colleague))
    claimed = claim_run(journal, wanted(journal))
    assert (claimed.claim.run.number, claimed.pushed) == (4, True)
    assert [c.run.number for c in read_claims(journal.layout.root)] == [1, 2, 3, 4]
    ours, his = (git(r, "rev-parse", f"run/{EXPERIMENT}/1") for r in (journal.layout.root, theirs))
    assert ours == his


def test_an_origin_that_is_out_of_reach(journal: Journal, tmp_path: Path) -> None:
    root = journal.layout.root
    git(root, "remote", "add", "origin", str(tmp_path / "nowhere.git"))
    claimed = claim_run(journal, wanted(journal))
    assert not claimed.pushed
    assert "does not appear to be a git repository" in str(claimed.note)
    assert [c.unpushed for c in read_claims(root)] == [True]

    git(root, "clone", "--quiet", "--bare", ".", str(tmp_path / "nowhere.git"))
    git(tmp_path / "nowhere.git", "tag", "-d", f"run/{EXPERIMENT}/1")
    push_unpushed(root)
    assert [c.unpushed for c in read_claims(root)] == [False]
    assert git(tmp_path / "nowhere.git", "tag", "-l") == f"run/{EXPERIMENT}/1"


def test_an_origin_that_declines(journal: Journal, tmp_path: Path) -> None:
    origin = add_origin(journal, tmp_path / "origin.git")
    hook = origin / "hooks" / "pre-receive"
    hook.write_text("#!/bin/sh\necho no tags here >&2\nexit 1\n")
    hook.chmod(0o755)
    claimed = claim_run(journal, wanted(journal))
    assert (claimed.claim.run.number, claimed.pushed) == (1, False)
    assert "no tags here" in str(claimed.note)


def test_a_claim_that_is_killed_before_origin_answers_is_marked(
    journal: Journal, tmp_path: Path
) -> None:
    hook = add_origin(journal, tmp_path / "origin.git") / "hooks" / "pre-receive"
    hook.write_text(f"#!/bin/sh\ntouch {tmp_path}/pushed\nsleep 1\nexit 1\n")
    hook.chmod(0o755)
    command = [sys.executable, "-c", CLAIM, str(journal.layout.root)]
    claimer = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    while not (tmp_path / "pushed").exists():
        assert claimer.poll() is None
        time.sleep(0.02)
    claimer.kill()
    claimer.wait()
    assert [c.unpushed for c in read_claims(journal.layout.root)] == [True]


def test_an_origin_that_hangs(
    journal: Journal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_origin(journal, tmp_path / "origin.git")
    hook = tmp_path / "origin.git" / "hooks" / "pre-receive"
    hook.write_text("#!/bin/sh\nexec sleep 5\n")
    hook.chmod(0o755)
    monkeypatch.setattr(remote, "REMOTE_SECONDS", 0.3)
    claimed = claim_run(journal, wanted(journal))
    assert not claimed.pushed
    assert claimed.claim.unpushed
