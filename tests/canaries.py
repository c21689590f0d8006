"""Keys that every test has within reach, and whether any of them got out.

Each canary begins with two words that no quoting changes, so whatever was made of a key, a cut
one too, is found by one of them, or by what base64 makes of it at each of the three offsets.
"""

import base64
import gzip
import os
import subprocess
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

_WORDS = ("c4naryZq", "7wXkPv3T")
WORD = "".join(_WORDS)
TOKEN_END = "dG9rZW4tY2FuYXJ5"
"""The end of the token that the stand-in for ClearML hands out."""
VARIABLES = {
    "CLEARML_API_ACCESS_KEY": f"{WORD}/access+1=",
    "CLEARML_API_SECRET_KEY": f'{WORD}/"secret"\\&%+ =',
    "AWS_ACCESS_KEY_ID": f"{WORD}AWSKEYID",
    "AWS_SECRET_ACCESS_KEY": f"{WORD}/aws+secret=",
    "AWS_SESSION_TOKEN": f"{WORD}//session&token==",
    "GITLAB_TOKEN": f"glpat-{WORD}-gitlab",
}
FILES = {
    ".netrc": f"machine git.lab login ada password {WORD}-netrc\n",
    ".git-credentials": f"https://ada:{WORD}-git@git.lab\n",
    ".aws/credentials": f"[default]\naws_secret_access_key = {WORD}/aws\n",
    ".kube/config": f"users:\n- name: ada\n  user: {{token: {WORD}-kube}}\n",
}
"""What a home folder keeps of credentials, by path."""
FORMS = (
    *(word.encode() for word in _WORDS),
    *(
        base64.b64encode(word.encode()[skipped : skipped + (len(word) - skipped) // 3 * 3])
        for word in _WORDS
        for skipped in range(3)
    ),
    TOKEN_END.encode(),
)
_MOST = 64 * 1024 * 1024


def is_in(content: bytes | str) -> bool:
    """Whether a form of any canary stands in it."""
    raw = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
    return any(form in raw for form in FORMS)


def files_with_canaries(folder: Path) -> list[str]:
    """The files below a folder that a canary stands in, and names of files that are one.

    What is looked into: files as they are, git's objects, members of zips, what gzip packed.
    """
    found = []
    for entry in _entries(folder):
        content = entry.name.encode("utf-8", "surrogateescape")
        if entry.is_file(follow_symlinks=False) and entry.stat().st_size <= _MOST:
            content += b"\n" + _content(Path(entry.path))
        if is_in(content):
            found.append(entry.path)
    return found


def _entries(folder: Path | str) -> "Iterator[os.DirEntry[str]]":
    try:
        with os.scandir(folder) as entries:
            here = list(entries)
    except OSError:
        return
    for entry in here:
        yield entry
        if entry.is_dir(follow_symlinks=False):
            yield from _entries(entry.path)


def _content(path: Path) -> bytes:
    try:
        raw = path.read_bytes()
    except OSError:
        return b""
    if raw[:1] == b"\x78" and path.parent.parent.name == "objects":
        return zlib.decompressobj().decompress(raw, _MOST)
    if raw[:4] == b"PACK" and path.parent.parent.name == "objects":
        return _objects(path.parents[2])
    if raw[:4] == b"PK\x03\x04":
        return raw + _members(path)
    if raw[:2] == b"\x1f\x8b":
        return raw + _unpacked(path)
    return raw


def _objects(repository: Path) -> bytes:
    """All that git keeps in packs, where what is alike is told as a difference only."""
    said = ["git", f"--git-dir={repository}", "cat-file", "--batch-all-objects", "--batch"]
    return subprocess.run(said, capture_output=True, check=False).stdout


def _unpacked(path: Path) -> bytes:
    try:
        with gzip.open(path) as stream:
            return stream.read(_MOST)
    except (OSError, EOFError, zlib.error):
        return b""


def _members(path: Path) -> bytes:
    try:
        with zipfile.ZipFile(path) as archive:
            small = (one for one in archive.infolist() if one.file_size <= _MOST)
            return b"\n".join(archive.read(one) for one in small)
    except (OSError, zipfile.BadZipFile, NotImplementedError, RuntimeError, zlib.error):
        return b""
