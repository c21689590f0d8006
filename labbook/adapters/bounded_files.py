"""Files that a run wrote, read with bounds: nothing outside of their root, nothing endless."""

import json
import stat
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any, Protocol
from zipfile import BadZipFile, ZipFile

CHUNK = 1 << 20
MOST_LINE = 64 << 20
MOST_UNPACKED = 1 << 30
_FAILURES = (OSError, KeyError, BadZipFile, zlib.error, EOFError, RuntimeError, ValueError)


class Unreadable(Exception):
    """Why a file can't be read, in a few words."""


class Files(Protocol):
    """Files below a root, named by relative paths with forward slashes."""

    @property
    def label(self) -> str:
        """What kind of copy this is, in one word."""

    def chunks(self, name: str, most: int | None = None) -> Iterator[bytes]:
        """The file's bytes in pieces; Unreadable where it is missing, broken or above `most`."""

    def size(self, name: str) -> int | None:
        """How many bytes the file is said to have; None where there is none."""

    def uri(self, name: str) -> str:
        """Where the file lies, without a path of this machine in it."""


@dataclass(frozen=True)
class FolderFiles:
    """Files of a folder; a link that leads out of it isn't followed."""

    root: Path
    prefix: str
    label: str = "folder"

    def chunks(self, name: str, most: int | None = None) -> Iterator[bytes]:
        try:
            with self._path(name).open("rb") as stream:
                yield from _pieces(stream, most)
        except _FAILURES as error:
            raise Unreadable(_reason(error)) from None

    def size(self, name: str) -> int | None:
        try:
            return self._path(name).stat().st_size
        except (*_FAILURES, Unreadable):
            return None

    def uri(self, name: str) -> str:
        return f"{self.prefix}/{name}"

    def _path(self, name: str) -> Path:
        path = (self.root / checked(name)).resolve(strict=True)
        if not path.is_relative_to(self.root.resolve()):
            raise Unreadable("leads out of its folder")
        if not stat.S_ISREG(path.stat().st_mode):
            raise Unreadable("is no regular file")
        return path


@dataclass(frozen=True)
class ZipFiles:
    """Files of a zip, read in place, never unpacked onto the disk."""

    path: Path
    prefix: str
    label: str = "zip"

    def chunks(self, name: str, most: int | None = None) -> Iterator[bytes]:
        limit = MOST_UNPACKED if most is None else min(most, MOST_UNPACKED)
        try:
            with ZipFile(self.path) as archive, archive.open(checked(name)) as stream:
                yield from _pieces(stream, limit)
        except _FAILURES as error:
            raise Unreadable(_reason(error)) from None

    def size(self, name: str) -> int | None:
        try:
            with ZipFile(self.path) as archive:
                return archive.getinfo(name).file_size
        except _FAILURES:
            return None

    def uri(self, name: str) -> str:
        return f"{self.prefix}#{name}"


def read_json(files: Files, name: str, most: int) -> Any:
    """The JSON in a file of at most `most` bytes. Raises Unreadable."""
    try:
        return parse_json(b"".join(files.chunks(name, most)))
    except ValueError:
        raise Unreadable("is no JSON" if files.size(name) else "is empty") from None


def parse_json(raw: bytes) -> Any:
    """JSON whose bytes needn't all be UTF-8. Raises ValueError, also on endless nesting."""
    try:
        return json.loads(raw.decode("utf-8-sig", errors="replace"))
    except RecursionError:
        raise ValueError("nested too deeply") from None


def read_lines(files: Files, name: str) -> Iterator[bytes | None]:
    """The file's lines without their ends, empty ones left out; None for one above 64 MiB."""
    rest, skipping = b"", False
    for chunk in files.chunks(name):
        *lines, rest = (rest + chunk).split(b"\n")
        for line in lines:
            if skipping:
                skipping = False
                yield None
            elif line.strip():
                yield line
        if len(rest) > MOST_LINE:
            rest, skipping = b"", True
    if skipping:
        yield None
    elif rest.strip():
        yield rest


def checked(name: str) -> str:
    """The relative path itself. Raises Unreadable where it isn't one or climbs."""
    path = PurePosixPath(name)
    if not name or path.is_absolute() or ".." in path.parts or "\\" in name or "\0" in name:
        raise Unreadable("leads out of its folder")
    return name


def _pieces(stream: IO[bytes], most: int | None) -> Iterator[bytes]:
    read = 0
    while chunk := stream.read(CHUNK):
        read += len(chunk)
        if most is not None and read > most:
            raise Unreadable(f"is larger than {most >> 10} KiB")
        yield chunk


def _reason(error: BaseException) -> str:
    if isinstance(error, FileNotFoundError | KeyError):
        return "is missing"
    if isinstance(error, OSError):
        return f"can't be read: {error.strerror or 'input error'}"
    return "is broken"
