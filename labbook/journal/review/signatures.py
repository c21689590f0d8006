"""Whether a review's tag is signed by who made it, with a key that the settings name."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

from labbook.errors import Refused
from labbook.formats.review.gpg_status import signing_key
from labbook.formats.review.signers import GPG, Signer, allowed_signers
from labbook.formats.review.ssh_signature import HEAD as SSH_HEAD
from labbook.formats.review.ssh_signature import public_key
from labbook.journal.git import git_told
from labbook.journal.review.tags import ReviewTag
from labbook.journal.review.target import Target

GPG_HEADS = ("-----BEGIN PGP SIGNATURE-----", "-----BEGIN PGP MESSAGE-----")


def signature_flaw(root: Path, tag: ReviewTag, signers: Sequence[Signer]) -> str | None:
    """Why the signature doesn't show that a signer made the tag; None where it does.

    It has to be good, by a key that `signers` name for the e-mail address of the tagger.
    """
    email = tag.tagger.email.casefold()
    theirs = [signer for signer in signers if signer.email.casefold() == email]
    if not tag.signature:
        return "it is not signed"
    if not theirs:
        return f"{tag.tagger} is not among review.signers"
    if tag.signature.startswith(SSH_HEAD):
        return _ssh_flaw(root, tag, theirs)
    if tag.signature.startswith(GPG_HEADS):
        return _gpg_flaw(root, tag, theirs)
    return "its signature is neither of SSH nor of GPG"


def require_signature(root: Path, tag: ReviewTag, target: Target) -> None:
    """Raises Refused, with the key that signed, where a tag's signature will not count."""
    flaw = signature_flaw(root, tag, target.signers)
    if flaw is None:
        return
    used = _key_used(root, tag)
    hint = "sign with a key that stands there: git config user.signingKey names it"
    if used is not None and used not in {f"{s.kind} {s.key}" for s in target.signers}:
        line = f'"{tag.tagger.email} {used}"'
        hint += f"; or have this one added to review.signers on {target.branch}: {line}"
    raise Refused(f"the approval would not count: {flaw}", hint=hint)


def _key_used(root: Path, tag: ReviewTag) -> str | None:
    """The key that a signature names, as the settings write it."""
    if tag.signature.startswith(SSH_HEAD):
        return public_key(tag.signature)
    _, said = git_told(root, "verify-tag", "--raw", tag.tag_object)
    key, _ = signing_key(said)
    return f"{GPG} {key}" if key else None


def _ssh_flaw(root: Path, tag: ReviewTag, signers: Sequence[Signer]) -> str | None:
    with tempfile.NamedTemporaryFile("w", prefix="labbook-signers-", encoding="utf-8") as file:
        # Only the tagger's keys stand in it, so a good signature is theirs.
        file.write(allowed_signers(signers))
        file.flush()
        allowed = f"gpg.ssh.allowedSignersFile={file.name}"
        good, said = git_told(root, "-c", allowed, "verify-tag", "--raw", tag.tag_object)
    if good:
        return None
    if "No principal matched" in said:
        return f"it is not signed with a key that review.signers names for {tag.tagger.email}"
    words = said.strip().splitlines() or ["git verify-tag failed"]
    return f"its signature is bad: {words[-1]}"


def _gpg_flaw(root: Path, tag: ReviewTag, signers: Sequence[Signer]) -> str | None:
    good, said = git_told(root, "verify-tag", "--raw", tag.tag_object)
    key, wrong = signing_key(said)
    if key is None or not good:
        return wrong or "its signature is bad"
    if key not in {signer.key for signer in signers if signer.kind == GPG}:
        return f"it is not signed with a key that review.signers names for {tag.tagger.email}"
    return None
