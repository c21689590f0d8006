"""Real keys of SSH and GPG: who signed what, and what is not signed by whom it says."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from labbook.errors import OutsideError, Refused
from tests.adapters.git_journal import EXPERIMENT, git
from tests.journal.review.lab import FIRST, FOLDER, Lab, approve_in, be, change, pass_in

Ssh = tuple[str, str]
"""The path of a private key, and the public one as the settings have it."""


def ssh_key(folder: Path, name: str) -> Ssh:
    path = folder / name
    subprocess.run(
        ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", str(path)], check=True
    )
    return str(path), path.with_suffix(".pub").read_text().strip()


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Ssh]:
    folder = tmp_path_factory.mktemp("keys")
    return {name: ssh_key(folder, name) for name in ("ada", "bob", "eve")}


def ask_for_signatures(lab: Lab, *signers: str) -> None:
    """Ada writes the signers on the target branch, and both clones have it."""
    change(lab.ada, {"labbook.toml": f"review.signers = {json.dumps(signers)}\n"})
    git(lab.ada, "push", "--quiet", "origin", "main")
    git(lab.bob, "pull", "--quiet", "--ff-only", "origin", "main")


def sign_with(root: Path, key: str, form: str = "ssh") -> None:
    git(root, "config", "gpg.format", form)
    git(root, "config", "user.signingKey", key)


def refusal(root: Path) -> str:
    with pytest.raises(Refused) as caught:
        pass_in(root)
    return caught.value.sentence


def test_an_approval_signed_with_ssh(lab: Lab, keys: dict[str, Ssh]) -> None:
    ask_for_signatures(
        lab, f"bob@example.org {keys['bob'][1]}", f"ada@example.org {keys['ada'][1]}"
    )
    sign_with(lab.bob, keys["bob"][0])
    assert approve_in(lab.bob).signed
    assert pass_in(lab.ada).reviews == (str(FIRST),)


def test_a_forged_one(lab: Lab, keys: dict[str, Ssh]) -> None:
    """Ada calls herself Bob, and signs with her own key, with a stranger's, or not at all."""
    approve_in(lab.bob)
    ask_for_signatures(
        lab, f"bob@example.org {keys['bob'][1]}", f"ada@example.org {keys['ada'][1]}"
    )
    be(lab.ada, "Bob", "bob@example.org")
    for number, name in enumerate(("ada", "eve"), 2):
        sign_with(lab.ada, keys[name][0])
        sign_again(lab.ada, number)
    git(lab.ada, "tag", "--annotate", "--no-sign", "--message", "{}", f"review/{EXPERIMENT}/4")
    said = refusal(lab.ada)
    for number in (2, 3):
        assert (
            f"review/{EXPERIMENT}/{number}: it is not signed with a key that review.signers names"
            " for bob@example.org"
        ) in said


def sign_again(root: Path, number: int) -> None:
    """Make another tag of the first approval's words, signed by who is at work, and push it."""
    git(root, "fetch", "--quiet", "origin", f"refs/tags/{FIRST}:refs/tags/{FIRST}")
    words = git(root, "for-each-ref", "--format=%(contents)", f"refs/tags/{FIRST}")
    name = f"review/{EXPERIMENT}/{number}"
    git(root, "tag", "--sign", "--cleanup=verbatim", "--message", f"{words}\n", name)
    git(root, "push", "--quiet", "origin", f"refs/tags/{name}")


@pytest.mark.parametrize("listed", [True, False])
def test_a_key_that_would_not_count(lab: Lab, keys: dict[str, Ssh], listed: bool) -> None:
    """Bob is a signer, but this machine signs with another key, may be somebody else's."""
    signers = {"bob": keys["bob"][1], **({"eve": keys["eve"][1]} if listed else {})}
    ask_for_signatures(lab, *(f"{who}@example.org {key}" for who, key in signers.items()))
    sign_with(lab.bob, keys["eve"][0])
    with pytest.raises(Refused, match="it is not signed with a key") as caught:
        approve_in(lab.bob)
    kind, key, _ = keys["eve"][1].split()
    added = f'added to review.signers on origin/main: "bob@example.org {kind} {key}"'
    assert (added in str(caught.value.hint)) is not listed
    for root in (lab.bob, lab.origin):
        assert git(root, "tag", "--list") == ""


def test_one_that_is_not_signed(lab: Lab, keys: dict[str, Ssh]) -> None:
    approve_in(lab.bob)
    ask_for_signatures(lab, f"bob@example.org {keys['bob'][1]}")
    assert f"{FIRST}: it is not signed" in refusal(lab.ada)


