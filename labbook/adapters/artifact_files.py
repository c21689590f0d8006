"""Files that a run names as its artifacts, checked against the bytes that are there."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from labbook.adapters.bounded_files import Files, Unreadable, unquoted
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
    """The artifact with size and SHA-256 of its bytes, from the first copy that is as noted.

    Where none is, from the first that has any; where they are gone or elsewhere it is described
    as noted. Both are said.
    """
    noted = Artifact(ref.name, ref.uri, ref.size, ref.sha256)
    if ref.path is None:
        return noted, []
    reasons: list[str] = []
    changed: list[tuple[Files, Artifact]] = []
    for copy in copies:
        try:
            size, digest = _digest(copy.chunks(ref.path))
        except Unreadable as reason:
            reasons.append(f"{copy.label}: {reason}")
            continue
        found = Artifact(ref.name, copy.uri(ref.path), size, digest)
        if ref.sha256 in {None, digest}:
            return found, [_passed_over(ref, changed, copy)] * bool(changed)
        changed.append((copy, found))
    if changed:
        why = "the file has changed since it was noted"
        return changed[0][1], [Missing(f"artifact {ref.name}", why)]
    return noted, [Missing(f"file of artifact {ref.name}", "; ".join(reasons))]


def is_remote(artifact: Artifact) -> bool:
    """Whether it lies on a server, and not on the machine of the run."""
    return "://" in artifact.uri and not artifact.uri.startswith("file://")


def read_kept(places: Sequence[Files], artifact: Artifact, most: int) -> bytes:
    """The bytes of an artifact that lies in one of the places. Raises Unreadable."""
    for files in places:
        name = artifact.uri.removeprefix(files.uri(""))
        if name != artifact.uri:
            return b"".join(files.chunks(unquoted(name), most))
    raise Unreadable("lies elsewhere")


def _passed_over(ref: FileRef, changed: Sequence[tuple[Files, Artifact]], taken: Files) -> Missing:
    labels = " and ".join(copy.label for copy, _ in changed)
    why = f"it has changed since it was noted; the {taken.label}'s was taken"
    return Missing(f"artifact {ref.name} in the {labels}", why)


def _digest(chunks: Iterator[bytes]) -> tuple[int, str]:
    size, digest = 0, sha256()
    for chunk in chunks:
        size += len(chunk)
        digest.update(chunk)
    return size, f"sha256:{digest.hexdigest()}"
