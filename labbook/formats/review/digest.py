"""The digest of what a review covers."""

import hashlib
import json
from collections.abc import Mapping

from labbook.formats.config.digest import ordered_digest
from labbook.formats.config.model import Config
from labbook.formats.launch.manifest_values import manifest_values
from labbook.model.manifest import Manifest


def review_digest(config: Config, manifest: Manifest, files: Mapping[str, str]) -> str:
    """`sha256:<64 hex>` over what a run will do, as far as config, manifest and files tell.

    Hashed is the JSON (no spaces, sorted keys, letters beyond ASCII escaped) of an object with

    - `config`: the digest of its resolved leaves in the order of the document, overrides applied;
    - `manifest`: the manifest's values by dotted key, defaults included;
    - `files`: a list of `[path, fingerprint]` sorted by path, see `file_fingerprint`.

    Comments, white space and the spelling of a value in config and manifest do not count, nor
    does the order of keys in the manifest; of all other files each byte does, but for a text's
    kind of line ends.
    """
    covered = {
        "config": ordered_digest(config),
        "manifest": manifest_values(manifest),
        "files": [[path, files[path]] for path in sorted(files)],
    }
    text = json.dumps(covered, separators=(",", ":"), sort_keys=True, allow_nan=False)
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def file_fingerprint(content: bytes, *, executable: bool = False) -> str:
    """`sha256:<64 hex>` of a file, `executable:` before it where it is one.

    Each CRLF is taken for LF, but in a binary file, which is one with a NUL in it.
    """
    plain = content if b"\0" in content else content.replace(b"\r\n", b"\n")
    kind = "executable:" if executable else ""
    return f"{kind}sha256:{hashlib.sha256(plain).hexdigest()}"


def link_fingerprint(target: str) -> str:
    """A symbolic link is what it points to; the file there is covered beside it."""
    return f"link:{target}"


def submodule_fingerprint(commit: str) -> str:
    """A submodule is the commit that it is pinned to."""
    return f"commit:{commit}"
