"""From which approval on changes are shown: none may hide behind a tag that doesn't count."""

import json
from pathlib import Path

from labbook.commands.approve import approvable, read_approvable
from labbook.journal.find import find_journal
from tests.adapters.git_journal import EXPERIMENT, git
from tests.journal.review.lab import CONFIG, FIRST, FOLDER, Lab, approve_in, be, change, share
from tests.journal.review.test_gate import refusal
from tests.journal.review.test_signatures import Ssh, ask_for_signatures, sign_with, ssh_key

SECOND = f"review/{EXPERIMENT}/2"
TAG = f"refs/tags/{FIRST}"


def hide_a_change(lab: Lab, name: str, email: str) -> None:
    """Ada changes code, makes a tag for it in somebody's name, and goes on as if nothing were."""
    change(lab.ada, {f"{FOLDER}/train.py": "print('back door')\n"})
    git(lab.ada, "fetch", "--quiet", "--tags", "origin")
    (state,) = read_approvable(find_journal(lab.ada), EXPERIMENT).states
    text = git(lab.ada, "for-each-ref", "--format=%(contents:subject)%(contents:body)", TAG)
    fields = json.loads(text.partition("-----BEGIN")[0])
    fields["by"] = {"name": name, "email": email}
    fields["approved"] = [{"overrides": {}, "digest": state.digest}]
    be(lab.ada, name, email)
    git(lab.ada, "tag", "--annotate", "--message", json.dumps(fields), SECOND)
    git(lab.ada, "push", "--quiet", "origin", f"refs/tags/{SECOND}")
    be(lab.ada, "Ada Lovelace", "ada@example.org")
    change(lab.ada, {f"{FOLDER}/config.yaml": CONFIG.replace("0.002", "0.003")})
    share(lab)


def shown(root: Path) -> list[str]:
    return list(approvable(find_journal(root), EXPERIMENT).since)


def test_behind_an_approval_of_their_own(lab: Lab) -> None:
    approve_in(lab.bob)
    hide_a_change(lab, "Ada Lovelace", "ada@example.org")
    why = f"does not count: {SECOND}: Ada Lovelace <ada@example.org> approved their own work"
    said = shown(lab.bob)
    assert said[0] == why
    assert said[1].startswith(f"last approval: {FIRST}, by Bob")
    assert any("+print('back door')" in line for line in said)
    told = refusal(lab.ada)
    assert why in told
    assert "+print('back door')" in told


def test_behind_one_that_is_not_signed_by_whom_it_names(lab: Lab, tmp_path: Path) -> None:
    keys: dict[str, Ssh] = {name: ssh_key(tmp_path, name) for name in ("ada", "bob")}
    ask_for_signatures(lab, *(f"{name}@example.org {key[1]}" for name, key in keys.items()))
    for root, name in ((lab.ada, "ada"), (lab.bob, "bob")):
        sign_with(root, keys[name][0])
    approve_in(lab.bob)
    hide_a_change(lab, "Bob", "bob@example.org")
    said = shown(lab.bob)
    assert said[0].startswith(f"does not count: {SECOND}: it is not signed")
    assert any("+print('back door')" in line for line in said)


def test_behind_a_digest_that_the_commit_does_not_have(lab: Lab) -> None:
    approve_in(lab.bob)
    change(lab.ada, {f"{FOLDER}/train.py": "print('back door')\n"})
    text = git(lab.bob, "for-each-ref", "--format=%(contents)", f"refs/tags/{FIRST}")
    fields = json.loads(text) | {"by": {"name": "Ada", "email": "ada@example.org"}}
    message = json.dumps(fields)
    git(lab.ada, "tag", "--annotate", "--cleanup=verbatim", "--message", message, SECOND)
    git(lab.ada, "push", "--quiet", "origin", f"refs/tags/{SECOND}")
    share(lab)
    said = shown(lab.bob)
    assert f"{SECOND}: its digest is not that of its own commit" in said[0]
    assert any("+print('back door')" in line for line in said)
