"""`launch.yaml` read: what an experiment needs in order to run."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from labbook.errors import LabbookError
from labbook.formats.launch.duration import read_duration
from labbook.formats.structured import KeyPath, Place, load_schema, read_structured, validate
from labbook.model.manifest import CodeSource, DataMount, Manifest
from labbook.model.problem import Problem, Severity

_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def read_manifest(text: str, *, name: str) -> tuple[Manifest | None, tuple[Problem, ...]]:
    """Read a launch manifest; no manifest where a problem is an error.

    The deadline is twice the duration where none is written.
    """
    try:
        structured = read_structured(text.removeprefix("\ufeff"), name=name)
    except LabbookError as error:
        return None, (_broken(error, name),)
    value, positions = structured.value, structured.positions
    problems = validate(value, load_schema("manifest"), positions, name)
    if not problems:
        problems = tuple(_contradictions(value, positions, name))
    if any(p.severity is Severity.ERROR for p in problems):
        return None, problems
    return _manifest(value), problems


def _broken(error: LabbookError, name: str) -> Problem:
    line = error.line or 1
    return Problem(name, line, "broken-yaml", Severity.ERROR, error.sentence, error.hint)


def _contradictions(
    value: Mapping[str, Any], positions: Mapping[KeyPath, Place], name: str
) -> Iterator[Problem]:
    """What a schema can't say."""

    def problem(path: KeyPath, message: str, hint: str) -> Problem:
        place = positions.get(path, Place(1, 1))
        return Problem(name, place.line, "wrong-value", Severity.ERROR, message, hint, place.column)

    variables: dict[str, str] = {}
    for index, data in enumerate(value.get("data") or ()):
        variable = DataMount(data["name"], data["source"]).variable
        if variable in variables:
            yield problem(
                ("data", index, "name"),
                f"'{data['name']}' and '{variables[variable]}' would both be {variable}",
                "give each data its own name",
            )
        variables[variable] = data["name"]
    for key, text in (value.get("env") or {}).items():
        if not _VARIABLE.fullmatch(key) or "\0" in text:
            yield problem(
                ("env", key), f"'{key}' is no environment variable", "use letters, digits and '_'"
            )
        elif key.startswith("LABBOOK_"):
            yield problem(("env", key), f"'{key}' is set by the launcher", "use a name of your own")
    for key in ("command", "smoke"):
        for index, word in enumerate(value.get(key, ())):
            if "\0" in word or (index == 0 and not word.strip()):
                yield problem((key, index), f"a word of '{key}' is empty", "name a program")
    yield from _durations(value, problem)


def _durations(value: Mapping[str, Any], problem: Any) -> Iterator[Problem]:
    spans = {key: read_duration(value[key]) for key in ("duration", "deadline") if value.get(key)}
    for key, span in spans.items():
        if not span:
            yield problem((key,), f"'{key}' must be more than nothing", "write 90m, 2d or 1d12h")
    if len(spans) == 2 and spans["deadline"] < spans["duration"]:
        yield problem(
            ("deadline",),
            "the deadline is shorter than the expected duration",
            "leave it out: the default is twice the duration",
        )


def _manifest(value: Mapping[str, Any]) -> Manifest:
    duration = read_duration(value["duration"]) if value.get("duration") else None
    deadline = read_duration(value["deadline"]) if value.get("deadline") else None
    if deadline is None and duration is not None:
        deadline = 2 * duration
    code = value.get("code")
    return Manifest(
        command=tuple(value["command"]),
        smoke=tuple(value["smoke"]) if "smoke" in value else None,
        image=value.get("image"),
        code=CodeSource(code["repository"], code["commit"]) if code else None,
        resources=dict(value.get("resources") or {}),
        nodes=value.get("nodes", 1),
        duration=duration,
        deadline=deadline,
        data=tuple(DataMount(**data) for data in value.get("data") or ()),
        outputs=value.get("outputs"),
        env=dict(value.get("env") or {}),
        queue=value.get("queue"),
        node_selector=dict(value.get("node_selector") or {}),
        tolerations=tuple(dict(t) for t in value.get("tolerations") or ()),
        priority=value.get("priority"),
        patch=dict(value.get("patch") or {}),
    )
