"""From a folder inside of a journal to the journal."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from labbook.errors import JournalError
from labbook.journal.settings import (
    SettingsFile,
    parse_settings,
    read_settings_file,
    resolve_settings,
    shown,
)
from labbook.model.layout import JournalLayout
from labbook.model.settings import Settings

if TYPE_CHECKING:
    from labbook.model.problem import Problem

OWN_FILE = "labbook.toml"
SHARED_FILE = "pyproject.toml"
SHARED_TABLE = ("tool", "labbook")


@dataclass(frozen=True)
class Journal:
    """A journal with its settings.

    `origins` tells where each setting comes from, by dotted name (`labbook.toml:3`,
    `LABBOOK_LANGUAGE`, `default`); `problems` are warnings about the settings' sources.
    """

    layout: JournalLayout
    settings: Settings
    origins: Mapping[str, str]
    problems: "tuple[Problem, ...]" = ()


def find_journal(start: Path, *, options: Mapping[str, str] | None = None) -> Journal:
    """The journal that `start`, a folder or a file, lies in.

    `options` are command-line options that stand over all other settings, by field name.
    Raises JournalError where no folder upwards holds settings, or where they are broken.
    """
    start = start.resolve()
    for folder in (start, *start.parents):
        file = journal_file(folder)
        if file is not None:
            resolved = resolve_settings(file, options=options)
            return Journal(
                JournalLayout(folder), resolved.settings, resolved.origins, resolved.problems
            )
    raise JournalError(
        f"there is no journal in {shown(start)} or above",
        hint="change to your journal's folder, or make one: labbook init DIR",
    )


def journal_file(folder: Path) -> SettingsFile | None:
    """The file with the journal's settings, if the folder is the root of a journal.

    Raises JournalError where it is broken, or where both files hold settings.
    """
    own, shared = folder / OWN_FILE, folder / SHARED_FILE
    in_shared = _shared_settings(shared) if shared.is_file() else None
    return one_of(read_settings_file(own) if own.is_file() else None, in_shared)


def one_of(own: SettingsFile | None, shared: SettingsFile | None) -> SettingsFile | None:
    """The one file with settings. Raises JournalError where there are two."""
    if own is not None and shared is not None:
        raise JournalError(
            f"settings stand in {OWN_FILE} and in [tool.labbook] of {SHARED_FILE}",
            hint="keep one of them and delete the other",
            path=shown(own.path),
        )
    return own or shared


def _shared_settings(path: Path) -> SettingsFile | None:
    try:
        content = path.read_bytes()
    except OSError:
        return None
    return shared_settings(path, content)


def shared_settings(path: Path, content: bytes) -> SettingsFile | None:
    """The journal's settings in a `pyproject.toml`, if it has any. Raises JournalError."""
    if b"labbook" not in content:
        return None
    try:
        whole = parse_settings(path, content)
    except JournalError:
        # Somebody else's broken file must not stand in the way of a journal further up.
        if b"tool.labbook" in content:
            raise
        return None
    tool = whole.table.get("tool")
    if not isinstance(tool, dict) or "labbook" not in tool:
        return None
    return parse_settings(path, content, *SHARED_TABLE)
