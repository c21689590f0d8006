"""Settings in their layers: defaults, the journal's file, the person's, environment, options."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from labbook import __version__
from labbook.errors import JournalError, LabbookError, UsageError
from labbook.formats.toml import line_of, parse_toml
from labbook.formats.version import satisfies
from labbook.journal.setting_values import (
    BY_DOTTED_NAME,
    FIELDS,
    dotted,
    nearest_setting,
    typed_value,
    value_from_text,
)
from labbook.model.settings import Settings

if TYPE_CHECKING:
    from labbook.model.problem import Problem

DEFAULT = "default"
PREFIX = "LABBOOK_"
NOT_SETTINGS = frozenset(
    PREFIX + name for name in ("RUN", "OUTPUT", "PROJECT", "COMMIT", "CONFIG_DIGEST")
)
NOT_SETTINGS_PREFIXES = ("LABBOOK_DATA_", "LABBOOK_TEST_")
_VARIABLES = {
    PREFIX + name.upper(): name
    for name, field in FIELDS.items()
    if field.metadata["scope"] != "target"
}

Found = dict[str, tuple[Any, str]]
"""Values by field name, and where each comes from."""


@dataclass(frozen=True)
class SettingsFile:
    """A TOML file and the table in it that holds settings (`tool.labbook`, or the top level)."""

    path: Path
    text: str
    table: Mapping[str, Any]
    within: tuple[str, ...] = ()


@dataclass(frozen=True)
class ResolvedSettings:
    """Settings, where each value comes from (by dotted name), and warnings about the sources."""

    settings: Settings
    origins: Mapping[str, str]
    problems: "tuple[Problem, ...]" = ()


def resolve_settings(
    journal: SettingsFile,
    *,
    environment: Mapping[str, str] | None = None,
    options: Mapping[str, str] | None = None,
) -> ResolvedSettings:
    """Read all layers; a later one wins: journal, person, `LABBOOK_*` variables, `options`.

    `options` are command-line options by field name. Raises JournalError, with file and line,
    for an unknown key, a value of the wrong type, a setting in a file where it doesn't belong,
    and a journal that needs another version of labbook; UsageError for an option.
    """
    environ = os.environ if environment is None else environment
    _check_version(journal)
    found = _from_file(journal, "journal")
    person = person_file(environ)
    if person is not None:
        found |= _from_file(read_settings_file(person), "person")
    found |= _from_environment(environ)
    found |= _from_options(options or {})
    values = {name: value for name, (value, _) in found.items()}
    origins = {dotted(name): found[name][1] if name in found else DEFAULT for name in FIELDS}
    problems = tuple(_unknown_variables(environ, journal.path.name))
    return ResolvedSettings(Settings(**values), origins, problems)


def person_file(environment: Mapping[str, str]) -> Path | None:
    """`~/.config/labbook/config.toml`, or the same under XDG_CONFIG_HOME; None without one."""
    base = environment.get("XDG_CONFIG_HOME") or ""
    if not Path(base).is_absolute():
        home = environment.get("HOME")
        if not home:
            return None
        base = os.path.join(home, ".config")  # noqa: PTH118
    file = Path(base, "labbook", "config.toml")
    return file if file.is_file() else None


def journal_settings(journal: SettingsFile) -> Settings:
    """What the journal's file alone says, whoever asks. Raises JournalError as for all layers."""
    _check_version(journal)
    return Settings(**{name: value for name, (value, _) in _from_file(journal, "journal").items()})


def read_settings_file(path: Path, *within: str) -> SettingsFile:
    """Read a TOML file. Raises JournalError where it can't be read or isn't a table."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise JournalError(f"can't be read: {error.strerror}", path=shown(path)) from None
    return parse_settings(path, content, *within)


def parse_settings(path: Path, content: bytes, *within: str) -> SettingsFile:
    """The settings in a file's content, `within` a table of it. Raises JournalError."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise JournalError("is not UTF-8 text", path=shown(path)) from None
    table: Any = parse_toml(text, name=shown(path))
    for key in within:
        table = table.get(key, {})
        if not isinstance(table, dict):
            line = line_of(text, *within)
            raise JournalError(f"'{key}' must be a table", path=shown(path), line=line)
    return SettingsFile(path, text, table, within)


