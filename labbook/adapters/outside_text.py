"""Texts that come from outside, made fit to be kept."""

import re
from hashlib import sha256

from labbook.formats.secrets import without_credentials, without_secrets
from labbook.formats.terminal import ESCAPES

MOST_NAME = 200
MOST_ADDRESS = 2000
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def clean_name(text: object) -> str:
    """A name on one line, without colours, controls and secrets; a long one ends in its digest."""
    full = without_secrets(ESCAPES.sub("", str(text)))
    line = _CONTROL.sub("\ufffd", full[:MOST_NAME]).replace("\n", " ").replace("\t", " ")
    if len(full) <= MOST_NAME:
        return line
    digest = sha256(full.encode("utf-8", "surrogatepass")).hexdigest()
    return f"{line[: MOST_NAME - 9]}…{digest[:8]}"


def clean_text(text: str) -> str:
    """Text of several lines without colours, control characters and secrets."""
    plain = without_secrets(ESCAPES.sub("", text))
    return _CONTROL.sub("\ufffd", plain.replace("\r\n", "\n"))


def clean_address(address: str) -> str:
    """An address without credentials and control characters, otherwise as it is."""
    return _CONTROL.sub("\ufffd", without_credentials(address)[:MOST_ADDRESS])