def test_a_tag_that_was_changed_after_it_was_signed(lab: Lab, keys: dict[str, Ssh]) -> None:
    ask_for_signatures(lab, f"bob@example.org {keys['bob'][1]}")
    sign_with(lab.bob, keys["bob"][0])
    approve_in(lab.bob, comment="fine")
    content = git(lab.bob, "cat-file", "tag", str(FIRST)).replace('"fine"', '"ok"') + "\n"
    hashed = subprocess.run(
        ["git", "-C", lab.bob, "hash-object", "-t", "tag", "-w", "--stdin"],
        input=content,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    git(lab.bob, "update-ref", f"refs/tags/{FIRST}", hashed)
    git(lab.bob, "push", "--quiet", "--force", "origin", f"refs/tags/{FIRST}")
    assert f"{FIRST}: its signature is bad" in refusal(lab.ada)


def test_a_signer_who_is_taken_off_the_list(lab: Lab, keys: dict[str, Ssh]) -> None:
    ask_for_signatures(lab, f"bob@example.org {keys['bob'][1]}")
    sign_with(lab.bob, keys["bob"][0])
    approve_in(lab.bob)
    assert pass_in(lab.ada).reviews == (str(FIRST),)
    ask_for_signatures(lab, f"eve@example.org {keys['eve'][1]}")
    assert f"{FIRST}: Bob <bob@example.org> is not among review.signers" in refusal(lab.ada)


def test_the_signers_of_a_branch_do_not_count(lab: Lab, keys: dict[str, Ssh]) -> None:
    ask_for_signatures(lab, f"bob@example.org {keys['bob'][1]}")
    git(lab.ada, "checkout", "--quiet", "-b", "work")
    change(lab.ada, {"labbook.toml": f'review.signers = ["eve@example.org {keys["eve"][1]}"]\n'})
    be(lab.ada, "Eve", "eve@example.org")
    sign_with(lab.ada, keys["eve"][0])
    with pytest.raises(Refused, match=r"not among the review\.signers of origin/main"):
        approve_in(lab.ada)


def test_two_addresses_of_one_key_are_one_person(lab: Lab, keys: dict[str, Ssh]) -> None:
    ask_for_signatures(lab, *(f"{one}@example.org {keys['ada'][1]}" for one in ("ada", "ada.l")))
    be(lab.ada, "Ada Lovelace", "ada.l@example.org")
    sign_with(lab.ada, keys["ada"][0])
    with pytest.raises(Refused, match="wrote this"):
        approve_in(lab.ada)


def test_a_key_that_is_not_there_is_said_in_git_s_words(lab: Lab, tmp_path: Path) -> None:
    sign_with(lab.bob, str(tmp_path / "nothing"))
    with pytest.raises(OutsideError, match=r"can't be signed: .*nothing") as caught:
        approve_in(lab.bob)
    assert "user.signingKey" in str(caught.value.hint)
    assert git(lab.bob, "tag", "--list") == ""


def test_signatures_that_nobody_asked_for_do_no_harm(lab: Lab, keys: dict[str, Ssh]) -> None:
    sign_with(lab.bob, keys["bob"][0])
    assert approve_in(lab.bob).signed
    assert pass_in(lab.ada).reviews == (str(FIRST),)


@pytest.fixture(scope="module")
def gpg_home() -> Iterator[Path]:
    # The agent's socket has to have a short path.
    with TemporaryDirectory(prefix="gpg", dir="/tmp") as folder:
        yield Path(folder)
        subprocess.run(["gpgconf", "--homedir", folder, "--kill", "all"], check=False)


def gpg(home: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["gpg", "--homedir", str(home), "--batch", *arguments], capture_output=True, check=True
    )
    return done.stdout.decode()


@pytest.fixture(scope="module")
def fingerprints(gpg_home: Path) -> dict[str, str]:
    found = {}
    for name in ("bob", "eve"):
        mail = f"{name}@example.org"
        unlocked = ("--passphrase", "", "--pinentry-mode", "loopback")
        gpg(gpg_home, *unlocked, "--quick-gen-key", f"{name} <{mail}>", "ed25519", "sign", "never")
        listed = gpg(gpg_home, "--with-colons", "--list-keys", mail).splitlines()
        found[name] = next(line.split(":")[9] for line in listed if line.startswith("fpr:"))
    return found


def test_an_approval_signed_with_gpg(
    lab: Lab, gpg_home: Path, fingerprints: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GNUPGHOME", str(gpg_home))
    ask_for_signatures(lab, f"bob@example.org gpg {fingerprints['bob'].lower()}")
    sign_with(lab.bob, fingerprints["bob"], "openpgp")
    assert approve_in(lab.bob).signed
    assert pass_in(lab.ada).reviews == (str(FIRST),)

    change(lab.ada, {f"{FOLDER}/train.py": "print(1)\n"})
    git(lab.ada, "push", "--quiet", "origin", "main")
    git(lab.bob, "pull", "--quiet", "--ff-only", "origin", "main")
    sign_with(lab.bob, fingerprints["eve"], "openpgp")
    with pytest.raises(Refused, match="it is not signed with a key") as caught:
        approve_in(lab.bob)
    added = f'added to review.signers on origin/main: "bob@example.org gpg {fingerprints["eve"]}"'
    assert added in str(caught.value.hint)


def test_a_key_that_is_not_in_the_keyring(
    lab: Lab, gpg_home: Path, fingerprints: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GNUPGHOME", str(gpg_home))
    ask_for_signatures(lab, f"bob@example.org gpg {fingerprints['bob']}")
    sign_with(lab.bob, fingerprints["bob"], "openpgp")
    approve_in(lab.bob)
    with TemporaryDirectory(prefix="gpg", dir="/tmp") as empty:
        monkeypatch.setenv("GNUPGHOME", empty)
        assert f"{FIRST}: the key that signed it is not in this machine's GPG keyring" in refusal(
            lab.ada
        )
        subprocess.run(["gpgconf", "--homedir", empty, "--kill", "all"], check=False)


def test_git_is_set_up_to_sign_by_any_of_its_settings(lab: Lab, keys: dict[str, Ssh]) -> None:
    sign_with(lab.bob, keys["bob"][0])
    git(lab.bob, "config", "tag.gpgSign", "true")
    assert approve_in(lab.bob).signed
    git(lab.bob, "config", "--unset", "user.signingKey")
    git(lab.bob, "config", "--unset", "tag.gpgSign")
    assert not approve_in(lab.bob).signed
