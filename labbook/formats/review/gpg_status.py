"""What GnuPG says of a signature (`--status-fd`, doc/DETAILS of GnuPG)."""

_PREFIX = "[GNUPG:] "
_BAD = {
    "BADSIG": "its signature is bad",
    "EXPSIG": "its signature has expired",
    "EXPKEYSIG": "the key that signed it has expired",
    "REVKEYSIG": "the key that signed it was revoked",
    "NO_PUBKEY": "the key that signed it is not in this machine's GPG keyring",
    "ERRSIG": "its signature can't be verified",
}


def signing_key(status: str) -> tuple[str | None, str | None]:
    """The fingerprint of the primary key that made a good signature, or else what is wrong."""
    lines = [line.removeprefix(_PREFIX).split() for line in status.splitlines()]
    said = {words[0]: words[1:] for words in lines if words}
    wrong = next((_BAD[word] for word in ("NO_PUBKEY", *_BAD) if word in said), None)
    valid = said.get("VALIDSIG", [])
    if wrong is not None or "GOODSIG" not in said or not valid:
        return None, wrong or "its signature can't be verified"
    return (valid[9] if len(valid) > 9 else valid[0]), None
