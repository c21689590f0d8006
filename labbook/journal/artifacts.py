"""Files of runs that were fetched from their tracker: kept on this machine, ignored by git."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import file_digest, sha256
from pathlib import Path

from labbook.errors import OutsideError, Refused
from labbook.formats.artifact_names import file_name
from labbook.journal.find import Journal
from labbook.journal.state import make_state
from labbook.model.reference import RunRef
from labbook.model.run import Artifact, RunRecord
from labbook.ports import Progress, Tracker

RESERVE = 1 << 30
"""Bytes that stay free on the disk, whatever is fetched."""
_LOOK = 64 << 20
"""After so many bytes it is looked again how many are free."""


@dataclass(frozen=True)
class FetchedFile:
    """An artifact on this disk. `fetched` is False where it was there already."""

    artifact: Artifact
    path: Path
    sha256: str
    fetched: bool

    @property
    def verified(self) -> bool:
        """Whether the record has a digest, which then is the file's."""
        return self.artifact.sha256 is not None


def fetch_artifact(
    journal: Journal,
    run: RunRef,
    record: RunRecord,
    artifact: Artifact,
    tracker: Tracker,
    progress: Progress,
) -> FetchedFile:
    """Bring an artifact of a run here, unless it is here with the digest of the record.

    The file appears when it is whole and is what the record says; `progress` is told its bytes.
    Raises OutsideError where it isn't or can't be had, Refused where it lies elsewhere or there
    is no room for it.
    """
    make_state(journal.layout)
    path = journal.layout.artifacts(run) / file_name(record, artifact)
    if artifact.sha256 is not None and _digest_of(path) == artifact.sha256:
        return FetchedFile(artifact, path, artifact.sha256, fetched=False)
    pieces = tracker.content(artifact, journal.layout.local_run(run).folder)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _require_room(path.parent, artifact.size or 0)
        digest = _store(path, _counted(pieces, artifact, path.parent, progress), artifact)
    except OSError as error:
        reason = error.strerror or "the disk failed"
        raise OutsideError(f"it can't be written: {reason}", path=path.parent) from None
    return FetchedFile(artifact, path, digest, fetched=True)


def _digest_of(path: Path) -> str | None:
    if path.is_symlink() or not path.is_file():
        return None
    with path.open("rb") as file:
        return f"sha256:{file_digest(file, 'sha256').hexdigest()}"


def _require_room(folder: Path, wanted: int) -> None:
    """Raises Refused where `wanted` more bytes would leave less free than stays."""
    free = shutil.disk_usage(folder).free
    if wanted + RESERVE > free:
        what = f"it has {wanted:,} bytes, and " if wanted else ""
        raise Refused(
            f"{what}{free:,} are free, of which {RESERVE >> 30} GiB stay free",
            path=folder,
        )


def _counted(
    pieces: Iterator[bytes], artifact: Artifact, folder: Path, progress: Progress
) -> Iterator[bytes]:
    """The pieces, which may not be more than the record says nor than there is room for."""
    come = looked = 0
    for piece in pieces:
        come += len(piece)
        if artifact.size is not None and come > artifact.size:
            raise OutsideError(
                f"it is not the file that the record names: it is larger than"
                f" {artifact.size:,} bytes, and was not kept"
            )
        if come - looked >= _LOOK:
            _require_room(folder, 0)
            looked = come
        progress(come, artifact.size)
        yield piece


def _store(path: Path, pieces: Iterator[bytes], artifact: Artifact) -> str:
    """Write the file through a temporary one beside it, and give its digest."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".part-")
    try:
        size, digest = 0, sha256()
        with os.fdopen(handle, "wb") as stream:
            for piece in pieces:
                size += len(piece)
                digest.update(piece)
                stream.write(piece)
            stream.flush()
            os.fsync(stream.fileno())
        found = f"sha256:{digest.hexdigest()}"
        _require_same(artifact, size, found)
        os.chmod(temporary, 0o444)  # noqa: PTH101
        os.replace(temporary, path)  # noqa: PTH105
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    return found


def _require_same(artifact: Artifact, size: int, digest: str) -> None:
    if artifact.sha256 in {None, digest} and artifact.size in {None, size}:
        return
    expected = "" if artifact.size is None else f"{artifact.size:,} bytes with "
    raise OutsideError(
        f"it is not the file that the record names: it has {size:,} bytes with"
        f" {digest}, the record says {expected}{artifact.sha256 or 'no digest'}; it was not kept",
        hint="fetch it again if the connection is bad; labbook check --online tells whether the"
        " artifact was changed",
    )
