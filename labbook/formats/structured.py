"""YAML that strangers wrote: read safely, with the place of every key, and checked by schema."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import yaml

from labbook.errors import LabbookError
from labbook.formats.shortened import shorten
from labbook.formats.yaml_events import KeyPath, Place, Structured, ValueBuilder
from labbook.model.problem import Problem, Severity

__all__ = ["KeyPath", "Place", "Structured", "load_schema", "read_structured", "validate"]

MAX_CHARACTERS = 262_144

_SafeLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_structured(text: str, *, name: str, first_line: int = 1) -> Structured:
    """Read one YAML document of plain values; an empty text gives None.

    `first_line` is the line of the file `name` that the text begins at. Raises LabbookError
    with the line for what isn't YAML, for duplicate keys, tags that make objects, keys that
    are no text, recursion, and what is too large or nested too deeply.
    """
    if len(text) > MAX_CHARACTERS:
        raise LabbookError(f"longer than {MAX_CHARACTERS} characters", path=name, line=first_line)
    try:
        loader = _SafeLoader(text)
        builder = ValueBuilder(loader, name, first_line)
        documents = 0
        while loader.check_event():
            event = loader.get_event()
            documents += isinstance(event, yaml.DocumentStartEvent)
            if documents > 1:
                raise builder.error("a second document begins here", event.start_mark)
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        raise _not_yaml(error, name, first_line) from None
    except (yaml.YAMLError, UnicodeError) as error:
        raise LabbookError(
            "a character that YAML doesn't allow",
            path=name,
            line=_bad_line(text, first_line, error),
        ) from None
    return Structured(builder.value, builder.positions)


def _not_yaml(error: yaml.MarkedYAMLError, name: str, first_line: int) -> LabbookError:
    mark = error.problem_mark or error.context_mark
    line = first_line + mark.line if mark is not None else first_line
    problem = error.problem or "can't be read"
    hint = None
    if "mapping values are not allowed" in problem:
        hint = "put text that contains ': ' in quotes"
    elif "cannot start any token" in problem or "tab" in problem:
        hint = "indent by spaces; put text that begins with a special character in quotes"
    return LabbookError(f"not valid YAML: {shorten(problem)}", path=name, line=line, hint=hint)


def _bad_line(text: str, first_line: int, error: Exception) -> int:
    position = getattr(error, "position", None)
    if position is None:
        position = getattr(error, "start", 0)
    return first_line + text.count("\n", 0, position)


def load_schema(name: str) -> dict[str, Any]:
    """A JSON Schema that ships with labbook: `front-matter`, `manifest`, `settings`."""
    import json
    from importlib.resources import files

    text = (files("labbook") / "schemas" / f"{name}.schema.json").read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


def validate(
    value: Any, schema: Mapping[str, Any], positions: Mapping[KeyPath, Place], name: str
) -> tuple[Problem, ...]:
    """What the schema has against the value, one sentence each, in the order of the lines.

    A subschema's `errorMessage` is the hint of what it finds.
    """
    from jsonschema import Draft202012Validator

    found: dict[tuple[int, str], Problem] = {}
    for error in Draft202012Validator(schema).iter_errors(value):
        for problem in _problems(error, positions, name):
            found.setdefault((problem.line, problem.message), problem)
    return tuple(sorted(found.values(), key=lambda p: (p.line, p.column, p.message)))


def _problems(error: Any, positions: Mapping[KeyPath, Place], name: str) -> Iterator[Problem]:
    path: KeyPath = tuple(error.absolute_path)
    hint = error.schema.get("errorMessage") if isinstance(error.schema, dict) else None
    if error.validator == "additionalProperties":
        known = sorted(error.schema.get("properties", {}))
        for key in error.instance:
            if key not in known:
                sentence = f"{_of(path)}the key '{shorten(key)}' is not known"
                yield _problem(
                    (*path, key), positions, name, "unknown-key", sentence, _nearest(key, known)
                )
        return
    if error.validator == "required":
        for key in error.validator_value:
            if key not in error.instance:
                sentence = f"{_of(path)}the key '{key}' is missing"
                yield _problem(path, positions, name, "missing-key", sentence, hint)
        return
    place = _place(path, positions)
    say = _SENTENCES.get(error.validator, _any_other)
    code = "wrong-type" if error.validator == "type" else "wrong-value"
    if error.validator == "type":
        hint = _quotes_hint(error, place) or hint
    yield _problem(path, positions, name, code, f"{_subject(path)} {say(error, place)}", hint)


def _problem(
    path: KeyPath,
    positions: Mapping[KeyPath, Place],
    name: str,
    code: str,
    message: str,
    hint: str | None,
) -> Problem:
    place = _place(path, positions)
    return Problem(name, place.line, code, Severity.ERROR, message, hint, place.column)


def _place(path: KeyPath, positions: Mapping[KeyPath, Place]) -> Place:
    while path and path not in positions:
        path = path[:-1]
    return positions.get(path, Place(1, 1))


def _subject(path: KeyPath) -> str:
    return f"'{dotted(path)}'" if path else "the file"


def _of(path: KeyPath) -> str:
    return f"in '{dotted(path)}' " if path else ""


def dotted(path: KeyPath) -> str:
    """A key path as people write it: `data[0].name`."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{shorten(part)}"
    return text.removeprefix(".")


