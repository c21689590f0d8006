"""ClearML's sessions and tasks that labbook did not start, taken in as runs."""

import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from labbook.adapters.clearml_client import Client
from labbook.adapters.clearml_config import configured_server
from labbook.adapters.clearml_find import find_task
from labbook.adapters.clearml_server import ServerTracker
from labbook.adapters.clearml_session import (
    find_sessions,
    holds_anything,
    is_session,
    read_task,
    session_named,
)
from labbook.adapters.clearml_task import read_code
from labbook.adapters.local_state import write_state
from labbook.adapters.outside_text import clean_name
from labbook.adapters.session_end import derive_end
from labbook.errors import OutsideError, Refused, UsageError
from labbook.formats.shortened import shorten
from labbook.model.layout import LocalRunLayout
from labbook.model.run import RunState
from labbook.model.settings import Settings
from labbook.ports import ForeignRun

MOST_FILES = 20_000
MOST_BYTES = 16 << 30
_HINT = "a session is a folder offline-<id>, or the zip beside it"


class ClearmlImporter:
    """Copies sessions of the SDK's offline mode, and looks up tasks of a server."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    def take_session(self, session: Path, folder: Path, state: RunState | None) -> ForeignRun:
        """Copy the session's folder and its zip, of the two what there is.

        Links are left where they are. Raises UsageError where it is no session or doesn't tell how
        it ended, OutsideError where it can't be read, Refused where it is too large.
        """
        layout = LocalRunLayout(folder)
        name = _name(session)
        try:
            _copy(session, name, layout.session / "offline")
        except OSError as error:
            why = error.strerror or "input error"
            raise OutsideError(f"the session can't be read: {why}", path=session) from None
        copied = find_sessions(folder, layout.session)
        if not any(holds_anything(copy) for one in copied for copy in one.copies):
            raise UsageError("this session holds neither a task nor events", hint=_HINT)
        end = derive_end(copied[0], state)
        write_state(layout.imported, {"schema": 1, "task": name, "end": asdict(end)})
        task, _ = read_task(copied[0])
        return _foreign(name, task, session=True)

    def take_task(self, task: str, folder: Path) -> ForeignRun:
        """Look the task up.

        Raises UsageError where no server is set up, Refused without its keys, OutsideError where
        it doesn't have the task.
        """
        if is_session(task):
            raise UsageError(
                f"there is no {task} here", hint="name the session's folder or its zip"
            )
        if self.settings.tracker != ServerTracker.name:
            raise UsageError(
                "a server's task can't be read: this journal's tracker is no server",
                hint='say in the settings: tracker = {name = "clearml", host = "https://…"}',
            )
        found = find_task(Client(configured_server(self.settings.tracker_host)), task)
        write_state(LocalRunLayout(folder).imported, {"schema": 1, "task": task})
        return _foreign(task, found, session=False)


def _foreign(name: str, task: Mapping[str, Any], *, session: bool) -> ForeignRun:
    tags = task.get("tags")
    names = [task.get("name"), *(tags if isinstance(tags, list) else [])]
    code, _ = read_code(task)
    return ForeignRun(name, tuple(clean_name(one) for one in names if one), code, session)


def _name(session: Path) -> str:
    """The session's id; a zip that was downloaded twice is called `offline-… (1).zip`."""
    # os.path, since Path raises for a name that is too long.
    if not os.path.exists(session):  # noqa: PTH110
        raise UsageError(f"there is no {shorten(str(session))}", hint=_HINT)
    found = session_named(session.resolve().name)
    if found is None:
        inside = [p.name for p in sorted(session.iterdir())] if session.is_dir() else []
        near = next((name for name in inside if session_named(name)), None)
        hint = f"did you mean {session / near}?" if near else _HINT
        raise UsageError(f"{session} is no session", hint=hint)
    return found


def _copy(session: Path, name: str, into: Path) -> None:
    folder, archive = _copies(session.resolve())
    budget = _Budget()
    if archive is not None:
        budget.copy(archive, into / f"{name}.zip")
    if folder is not None:
        for path in _files(folder):
            budget.copy(path, into / name / path.relative_to(folder))


def _copies(session: Path) -> tuple[Path | None, Path | None]:
    """The session's folder and its zip, one of them being what was named."""
    if session.is_dir():
        archive = session.with_name(f"{session.name}.zip")
        return session, archive if archive.is_file() and not archive.is_symlink() else None
    folder = session.with_suffix("")
    return folder if folder.is_dir() and not folder.is_symlink() else None, session


def _files(folder: Path) -> Iterator[Path]:
    """Regular files below a folder; no link is followed."""
    for root, _, names in os.walk(folder, followlinks=False):
        for path in (Path(root, name) for name in sorted(names)):
            if path.is_file() and not path.is_symlink():
                yield path


class _Budget:
    """Copies files until there are too many of them."""

    def __init__(self) -> None:
        self.files = self.bytes = 0

    def copy(self, source: Path, target: Path) -> None:
        self.files += 1
        self.bytes += source.stat().st_size
        if self.files > MOST_FILES or self.bytes > MOST_BYTES:
            most = f"{MOST_FILES} files or {MOST_BYTES >> 30} GiB"
            raise Refused(f"the session is larger than {most}", path=source)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
