"""Who may sign, as the settings say it."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labbook.errors import LabbookError
from labbook.formats.review.signers import Signer, addresses_of, allowed_signers, parse_signer

TYPE = b"ssh-ed25519"
KEY = base64.b64encode(len(TYPE).to_bytes(4, "big") + TYPE + bytes(36)).decode()
BOB = Signer("bob@lab", "ssh-ed25519", KEY)


def test_keys_of_ssh_and_gpg() -> None:
    assert parse_signer(f"bob@lab ssh-ed25519 {KEY} bob@laptop") == BOB
    assert parse_signer(f"Bob@lab gpg {'ab' * 20}") == Signer("Bob@lab", "gpg", "AB" * 20)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "bob@lab",
        f"bob ssh-ed25519 {KEY}",
        f"*@lab ssh-ed25519 {KEY}",
        f"bob@lab,eve@lab ssh-ed25519 {KEY}",
        f"!bob@lab ssh-ed25519 {KEY}",
        f"bob@lab ssh-rsa {KEY}",
        f"bob@lab cert-authority ssh-ed25519 {KEY}",
        "bob@lab ssh-ed25519 AAAA!",
        "bob@lab ssh-ed25519 AAAA",
        "bob@lab gpg 0123ABCD",
        "bob@lab x509 " + "A" * 40,
    ],
)
def test_what_names_no_signer(text: str) -> None:
    with pytest.raises(LabbookError, match="is no signer"):
        parse_signer(text)


@given(st.text())
def test_any_text_is_a_signer_or_an_error(text: str) -> None:
    try:
        signer = parse_signer(text)
    except LabbookError:
        return
    assert len(allowed_signers([signer]).splitlines()) <= 1


def test_the_file_of_allowed_signers_has_ssh_keys_only() -> None:
    gpg = Signer("bob@lab", "gpg", "A" * 40)
    assert allowed_signers([BOB, gpg]) == f'bob@lab namespaces="git" ssh-ed25519 {KEY}\n'


def test_who_shares_a_key_is_one_person() -> None:
    other = Signer("B@home", "ssh-ed25519", KEY)
    eve = Signer("eve@lab", "gpg", "A" * 40)
    assert addresses_of([BOB, other, eve], "BOB@lab") == {"bob@lab", "b@home"}
    assert addresses_of([BOB, eve], "new@lab") == {"new@lab"}
