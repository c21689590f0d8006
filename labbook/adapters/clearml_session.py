"""A ClearML offline session: a folder `offline-<id>`, the zip beside it, or both.

The SDK writes the folder while the run goes on and the zip when the task is closed, so after a
crash the two can disagree or one is missing.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any, TypeVar

from labbook.adapters.bounded_files import (
    Files,
    FolderFiles,
    Unreadable,
    ZipFiles,
    read_json,
    read_lines,
)
from labbook.adapters.clearml_events import Events, read_events
from labbook.adapters.clearml_task import path_in_session
from labbook.model.run import Missing

MOST_TASK = 64 << 20
_NAME = re.compile(r"offline-[0-9a-f]{32}")
T = TypeVar("T")


@dataclass(frozen=True)
class Session:
    """Where the copies of one session lie; the folder first."""

    name: str
    copies: tuple[Files, ...]

    @property
    def source(self) -> str:
        return f"clearml offline session ({' and '.join(copy.label for copy in self.copies)})"


def is_session(task: str) -> bool:
    """Whether a task's id is that of an offline session."""
    return _NAME.fullmatch(task) is not None


def session_named(text: str) -> str | None:
    """The id of a session that stands in the name of a file."""
    found = _NAME.search(text)
    return found[0] if found else None


def find_sessions(run_folder: Path, root: Path) -> list[Session]:
    """Sessions below `root`/offline, by name; `root` lies in the run's folder.

    What only looks like a session, a link for example, is passed over.
    """
    folder = root / "offline"
    prefix = folder.relative_to(run_folder).as_posix()
    copies: dict[str, list[Files]] = {}
    if not folder.resolve().is_relative_to(run_folder.resolve()) or not folder.is_dir():
        return []
    for path in sorted(folder.iterdir()):
        if path.is_symlink():
            continue
        if path.is_dir():
            copies.setdefault(path.name, []).append(FolderFiles(path, f"{prefix}/{path.name}"))
        elif path.suffix == ".zip":
            copies.setdefault(path.stem, []).append(ZipFiles(path, f"{prefix}/{path.name}"))
    return [Session(name, tuple(found)) for name, found in copies.items()]


def holds_anything(copy: Files) -> bool:
    """Whether a copy has a task or events; a zip that breaks off has nothing."""
    return any(copy.size(name) is not None for name in ("task.json", "metrics.jsonl", "log.jsonl"))


def read_task(session: Session) -> tuple[dict[str, Any], list[Missing]]:
    """The fuller `task.json` that parses ({} where none does), and what is wrong with others."""

    def read(copy: Files) -> dict[str, Any]:
        task = read_json(copy, "task.json", MOST_TASK)
        if not isinstance(task, dict):
            raise Unreadable("is no task")
        return task

    nothing: dict[str, Any] = {}
    return _fullest(session, "task.json", read, _size_of_task, nothing)


def read_session_events(session: Session, name: str) -> tuple[Events, list[Missing]]:
    """The events of `metrics.jsonl` or `log.jsonl` from the copy that has more of them."""

    def read(copy: Files) -> Events:
        return read_events(read_lines(copy, name), name)

    def count(_: Files, events: Events) -> int:
        return events.count

    found, missing = _fullest(session, name, read, count, Events())
    return found, [*missing, *found.missing]


def read_sample(session: Session, task: Mapping[str, Any], address: str, most: int) -> bytes:
    """A file of the session, from the copy that has more of it. Raises Unreadable."""
    path = path_in_session(address, task, session.name)
    if path is None:
        raise Unreadable("lies outside of the session")
    reasons = []
    for copy in sorted(session.copies, key=lambda copy: copy.size(path) or 0, reverse=True):
        try:
            return b"".join(copy.chunks(path, most))
        except Unreadable as reason:
            reasons.append(f"{copy.label}: {reason}")
    raise Unreadable("; ".join(reasons))


def _size_of_task(copy: Files, _: dict[str, Any]) -> int:
    return copy.size("task.json") or 0


def _fullest(
    session: Session,
    name: str,
    read: Callable[[Files], T],
    fullness: Callable[[Files, T], int],
    nothing: T,
) -> tuple[T, list[Missing]]:
    """The best reading of one file, the folder's among equals; what the others lack."""
    readings: list[tuple[int, Files, T]] = []
    broken: list[tuple[Files, Unreadable]] = []
    for copy in session.copies:
        if any(_is_same(copy, other, name) for _, other, _ in readings):
            continue
        try:
            found = read(copy)
        except Unreadable as reason:
            broken.append((copy, reason))
        else:
            readings.append((fullness(copy, found), copy, found))
    if not readings:
        why = "; ".join(f"{copy.label}: {reason}" for copy, reason in broken)
        return nothing, [Missing(f"{name} of the session", why)]
    most, best, found = max(readings, key=lambda reading: reading[0])
    taken = f"the {best.label}'s was taken"
    return found, [
        *(Missing(f"{name} of the session's {c.label}", f"{why}; {taken}") for c, why in broken),
        *(
            Missing(f"part of {name} in the session's {c.label}", f"less than elsewhere; {taken}")
            for size, c, _ in readings
            if size < most
        ),
    ]


def _is_same(copy: Files, other: Files, name: str) -> bool:
    """Whether both have the same bytes: after a power cut a file has its length and only zeros."""
    if copy.size(name) != other.size(name):
        return False
    try:
        pairs = zip_longest(copy.chunks(name), other.chunks(name))
        return all(one == another for one, another in pairs)
    except Unreadable:
        return False
