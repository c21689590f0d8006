"""Files that a run names as its artifacts, checked against the bytes that are there."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from labbook.adapters.bounded_files import Files, Unreadable
from labbook.model.run import Artifact, Missing


@dataclass(frozen=True)
class FileRef:
    """An artifact or a model as its run names it, with what was noted of it.

    `path` is relative to the folder that it is kept in; None for what lies elsewhere.
    """

    name: str
    uri: str
    path: str | None
    size: int | None = None
    sha256: str | None = None


def describe_file(copies: Sequence[Files], ref: FileRef) -> tuple[Artifact, list[Missing]]:
    """The artifact with size and SHA-256 of its bytes, from the first copy that has them.

    Where they are gone or elsewhere it is described as noted, the former being said.
    """
    noted = Artifact(ref.name, ref.uri, ref.size, ref.sha256)
    if ref.path is None:
        return noted, []
    reasons = []
    for copy in copies:
        try:
            size, digest = _digest(copy.chunks(ref.path))
        except Unreadable as reason:
            reasons.append(f"{copy.label}: {reason}")
            continue
        differs = ref.sha256 is not None and ref.sha256 != digest
        changed = Missing(f"artifact {ref.name}", "the file has changed since it was noted")
        return Artifact(ref.name, copy.uri(ref.path), size, digest), [changed] * differs
    return noted, [Missing(f"file of artifact {ref.name}", "; ".join(reasons))]


def _digest(chunks: Iterator[bytes]) -> tuple[int, str]:
    size, digest = 0, sha256()
    for chunk in chunks:
        size += len(chunk)
        digest.update(chunk)
    return size, f"sha256:{digest.hexdigest()}"
