"""The declared settings told in other forms: a reference page, a JSON Schema, a commented file."""

import json
from collections.abc import Mapping
from dataclasses import MISSING, Field
from typing import Any, Literal, get_args, get_origin

from labbook.journal.setting_values import FIELDS, dotted, kind_in_words
from labbook.journal.settings import PREFIX
from labbook.model.settings import Language

_SCOPES = {
    "journal": "journal",
    "target": "journal, on the target branch",
    "person": "person",
    "both": "journal, person",
}


def settings_reference() -> str:
    """A Markdown table of all settings."""
    lines = [
        "| setting | is | default | may stand in | variable | what it does |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for name, field in FIELDS.items():
        value = default(field)
        shown = "–" if value is None else f"`{toml_value(value)}`"
        variable = "–" if field.metadata["scope"] == "target" else f"`{PREFIX}{name.upper()}`"
        kind, scope = kind_in_words(field), _SCOPES[field.metadata["scope"]]
        cells = [f"`{dotted(name)}`", kind, shown, scope, variable, field.metadata["description"]]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def settings_schema() -> dict[str, Any]:
    """The JSON Schema of the journal's settings (labbook.toml, or [tool.labbook])."""
    properties: dict[str, Any] = {}
    for name, field in FIELDS.items():
        if field.metadata["scope"] == "person":
            continue
        group, _, key = dotted(name).partition(".")
        if key or _is_group(name):
            table = properties.setdefault(group, {"type": "object", "additionalProperties": False})
            table.setdefault("properties", {})[key or "name"] = _schema(field)
        else:
            properties[name] = _schema(field)
    for group in filter(_is_group, FIELDS):
        if group in properties:
            properties[group] = {"anyOf": [_schema(FIELDS[group]), properties[group]]}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Settings of a labbook journal",
        "type": "object",
        "additionalProperties": False,
        "properties": properties,
    }


def settings_toml(
    language: Language, active: Mapping[str, Any], examples: Mapping[str, Any]
) -> str:
    """The text of a `labbook.toml`: every setting of a journal with its description.

    `active` are values by field name that are set; all else stands there as a comment with its
    default, or with an example.
    """
    words = "russian" if language == "ru" else "description"
    blocks = []
    for name, field in FIELDS.items():
        if field.metadata["scope"] == "person":
            continue
        key = f"{name}.name" if _is_group(name) else dotted(name)
        example = field.metadata["example"] or default(field)
        value = active.get(name, examples.get(name, example))
        sign = "" if name in active else "# "
        blocks.append(f"# {field.metadata[words]}\n{sign}{key} = {toml_value(value)}\n")
    return "\n".join(blocks)


def default(field: "Field[Any]") -> Any:
    """The value of a setting that nobody set."""
    return field.default if field.default_factory is MISSING else field.default_factory()


def toml_value(value: Any) -> str:
    """A text, number, truth, list or table of such as TOML; None as an empty text."""
    if isinstance(value, Mapping):
        pairs = [f"{toml_value(key)} = {toml_value(inner)}" for key, inner in value.items()]
        return f"{{{', '.join(pairs)}}}"
    if isinstance(value, tuple | list):
        return f"[{', '.join(map(toml_value, value))}]"
    # What JSON escapes in a text TOML reads the same; it leaves one character that TOML forbids.
    text = json.dumps("" if value is None else value, ensure_ascii=False)
    return text.replace("\x7f", "\\u007f")


def _is_group(name: str) -> bool:
    return any(other.startswith(f"{name}_") for other in FIELDS)


def _schema(field: "Field[Any]") -> dict[str, Any]:
    kind: Any = field.type
    described: dict[str, Any] = {"description": field.metadata["description"]}
    if get_origin(kind) is Literal:
        return described | {"enum": list(get_args(kind))}
    if kind is int:
        return described | {"type": "integer", "minimum": 0}
    if kind is bool:
        return described | {"type": "boolean"}
    if get_origin(kind) is tuple:
        return described | {"type": "array", "items": {"type": "string"}}
    if get_origin(kind) is Mapping:
        is_number = get_args(kind)[1] is int
        item = {"type": "integer", "minimum": 0} if is_number else {"type": "string"}
        return described | {"type": "object", "additionalProperties": item}
    return described | {"type": "string", "minLength": 1}
