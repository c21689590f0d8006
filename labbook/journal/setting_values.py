"""The value of one setting: what type it must have, and how a text becomes it."""

from collections.abc import Callable, Mapping
from dataclasses import Field, fields
from typing import Any, Literal, get_args, get_origin

from labbook.errors import JournalError, LabbookError
from labbook.formats.launch.duration import read_duration
from labbook.formats.toml import parse_toml
from labbook.model.settings import Duration, Settings, SignerText

FIELDS: Mapping[str, "Field[Any]"] = {field.name: field for field in fields(Settings)}

_WORDS: Mapping[Any, str] = {
    int: "a whole number from 0",
    bool: "true or false",
    Duration: "a duration such as 90m, 2d or 1d12h",
}


def dotted(name: str) -> str:
    """A field's name as a person writes it: `tracker_project` is `tracker.project`."""
    return name.replace("_", ".", 1)


BY_DOTTED_NAME = {dotted(name): name for name in FIELDS}


def typed_value(field: "Field[Any]", value: Any) -> Any:
    """The value as the field's type. Raises JournalError where it isn't of that type."""
    kind: Any = field.type
    if not _fits(kind, value):
        raise JournalError(f"'{dotted(field.name)}' must be {kind_in_words(field)}")
    if get_origin(kind) is tuple:
        return tuple(value)
    return dict(value) if get_origin(kind) is Mapping else value


def _fits(kind: Any, value: Any) -> bool:
    if get_origin(kind) is Literal:
        return value in get_args(kind)
    if get_origin(kind) is tuple:
        is_list = isinstance(value, list) and _all_text(value)
        return is_list and (get_args(kind)[0] is not SignerText or _are_signers(value))
    if get_origin(kind) is Mapping:
        return isinstance(value, dict) and _all_fit(kind, value)
    if kind is int:
        return type(value) is int and value >= 0
    if kind is bool:
        return isinstance(value, bool)
    return isinstance(value, str) and (
        _reads(read_duration, value) if kind is Duration else value != ""
    )


def _are_signers(texts: list[str]) -> bool:
    from labbook.formats.review.signers import parse_signer

    return _reads(parse_signer, *texts)


def _reads(read: Callable[[str], object], *texts: str) -> bool:
    try:
        return all(read(text) is not None for text in texts)
    except LabbookError:
        return False


def _all_text(values: Any) -> bool:
    return all(isinstance(value, str) for value in values)


def _all_fit(kind: Any, table: Mapping[str, Any]) -> bool:
    if get_args(kind)[1] is int:
        return all(type(value) is int and value >= 0 for value in table.values())
    return _all_text(table.values())


def kind_in_words(field: "Field[Any]") -> str:
    """What a value of the setting must be, as a noun phrase."""
    kind: Any = field.type
    if get_origin(kind) is Literal:
        return " or ".join(f'"{choice}"' for choice in get_args(kind))
    if get_origin(kind) is tuple:
        signers = "a list of signers such as 'bob@lab ssh-ed25519 AAAA…'"
        return signers if get_args(kind)[0] is SignerText else "a list of texts"
    if get_origin(kind) is Mapping:
        return "a table of whole numbers" if get_args(kind)[1] is int else "a table of texts"
    return _WORDS.get(kind, "a text")


def value_from_text(name: str, text: str, source: str) -> Any:
    """The setting's value from a variable or an option, which `source` names.

    A text stands for itself; numbers, lists and tables are written as in TOML. Raises JournalError
    where it isn't of the setting's type.
    """
    field = FIELDS[name]
    kind: Any = field.type
    is_plain = kind in {str, str | None, Duration} or get_origin(kind) is Literal
    try:
        return typed_value(field, text if is_plain else _toml_value(text, source))
    except JournalError:
        sentence = f"{source}: '{dotted(name)}' must be {kind_in_words(field)}"
        written_as_toml = get_origin(kind) in {tuple, Mapping}
        hint = 'written as in TOML: ["a", "b"] or {"a" = "b"}' if written_as_toml else None
        raise JournalError(sentence, hint=hint) from None


def _toml_value(text: str, source: str) -> Any:
    table = parse_toml(f"value = {text}", name=source)
    if len(table) > 1:
        raise JournalError("must be one value", path=source)
    return table["value"]


def nearest_setting(written: str) -> str:
    """A hint for a name that is no setting."""
    from difflib import get_close_matches

    near = get_close_matches(written, BY_DOTTED_NAME, n=1)
    return f"did you mean '{near[0]}'?" if near else f"settings: {', '.join(BY_DOTTED_NAME)}"