def shown(path: Path) -> str:
    """A path as errors show it: from the home folder or from here where that is shorter."""
    relative = os.path.relpath(path)
    if not relative.startswith(".."):
        return relative
    home = os.environ.get("HOME")
    return f"~/{path.relative_to(home)}" if home and path.is_relative_to(home) else str(path)


def _check_version(file: SettingsFile) -> None:
    """Before all else, as a journal for another version has keys that are unknown here."""
    requires = file.table.get("requires")
    if not isinstance(requires, str):
        return
    place: dict[str, Any] = {
        "path": shown(file.path),
        "line": line_of(file.text, *file.within, "requires"),
    }
    try:
        met = satisfies(__version__, requires)
    except ValueError as error:
        raise JournalError(str(error), hint='for example ">=0.1,<2"', **place) from None
    if not met:
        raise JournalError(
            f"the journal requires labbook {requires}, and this is {__version__}",
            hint="install another labbook, or change `requires`",
            **place,
        )


def _from_file(file: SettingsFile, scope: Literal["journal", "person"]) -> Found:
    found: Found = {}
    origin = file.path.name if scope == "journal" else shown(file.path)
    for path, value in _flat(file.table):
        line = line_of(file.text, *file.within, *path)
        try:
            name = _field_name(path)
            _check_scope(name, scope)
            typed = typed_value(FIELDS[name], value)
        except LabbookError as error:
            place = shown(file.path)
            raise JournalError(error.sentence, hint=error.hint, path=place, line=line) from None
        found[name] = (typed, origin if line is None else f"{origin}:{line}")
    return found


def _flat(table: Mapping[str, Any]) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Keys and values, tables that group settings opened: `[tracker]` holds `tracker.…`."""
    for key, value in table.items():
        if isinstance(value, dict) and any(name.startswith(f"{key}_") for name in FIELDS):
            yield from (((key, inner), inner_value) for inner, inner_value in value.items())
        else:
            yield (key,), value


def _field_name(path: tuple[str, ...]) -> str:
    """The field that is written so; `tracker.name` in a table is the plain `tracker`."""
    if len(path) == 2 and path[1] == "name" and path[0] in FIELDS:
        return path[0]
    written = ".".join(path)
    if written in BY_DOTTED_NAME:
        return BY_DOTTED_NAME[written]
    raise JournalError(f"there is no setting '{written}'", hint=nearest_setting(written))


def _check_scope(name: str, scope: Literal["journal", "person"]) -> None:
    allowed = FIELDS[name].metadata["scope"]
    if allowed in {scope, "both"} or (allowed, scope) == ("target", "journal"):
        return
    if scope == "journal":
        raise JournalError(
            f"'{dotted(name)}' is a setting of one person, not of the journal",
            hint="move it to ~/.config/labbook/config.toml, which is outside of git",
        )
    raise JournalError(
        f"'{dotted(name)}' is a setting of the journal, not of one person",
        hint="move it to the journal's labbook.toml or pyproject.toml",
    )


def _from_environment(environment: Mapping[str, str]) -> Found:
    found: Found = {}
    for variable, name in _VARIABLES.items():
        if text := environment.get(variable):
            found[name] = (value_from_text(name, text, variable), variable)
    return found


def _from_options(options: Mapping[str, str]) -> Found:
    found: Found = {}
    for name, text in options.items():
        option = "--" + name.replace("_", "-")
        try:
            found[name] = (value_from_text(name, text, option), option)
        except JournalError as error:
            raise UsageError(str(error), hint=error.hint) from None
    return found


def _unknown_variables(environment: Mapping[str, str], path: str) -> "Iterator[Problem]":
    known = NOT_SETTINGS | _VARIABLES.keys()
    for variable in sorted(environment):
        if not variable.startswith(PREFIX) or variable in known:
            continue
        if variable.startswith(NOT_SETTINGS_PREFIXES):
            continue
        from labbook.model.problem import Problem, Severity

        message = f"the environment variable {variable} is no setting"
        hint = nearest_setting(dotted(variable.removeprefix(PREFIX).lower()))
        yield Problem(path, 1, "unknown-variable", Severity.WARNING, message, hint)
