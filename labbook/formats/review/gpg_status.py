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
    """The fingerprint of the primary key that made a good signature, or else what is wrong.

    A status of several signatures, or one that says a thing twice, verifies nothing. Lines end in
    a line feed alone: GnuPG escapes that in a key's name, and no other character that ends lines.
    """
    lines = [line for line in status.split("\n") if line.startswith(_PREFIX)]
    said = [line.removeprefix(_PREFIX).split(" ") for line in lines]
    keywords = [words[0] for words in said]
    wrong = next((_BAD[word] for word in ("NO_PUBKEY", *_BAD) if word in keywords), None)
    once = keywords.count("GOODSIG") == keywords.count("VALIDSIG") == 1
    if wrong is not None or not once or keywords.count("NEWSIG") > 1:
        return None, wrong or _BAD["ERRSIG"]
    valid = said[keywords.index("VALIDSIG")][1:]
    return (valid[9] if len(valid) > 9 else valid[0] if valid else None), None