def _nearest(key: str, known: list[str]) -> str:
    from difflib import get_close_matches

    close = get_close_matches(key.lower().replace("-", "_"), known, n=1)
    return f"did you mean '{close[0]}'?" if close else f"known: {', '.join(known)}"


_TYPES = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list",
    "object": "a mapping",
    "null": "empty",
}


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return "a truth value"
    if isinstance(value, int | float):
        return "a number"
    kinds = {type(None): "empty", str: "text", list: "a list", dict: "a mapping"}
    return kinds.get(type(value), "a date" if hasattr(value, "year") else "something else")


def _shown(value: Any, place: Place) -> str:
    if place.raw is not None and not isinstance(value, str):
        return f"`{shorten(place.raw)}` is read as {_kind(value)}" if place.raw else "it is empty"
    return f"it is {_kind(value)}" if not isinstance(value, str) else f"not '{shorten(value)}'"


def _wrong_type(error: Any, place: Place) -> str:
    wanted = error.validator_value
    names = [wanted] if isinstance(wanted, str) else wanted
    return f"must be {' or '.join(_TYPES[n] for n in names)}; {_shown(error.instance, place)}"


def _quotes_hint(error: Any, place: Place) -> str | None:
    wanted = error.validator_value
    if "string" not in ([wanted] if isinstance(wanted, str) else wanted):
        return None
    if not place.raw or isinstance(error.instance, list | dict):
        return None
    return f'put it in quotes: "{shorten(place.raw)}"'


def _one_of(error: Any, place: Place) -> str:
    values = ", ".join("empty" if v is None else str(v) for v in error.validator_value)
    return f"must be one of {values}; {_shown(error.instance, place)}"


def _any_other(error: Any, place: Place) -> str:
    return f"has a value that is not allowed; {_shown(error.instance, place)}"


_SENTENCES: dict[str, Callable[[Any, Place], str]] = {
    "type": _wrong_type,
    "enum": _one_of,
    "pattern": lambda error, place: f"has the wrong form; {_shown(error.instance, place)}",
    "minItems": lambda error, place: "must not be empty",  # noqa: ARG005
    "minLength": lambda error, place: "must not be empty",  # noqa: ARG005
    "minProperties": lambda error, place: "must not be empty",  # noqa: ARG005
    "maxLength": lambda error, place: f"is longer than {error.validator_value} characters",  # noqa: ARG005
    "maxItems": lambda error, place: f"has more than {error.validator_value} items",  # noqa: ARG005
    "minimum": lambda error, place: f"must be at least {error.validator_value}",  # noqa: ARG005
    "maximum": lambda error, place: f"must be at most {error.validator_value}",  # noqa: ARG005
    "exclusiveMinimum": lambda error, place: f"must be more than {error.validator_value}",  # noqa: ARG005
    "uniqueItems": lambda error, place: "has an item twice",  # noqa: ARG005
}
