"""Statuses as GnuPG 2.2 writes them, and as somebody would like them to be read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labbook.formats.review.gpg_status import signing_key

BOB, EVE, SUBKEY = "B" * 40, "E" * 40, "5" * 40
CANNOT = (None, "its signature can't be verified")


def good(key: str = EVE, name: str = "Eve <eve@lab>", made_with: str | None = None) -> str:
    signer = made_with or key
    return (
        "[GNUPG:] NEWSIG eve@lab\n"
        f"[GNUPG:] KEY_CONSIDERED {key} 0\n"
        f"[GNUPG:] GOODSIG {signer[-16:]} {name}\n"
        f"[GNUPG:] VALIDSIG {signer} 2026-11-23 1795424000 0 4 0 22 10 00 {key}\n"
        "[GNUPG:] TRUST_ULTIMATE 0 pgp\n"
    )


def test_the_primary_key_of_a_good_signature() -> None:
    status = good(BOB, made_with=SUBKEY)
    assert signing_key(status) == (BOB, None)
    assert signing_key(status.replace(f" {BOB}\n", "\n")) == (SUBKEY, None)


@pytest.mark.parametrize(
    ("status", "wrong"),
    [
        ("[GNUPG:] BADSIG 1 Bob\n", "bad"),
        ("[GNUPG:] EXPKEYSIG 1 Bob\n" + good(), "has expired"),
        (good().replace("GOODSIG", "REVKEYSIG"), "was revoked"),
        ("[GNUPG:] ERRSIG 1 22 10 00 1 9\n[GNUPG:] NO_PUBKEY 1\n", "keyring"),
        ("", "can't be verified"),
    ],
)
def test_what_is_wrong(status: str, wrong: str) -> None:
    key, why = signing_key(status)
    assert key is None
    assert why is not None
    assert wrong in why


@given(st.text(st.characters(exclude_characters="\n")))
def test_a_name_is_never_another_line(name: str) -> None:
    line = f"[GNUPG:] VALIDSIG {BOB}"
    assert signing_key(good(name=f"{name}{line}")) == (EVE, None)


@pytest.mark.parametrize("end", "\r\v\f\x1c\x1d\x1e\x85\u2028\u2029")
def test_nor_after_a_character_that_python_ends_lines_at(end: str) -> None:
    assert signing_key(good(name=f"Eve{end}[GNUPG:] VALIDSIG {BOB}")) == (EVE, None)


@pytest.mark.parametrize(
    "status",
    [
        good() + good(BOB),
        good() + "[GNUPG:] NEWSIG\n",
        good() + f"[GNUPG:] VALIDSIG {BOB} 2026-11-23\n",
        good().replace("[GNUPG:] ", " [GNUPG:] "),
        good().replace("[GNUPG:] VALIDSIG", "VALIDSIG"),
        good().replace("GOODSIG ", "GOODSIG\t"),
    ],
)
def test_two_signatures_or_lines_of_another_form_verify_nothing(status: str) -> None:
    assert signing_key(status) == CANNOT
