"""`run.json`: the run record as text.

Keys are sorted, floats are exactly as received, non-finite ones are the strings `"nan"`,
`"inf"` and `"-inf"`; a point is `[step, value]`.
"""

import json
import math
import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict, fields
from typing import Any, TypeVar

from labbook.errors import JournalError, LabbookError, ProblemsFound
from labbook.model.metric import MetricSummary, Point
from labbook.model.reference import RunRef
from labbook.model.run import (
    Artifact,
    Attempt,
    Code,
    Environment,
    Image,
    Missing,
    RunRecord,
    RunState,
    Selected,
)

SCHEMA = 1
MAX_TEXT = 16 * 1024 * 1024
MAX_INTEGER = sys.float_info.max
"""What exceeds it is no float, so nothing could be reckoned with it."""

T = TypeVar("T")


def write_record(record: RunRecord) -> str:
    """The record as JSON with a final newline; equal records give equal text."""
    value = {**asdict(record), "run": str(record.run), "schema": SCHEMA}
    return json.dumps(_plain(value), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def read_record(text: str, *, name: str) -> RunRecord:
    """Read what `write_record` wrote.

    Raises JournalError for a newer schema, ProblemsFound for anything else that is wrong,
    with the place inside of the file.
    """
    if len(text) > MAX_TEXT:
        raise ProblemsFound("this run record is too large to be one", path=name)
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", None)
        raise ProblemsFound(
            f"this run record is not JSON: {error}", path=name, line=line, hint=_REFILL
        ) from None
    try:
        return _record(_Object(value, "the record"))
    except _Wrong as wrong:
        raise ProblemsFound(str(wrong), path=name, hint=_REFILL) from None
    except LabbookError as error:
        error.path = name
        raise


def read_summary(value: Any) -> MetricSummary:
    """One metric of a record's `metrics`. Raises ProblemsFound where it is no summary."""
    try:
        return _summary(value, "a metric")
    except _Wrong as wrong:
        raise ProblemsFound(str(wrong), hint=_REFILL) from None


_REFILL = "bring it back with git checkout, or delete it and let labbook fill write it again"


class _Wrong(Exception):
    """A value is not what stands in this place of a record."""


class _Object:
    """A JSON object whose members are taken out with their type checked."""

    def __init__(self, value: Any, place: str) -> None:
        if not isinstance(value, dict):
            raise _Wrong(f"{place} is not an object")
        self.value, self.place = value, place

    def take(self, key: str, *types: type, default: Any = None) -> Any:
        found = self.value.get(key, default)
        wrong_bool = isinstance(found, bool) and bool not in types
        if found is not None and (wrong_bool or not isinstance(found, types)):
            raise _Wrong(f"`{key}` of {self.place} is not {_words(types)}")
        if isinstance(found, int) and abs(found) > MAX_INTEGER:
            raise _Wrong(f"`{key}` of {self.place} is too large")
        return found

    def text(self, key: str) -> str | None:
        found: str | None = self.take(key, str)
        return found

    def object(self, key: str) -> "_Object":
        return _Object(self.value.get(key) or {}, f"`{key}`")

    def mapping(self, key: str, convert: Callable[[Any, str], T]) -> dict[str, T]:
        found = self.object(key)
        return {name: convert(item, f"`{key}.{name}`") for name, item in found.value.items()}

    def items(self, key: str, convert: Callable[["_Object"], T]) -> tuple[T, ...]:
        found = self.take(key, list, default=[])
        return tuple(convert(_Object(item, f"`{key}[{n}]`")) for n, item in enumerate(found))


def _record(record: _Object) -> RunRecord:
    schema = record.take("schema", int)
    if schema is None:
        raise _Wrong("`schema` of the record is missing")
    if schema != SCHEMA:
        raise JournalError(
            f"this run record has schema {schema}, and this labbook reads {SCHEMA}",
            hint="install a newer labbook",
        )
    plain = {f.name: record.text(f.name) for f in fields(RunRecord) if f.type in {str, str | None}}
    for name in ("launcher", "tracker", "labbook"):
        plain[name] = "unknown" if plain[name] is None else plain[name]
    code, image, environment = map(record.object, ("code", "image", "environment"))
    return RunRecord(
        **plain,  # type: ignore[arg-type]
        run=RunRef.parse(record.text("run") or ""),
        state=_state(record),
        attempts=record.items("attempts", _attempt),
        code=Code(
            repository=code.text("repository"),
            commit=_commit(code),
            dirty=code.take("dirty", bool),
            entry_point=code.text("entry_point"),
        ),
        image=Image(image.text("requested"), image.text("reported")),
        overrides=record.mapping("overrides", _scalar),
        parameters=dict(record.object("parameters").value),
        classes=record.mapping("classes", _text),
        metrics=record.mapping("metrics", _summary),
        selected=_selected(record.object("selected")) if record.take("selected", dict) else None,
        artifacts=record.items("artifacts", _artifact),
        models=record.items("models", _artifact),
        data=record.items("data", lambda item: item.value),
        environment=Environment(
            host=environment.text("host"),
            python=environment.text("python"),
            packages=environment.mapping("packages", _text),
            threads=environment.take("threads", int),
            seed=environment.take("seed", int),
        ),
        resources=record.mapping("resources", _finite),
        log=tuple(_text(line, "`log`") for line in record.take("log", list, default=[])),
        missing=record.items(
            "missing", lambda item: Missing(item.text("what") or "", item.text("why") or "")
        ),
    )


def _state(item: _Object) -> RunState:
    try:
        return RunState(item.text("state") or "")
    except ValueError:
        raise _Wrong(f"`state` of {item.place} is none of {', '.join(RunState)}") from None


def _commit(code: _Object) -> str | None:
    commit = code.text("commit")
    if commit and not re.fullmatch(r"[0-9a-f]{40}([0-9a-f]{24})?", commit):
        raise _Wrong("`code.commit` is no commit's full hexadecimal id")
    return commit


def _attempt(item: _Object) -> Attempt:
    names = ("started", "finished", "reason", "resumed_from")
    return Attempt(_state(item), **{name: item.text(name) for name in names})


def _artifact(item: _Object) -> Artifact:
    return Artifact(
        item.text("name") or "",
        item.text("uri") or "",
        item.take("size", int),
        item.text("sha256"),
    )


def _summary(value: Any, place: str) -> MetricSummary:
    item = _Object(value, place)
    points = {name: _point(item.take(name, list)) for name in ("first", "last", "min", "max")}
    return MetricSummary(
        item.take("count", int, default=0),
        **points,
        non_finite=item.take("non_finite", int, default=0),
        first_non_finite=item.take("first_non_finite", int),
    )


def _selected(item: _Object) -> Selected:
    return Selected(
        by=item.text("by") or "",
        goal=item.text("goal") or "",
        step=item.take("step", int),
        values=item.mapping("values", lambda value, _: _point(value) or (None, math.nan)),
    )


def _point(value: Any) -> Point | None:
    match value:
        case None:
            return None
        case [None | int() as step, int() | float() | str() as number]:
            return step, _number(number, "a point")
    raise _Wrong(f"{value!r} is no point [step, value]")


def _number(value: Any, place: str) -> float:
    if value in ("nan", "inf", "-inf"):
        return float(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _Wrong(f"{place} is not a number")
    if isinstance(value, int) and abs(value) > MAX_INTEGER:
        raise _Wrong(f"{place} is too large")
    return value


def _finite(value: Any, place: str) -> float:
    number = _number(value, place)
    if not math.isfinite(number):
        raise _Wrong(f"{place} is not finite")
    return number


def _text(value: Any, place: str) -> str:
    if not isinstance(value, str):
        raise _Wrong(f"{place} is not a text")
    return value


def _scalar(value: Any, place: str) -> str | int | float | bool | None:
    if isinstance(value, dict | list):
        raise _Wrong(f"{place} is not a single value")
    scalar: str | int | float | bool | None = value
    return scalar


def _words(types: tuple[type, ...]) -> str:
    names = {str: "a text", int: "a whole number", bool: "true or false", list: "a list"}
    return " or ".join(names.get(t, "an object") for t in types)


def _plain(value: Any) -> Any:
    """The value with non-finite floats as strings and keys as texts."""
    match value:
        case float() if not math.isfinite(value):
            return "nan" if math.isnan(value) else ("inf" if value > 0 else "-inf")
        case Mapping():
            return {str(key): _plain(item) for key, item in value.items()}
        case list() | tuple():
            return [_plain(item) for item in value]
    return value
