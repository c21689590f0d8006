"""Who may sign an approval, as the settings say it."""

import base64
import binascii
import re
from collections.abc import Iterable
from dataclasses import dataclass

from labbook.errors import LabbookError

GPG = "gpg"
# An allowed-signers file takes * ? ! , and quotes for patterns.
_EMAIL = re.compile(r"[^\s\"*?!,@]+@[^\s\"*?!,@]+")
_SSH_TYPE = re.compile(r"(?:sk-)?(?:ssh|ecdsa)-[a-z0-9-]+(?:@openssh\.com)?")
_FINGERPRINT = re.compile(r"[0-9A-F]{40}|[0-9A-F]{64}")


@dataclass(frozen=True)
class Signer:
    """An e-mail address and a key that signs for it.

    `kind` is `gpg`, and `key` the fingerprint of a primary key; or `kind` is the type of an SSH
    key, and `key` the key itself in base64.
    """

    email: str
    kind: str
    key: str


def parse_signer(text: str) -> Signer:
    """Read `bob@lab ssh-ed25519 AAAA…` or `bob@lab gpg <fingerprint>`, maybe with a comment.

    Raises LabbookError for anything else.
    """
    email, kind, key, *_ = [*text.split(), "", "", ""]
    key = key.upper() if kind == GPG else key
    if not _EMAIL.fullmatch(email) or not (_is_fingerprint(kind, key) or _is_ssh(kind, key)):
        raise LabbookError(
            f"'{text[:60]}' is no signer",
            hint="a signer is written 'bob@lab ssh-ed25519 AAAA…' or 'bob@lab gpg <fingerprint>'",
        )
    return Signer(email, kind, key)


def addresses_of(signers: Iterable[Signer], email: str) -> frozenset[str]:
    """All addresses, in lower case, of who signs for `email`: those that share a key with it."""
    known = list(signers)
    keys = {signer.key for signer in known if signer.email.casefold() == email.casefold()}
    shared = {signer.email.casefold() for signer in known if signer.key in keys}
    return frozenset({email.casefold(), *shared})


def allowed_signers(signers: Iterable[Signer]) -> str:
    """The SSH keys among them as the file that `gpg.ssh.allowedSignersFile` names (ssh-keygen)."""
    lines = (f'{s.email} namespaces="git" {s.kind} {s.key}\n' for s in signers if s.kind != GPG)
    return "".join(lines)


def _is_fingerprint(kind: str, key: str) -> bool:
    return kind == GPG and _FINGERPRINT.fullmatch(key) is not None


def _is_ssh(kind: str, key: str) -> bool:
    """Whether the key is one of the type that stands before it, as its own head says."""
    if not _SSH_TYPE.fullmatch(kind):
        return False
    try:
        content = base64.b64decode(key, validate=True)
    except (binascii.Error, ValueError):
        return False
    name = kind.encode()
    return content[: 4 + len(name)] == len(name).to_bytes(4, "big") + name
