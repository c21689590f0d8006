"""Artifacts and models by the names that people and files have for them."""

import re
from hashlib import sha256
from pathlib import PurePosixPath
from urllib.parse import unquote

from labbook.errors import UsageError
from labbook.model.run import Artifact, RunRecord

MOST_NAME = 100
_SHOWN = 10
_UNFIT = re.compile(r"[^\w.\-+@() ]+")


def find_artifact(record: RunRecord, name: str) -> Artifact:
    """The artifact or model of that name or address; of several alike the first.

    Raises UsageError, with what there is, for an unknown name and for one that several files
    have.
    """
    files = (*record.artifacts, *record.models)
    found = [one for one in files if name in {one.name, one.uri}]
    if not found:
        names = list(dict.fromkeys(one.name for one in files))
        more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
        known = ", ".join(f"'{one}'" for one in names[:_SHOWN]) + more
        raise UsageError(
            f"run {record.run} has no artifact or model '{name}'",
            hint=f"there are {known}" if names else "its record names none",
        )
    if any(_identity(one) != _identity(found[0]) for one in found):
        raise UsageError(
            f"'{name}' are {len(found)} files of run {record.run}",
            hint="name one by its address: " + ", ".join(one.uri for one in found[:_SHOWN]),
        )
    return found[0]


def file_name(record: RunRecord, artifact: Artifact) -> str:
    """What the artifact's file is called here: as its address ends, and safe on any disk.

    Where another file of the run would have the same name, the artifact's own name stands before
    it, and a digest of what tells the two apart.
    """
    end, identity = _fit(_end(artifact)), _identity(artifact)
    if not any(
        _fit(_end(one)).casefold() == end.casefold() and _identity(one) != identity
        for one in (*record.artifacts, *record.models)
    ):
        return end
    digest = sha256(identity.encode("utf-8", "replace")).hexdigest()[:8]
    return f"{_fit(artifact.name)}-{digest}-{end}"


def _identity(artifact: Artifact) -> str:
    return artifact.sha256 or artifact.uri


def _end(artifact: Artifact) -> str:
    """The last part of the address, which may be quoted twice where it is a server's."""
    _, server, path = artifact.uri.partition("://")
    name = unquote(PurePosixPath(path if server else artifact.uri).name)
    return unquote(name) if server else name


def _fit(name: str) -> str:
    """A plain file name; a long one keeps its end, which tells the kind of file."""
    plain = _UNFIT.sub("_", name).strip(". ")
    while len(plain.encode()) > MOST_NAME:
        plain = plain[1:]
    return plain.strip(". ") or "artifact"
