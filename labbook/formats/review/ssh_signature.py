"""What an SSH signature says of itself (`PROTOCOL.sshsig` of OpenSSH)."""

import base64
import binascii

HEAD = "-----BEGIN SSH SIGNATURE-----"
_END = "-----END SSH SIGNATURE-----"
_MAGIC = b"SSHSIG"
_VERSION_BYTES = 4
_LENGTH_BYTES = 4


def public_key(signature: str) -> str | None:
    """The key that it claims to be made with, `ssh-ed25519 AAAA…`; None where it can't be read.

    Nothing is verified here.
    """
    armoured = signature.strip().removeprefix(HEAD).removesuffix(_END)
    try:
        content = base64.b64decode("".join(armoured.split()), validate=True)
    except (binascii.Error, ValueError):
        return None
    key = _string(content[len(_MAGIC) + _VERSION_BYTES :])
    kind = _string(key).decode(errors="replace")
    if not content.startswith(_MAGIC) or not kind.isascii() or not kind.isprintable():
        return None
    return f"{kind} {base64.b64encode(key).decode()}" if kind else None


def _string(content: bytes) -> bytes:
    """The string that stands first, its length before it; empty where there is none."""
    end = _LENGTH_BYTES + int.from_bytes(content[:_LENGTH_BYTES])
    return content[_LENGTH_BYTES:end] if end <= len(content) else b""
