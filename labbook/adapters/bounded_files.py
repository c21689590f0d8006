"""Files that a run wrote, read with bounds: nothing outside of their root, nothing endless."""

import json
import re
import stat
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any, Protocol
from urllib.parse import quote, unquote
from zipfile import BadZipFile, ZipFile, ZipInfo

CHUNK = 1 << 20
MOST_LINE = 64 << 20
MOST_UNPACKED = 1 << 30
MOST_RATIO = 500
_ODD = re.compile("[%#?@\x00-\x1f\x7f-\x9f\udc80-\udcff\u2028\u2029]")
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
        """Where the file lies, without a path of this machine in it; `unquoted` gives its name."""


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
        return quoted(f"{self.prefix}/{name}")

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
                _require_sound(archive.getinfo(name), most)
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
        return f"{quoted(self.prefix)}#{quoted(name)}"


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
        if skipping or len(rest) > MOST_LINE:
            rest, skipping = b"", True
    if skipping:
        yield None
    elif rest.strip():
        yield rest


def quoted(path: str) -> str:
    """A path as a URI has it: what means something there, or is no text at all, is quoted.

    >>> quoted("50 %/ж.csv"), quoted("a#1.csv"), quoted("caf\\udce9.txt")
    ('50 %25/ж.csv', 'a%231.csv', 'caf%E9.txt')
    """
    return _ODD.sub(lambda odd: quote(odd[0].encode("utf-8", "surrogateescape"), safe=""), path)


def unquoted(uri: str) -> str:
    """The path that `quoted` was given."""
    return unquote(uri, errors="surrogateescape")


def checked(name: str) -> str:
    """The relative path itself. Raises Unreadable where it isn't one or climbs."""
    path = PurePosixPath(name)
    if not name or path.is_absolute() or ".." in path.parts or "\\" in name or "\0" in name:
        raise Unreadable("leads out of its folder")
    return name


def _require_sound(member: ZipInfo, most: int | None) -> None:
    """Raises Unreadable, before anything is unpacked, for what is above `most` or made to swell."""
    if most is not None and member.file_size > most:
        raise Unreadable(_larger(most))
    if member.file_size > MOST_LINE and member.file_size > MOST_RATIO * member.compress_size:
        raise Unreadable(f"is packed more than {MOST_RATIO} times")


def _larger(most: int) -> str:
    return f"is larger than {most >> 10} KiB"


def _pieces(stream: IO[bytes], most: int | None) -> Iterator[bytes]:
    read = 0
    while chunk := stream.read(CHUNK):
        read += len(chunk)
        if most is not None and read > most:
            raise Unreadable(_larger(most))
        yield chunk


def _reason(error: BaseException) -> str:
    if isinstance(error, FileNotFoundError | KeyError):
        return "is missing"
    if isinstance(error, OSError):
        return f"can't be read: {error.strerror or 'input error'}"
    return "is broken"
