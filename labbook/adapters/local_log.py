"""The console output of a local run."""

import re
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from labbook.formats.terminal import ESCAPES
from labbook.formats.timestamp import timestamp

TAIL_BYTES = 16_384
MAX_LINE_BYTES = 1_048_576
POLL_SECONDS = 0.2
REDRAWN = re.compile(r"[\r\n]+")


def read_log(path: Path) -> Iterator[str]:
    """Its lines without line ends; none where there is no log."""
    try:
        stream = path.open("rb")
    except OSError:
        return
    with stream:
        while line := stream.readline(MAX_LINE_BYTES):
            yield _as_it_stood(line)


def follow_log(path: Path, alive: Callable[[], bool]) -> Iterator[str]:
    """Its lines as they come, until it has ended and is not `alive` any more."""
    while not path.exists():
        if not alive():
            return
        time.sleep(POLL_SECONDS)
    with path.open("rb") as stream:
        going, line = True, b""
        while going:
            going = alive()
            while chunk := stream.readline(MAX_LINE_BYTES):
                line += chunk
                if line.endswith(b"\n") or len(line) >= MAX_LINE_BYTES:
                    yield _as_it_stood(line)
                    line = b""
            if going:
                time.sleep(POLL_SECONDS)
        if line:
            yield _as_it_stood(line)


def _as_it_stood(line: bytes) -> str:
    text = line.decode("utf-8", errors="replace").rstrip("\r\n")
    return text.rpartition("\r")[2]


def last_line(path: Path) -> str | None:
    """The last line that isn't blank, without colours; also one that is still being written."""
    try:
        with path.open("rb") as stream:
            size = stream.seek(0, 2)
            stream.seek(max(0, size - TAIL_BYTES))
            tail = stream.read(TAIL_BYTES)
    except OSError:
        return None
    text = ESCAPES.sub("", tail.decode("utf-8", errors="replace"))
    lines = [line.strip() for line in REDRAWN.split(text) if line.strip()]
    return lines[-1] if lines else None


def last_written(path: Path) -> str | None:
    """When the log grew last, UTC, ISO 8601; None where it never did."""
    try:
        found = path.stat()
    except OSError:
        return None
    if not found.st_size:
        return None
    return timestamp(datetime.fromtimestamp(found.st_mtime, UTC))
