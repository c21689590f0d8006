"""The run record, read from its text."""

import math
import re
from collections.abc import Collection
from dataclasses import fields
from typing import Any, get_args

from labbook.errors import LabbookError, ProblemsFound
from labbook.formats.record.migrate import REFILL, parse_record
from labbook.formats.record.values import (
    JsonObject,
    Wrong,
    to_finite,
    to_number,
    to_scalar,
    to_text,
)
from labbook.model.error_analysis import Confusion, ErrorAnalysis, Utterance
from labbook.model.metric import MetricSummary, Point
from labbook.model.reference import RunRef
from labbook.model.run import (
    Artifact,
    Attempt,
    Code,
    Environment,
    FigureKind,
    Image,
    Missing,
    Rank,
    RunFigure,
    RunRecord,
    RunState,
    Selected,
)

FIGURE_PATH = re.compile(r"figures/(?!\.)[^/\\\0]+")
"""A file right in the folder: what a record names may be shown, and deleted."""


def read_record(text: str, *, name: str) -> RunRecord:
    """Read what this or an older labbook wrote.

    Raises JournalError for a newer schema, ProblemsFound for anything else that is wrong,
    with the place inside of the file.
    """
    value = parse_record(text, name=name)
    try:
        return _record(JsonObject(value, "the record"))
    except Wrong as wrong:
        raise ProblemsFound(str(wrong), path=name, hint=REFILL) from None
    except LabbookError as error:
        error.path = name
        raise


def read_summary(value: Any) -> MetricSummary:
    """One metric of a record's `metrics`. Raises ProblemsFound where it is no summary."""
    try:
        return _summary(value, "a metric")
    except Wrong as wrong:
        raise ProblemsFound(str(wrong), hint=REFILL) from None


def _record(record: JsonObject) -> RunRecord:
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
        overrides=record.mapping("overrides", to_scalar),
        parameters=dict(record.object("parameters").value),
        classes=record.mapping("classes", to_text),
        metrics=record.mapping("metrics", _summary),
        selected=_selected(record.object("selected")) if record.take("selected", dict) else None,
        artifacts=record.items("artifacts", _artifact),
        models=record.items("models", _artifact),
        data=record.items("data", lambda item: item.value),
        environment=Environment(
            host=environment.text("host"),
            python=environment.text("python"),
            packages=environment.mapping("packages", to_text),
            threads=environment.take("threads", int),
            seed=environment.take("seed", int),
        ),
        resources=record.mapping("resources", to_finite),
        log=tuple(to_text(line, "`log`") for line in record.take("log", list) or ()),
        missing=record.items(
            "missing", lambda item: Missing(item.text("what") or "", item.text("why") or "")
        ),
        figures=record.items("figures", _figure),
        error_analyses=record.items("error_analyses", _error_analysis),
        cut=tuple(to_text(part, "`cut`") for part in record.take("cut", list) or ()),
    )


def _state(item: JsonObject) -> RunState:
    try:
        return RunState(item.text("state") or "")
    except ValueError:
        raise Wrong(f"`state` of {item.place} is none of {', '.join(RunState)}") from None


def _commit(code: JsonObject) -> str | None:
    commit = code.text("commit")
    if commit and not re.fullmatch(r"[0-9a-f]{40}([0-9a-f]{24})?", commit):
        raise Wrong("`code.commit` is no commit's full hexadecimal id")
    return commit


def _attempt(item: JsonObject) -> Attempt:
    names = ("started", "finished", "reason", "resumed_from")
    return Attempt(_state(item), **{name: item.text(name) for name in names})


def _artifact(item: JsonObject) -> Artifact:
    return Artifact(
        item.text("name") or "",
        item.text("uri") or "",
        item.take("size", int),
        item.text("sha256"),
    )


def _figure(item: JsonObject) -> RunFigure:
    path = item.text("path") or ""
    if not FIGURE_PATH.fullmatch(path):
        raise Wrong(f"`path` of {item.place} is no file of the folder figures/")
    return RunFigure(
        path,
        item.text("title") or "",
        _one_of(item, "kind", get_args(FigureKind)) or "picture",
        item.take("step", int),
        _one_of(item, "rank", get_args(Rank)),
    )


def _one_of(item: JsonObject, key: str, words: Collection[str]) -> Any:
    found = item.text(key)
    if found is not None and found not in words:
        raise Wrong(f"`{key}` of {item.place} is none of {', '.join(words)}")
    return found


def _error_analysis(item: JsonObject) -> ErrorAnalysis:
    return ErrorAnalysis(
        item.text("artifact") or "",
        item.items("worst", _utterance),
        item.items("confusions", _confusion),
    )


def _utterance(item: JsonObject) -> Utterance:
    return Utterance(
        item.text("id") or "",
        item.take("errors", int) or 0,
        item.take("words", int) or 0,
        item.text("reference") or "",
        item.text("hypothesis") or "",
    )


def _confusion(item: JsonObject) -> Confusion:
    return Confusion(item.text("reference"), item.text("hypothesis"), item.take("count", int) or 0)


def _summary(value: Any, place: str) -> MetricSummary:
    item = JsonObject(value, place)
    points = {name: _point(item.take(name, list)) for name in ("first", "last", "min", "max")}
    return MetricSummary(
        item.take("count", int, default=0),
        **points,
        non_finite=item.take("non_finite", int, default=0),
        first_non_finite=item.take("first_non_finite", int),
    )


def _selected(item: JsonObject) -> Selected:
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
        case [None | int() as step, int() | float() | str() as number] if not isinstance(
            step, bool
        ):
            return step, to_number(number, "a point")
    raise Wrong(f"{value!r} is no point [step, value]")
