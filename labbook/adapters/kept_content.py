"""The bytes of an artifact that lies in its run's own folder."""

import re
from collections.abc import Iterator
from pathlib import Path

from labbook.adapters.bounded_files import (
    Files,
    FolderFiles,
    Unreadable,
    ZipFiles,
    quoted,
    unquoted,
)
from labbook.errors import OutsideError, Refused
from labbook.model.run import Artifact

_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:/")
_SESSION = re.compile(r"(session/offline/[^/]+)/(.+)")


def kept_content(folder: Path, artifact: Artifact) -> Iterator[bytes]:
    """The file in pieces, from a session's folder or its zip.

    A model that wasn't uploaded has the path that it had where the run was; that counts only where
    it leads into the run's folder. Raises Refused where the record names another place,
    OutsideError where the file is gone or broken.
    """
    uri = artifact.uri
    if uri.startswith(own := f"file://{folder.absolute()}/"):
        uri = quoted(uri.removeprefix(own))
    if _ADDRESS.match(uri):
        raise Refused(
            f"it lies at {artifact.uri}, and labbook fetches from the run's own folder only",
            hint="get it with the tools of that place, where your credentials for it are",
        )
    reasons = []
    for files, name in _copies(folder, uri):
        if files.size(name) is None:
            reasons.append(f"{files.label}: is missing")
            continue
        try:
            yield from files.chunks(name)
        except Unreadable as reason:
            raise OutsideError(f"its file {uri} {reason}", path=folder) from None
        return
    raise OutsideError(
        f"its file {uri} is not on this machine ({'; '.join(reasons)})",
        hint="fetch it where the run was, or where its session was imported",
    )


def _copies(folder: Path, uri: str) -> Iterator[tuple[Files, str]]:
    """Where the file may be: where the record says, and in the session's other copy."""
    kept: Files = FolderFiles(folder, "run")
    archive, packed, inside = uri.partition(".zip#")
    session = _SESSION.fullmatch(uri)
    name, member = unquoted(f"{archive}.zip"), unquoted(inside)
    if session and not packed:
        name, member = unquoted(f"{session[1]}.zip"), unquoted(session[2])
    zipped: list[tuple[Files, str]] = []
    if kept.size(name) is not None:
        zipped.append((ZipFiles(folder / name, "run"), member))
    folders = [(kept, unquoted(f"{archive}/{inside}" if packed else uri))]
    yield from (*zipped, *folders) if packed else (*folders, *zipped)
