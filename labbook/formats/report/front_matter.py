"""The head of a report: split off, read, checked, and single keys of it set.

`labbook list` reads it for every report, so nothing but a YAML parser is imported here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, cast

from labbook.errors import LabbookError
from labbook.formats.report.head import find_head, read_head
from labbook.formats.report.prediction import read_prediction
from labbook.formats.report.set_front_matter import set_front_matter
from labbook.formats.structured import KeyPath, Place, Structured, load_schema, validate
from labbook.model.experiment import Cause, FrontMatter, Prediction, PromisedMetric, Verdict
from labbook.model.problem import Problem, Severity

LARGEST_SCALE = 1e12

__all__ = [
    "check_front_matter",
    "find_head",
    "read_front_matter",
    "read_prediction",
    "set_front_matter",
]


def read_front_matter(text: str, *, name: str) -> FrontMatter:
    """Read a report's front matter.

    Unknown keys are passed over, a single text stands for a list of one, a number or a date for
    text. Raises LabbookError, with the line, for what can't be read or isn't what it should be.
    """
    structured = read_head(text, name)
    if not isinstance(structured.value, dict):
        raise LabbookError("the front matter is no mapping", path=name, line=2)
    return _Reader(structured, name).front_matter()


@dataclass(frozen=True)
class _Reader:
    """Turns plain values into a FrontMatter."""

    structured: Structured
    name: str

    def front_matter(self) -> FrontMatter:
        value = self.structured.value
        return FrontMatter(
            title=self.text(("title",)) or "",
            authors=self.texts("authors"),
            tags=self.texts("tags"),
            hypothesis=self.text(("hypothesis",)),
            prediction=self.text(("prediction",)),
            baseline=self.text(("baseline",)),
            metrics=tuple(self.promised()),
            select=self.text(("select",)),
            result=self.result(),
            verdict=cast("Verdict | None", self.word("verdict", Verdict)),
            cause=cast("Cause | None", self.word("cause", Cause)),
            supersedes=self.texts("supersedes"),
            related=self.texts("related"),
            formerly=self.texts("formerly"),
            draft=bool(value.get("draft") or False),
            allow=self.reasons(),
        )

    def get(self, path: KeyPath) -> Any:
        value = self.structured.value
        for part in path:
            value = value.get(part) if isinstance(value, dict) else value[part]
        return value

    def place(self, path: KeyPath) -> Place:
        return self.structured.positions.get(path, Place(2, 1))

    def error(self, path: KeyPath, sentence: str, hint: str | None = None) -> LabbookError:
        return LabbookError(sentence, path=self.name, line=self.place(path).line, hint=hint)

    def text(self, path: KeyPath) -> str | None:
        value = self.get(path)
        if value is None or isinstance(value, str):
            return value or None
        raw = self.place(path).raw
        if raw is None:
            raise self.error(path, f"'{path[-1]}' must be text")
        return raw

    def texts(self, key: str) -> tuple[str, ...]:
        value = self.get((key,))
        if not isinstance(value, list):
            single = self.text((key,))
            return () if single is None else (single,)
        found = (self.text((key, index)) for index in range(len(value)))
        return tuple(text for text in found if text is not None)

    def promised(self) -> Iterator[PromisedMetric]:
        value = self.get(("metrics",))
        if value is None:
            return
        hint = "write them as: - {name: test/error_rate, goal: min}"
        if not isinstance(value, list):
            raise self.error(("metrics",), "'metrics' must be a list", hint)
        for index, metric in enumerate(value):
            path: KeyPath = ("metrics", index)
            if not isinstance(metric, dict):
                raise self.error(path, "a metric must be a mapping", hint)
            goal, digits, scale = metric.get("goal"), metric.get("digits"), metric.get("scale", 1.0)
            if goal not in {"min", "max"}:
                raise self.error(path, "a metric's goal is min or max", hint)
            if digits is not None and not (_is_whole(digits) and 0 <= digits <= 10):
                raise self.error((*path, "digits"), "'digits' must be a whole number up to 10")
            if isinstance(scale, bool) or not isinstance(scale, int | float):
                raise self.error((*path, "scale"), "'scale' must be a number")
            if not 0 < scale <= LARGEST_SCALE:
                sentence = f"'scale' must be above 0 and at most {LARGEST_SCALE:g}"
                raise self.error((*path, "scale"), sentence)
            yield PromisedMetric(
                name=self.required((*path, "name")),
                goal=cast("Literal['min', 'max']", goal),
                unit=self.text((*path, "unit")) or "",
                digits=digits,
                scale=float(scale),
            )

    def required(self, path: KeyPath) -> str:
        text = self.text(path)
        if not text:
            raise self.error(path, f"a metric's {path[-1]} is missing")
        return text

    def result(self) -> tuple[int, ...] | None:
        value = self.get(("result",))
        if value is None:
            return None
        numbers = value if isinstance(value, list) else [value]
        if not numbers or not all(_is_whole(n) and n > 0 for n in numbers):
            raise self.error(
                ("result",), "'result' must list numbers of runs", "write it as: result: [1, 2]"
            )
        return tuple(dict.fromkeys(numbers))

    def reasons(self) -> dict[str, str]:
        value = self.get(("allow",))
        if value is not None and not isinstance(value, dict):
            hint = "write them as: allow: {section-empty: there is nothing to say}"
            raise self.error(("allow",), "'allow' must be a mapping of codes to reasons", hint)
        # What is no text is a wrong type, and no reason.
        found = {code: self.get(("allow", code)) for code in value or ()}
        return {c: reason or "" for c, reason in found.items() if isinstance(reason, str | None)}

    def word(self, key: str, words: type[Verdict] | type[Cause]) -> Verdict | Cause | None:
        text = self.text((key,))
        try:
            return words(text) if text else None
        except ValueError:
            raise self.error(
                (key,), f"'{text}' is no {key}", f"it is empty or one of {', '.join(words)}"
            ) from None


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def check_front_matter(text: str, *, name: str) -> tuple[Problem, ...]:
    """Every problem of a report's front matter by itself; references aren't followed."""
    try:
        structured = read_head(text, name)
    except LabbookError as error:
        line = error.line or 1
        broken = Problem(name, line, "front-matter", Severity.ERROR, error.sentence, error.hint)
        return (broken,)
    schema = load_schema("front-matter")
    problems = validate(structured.value, schema, structured.positions, name)
    if problems:
        return problems
    return tuple(sorted(_contradictions(_Reader(structured, name))))


def _contradictions(reader: _Reader) -> Iterator[Problem]:
    """What a schema can't say."""
    front_matter = reader.front_matter()

    def problem(key: str, code: str, severity: Severity, message: str, hint: str | None) -> Problem:
        place = reader.place((key,))
        return Problem(reader.name, place.line, code, severity, message, hint, place.column)

    names = [m.name for m in front_matter.metrics]
    for twice in sorted({n for n in names if names.count(n) > 1}):
        yield problem(
            "metrics", "wrong-value", Severity.ERROR, f"the metric '{twice}' stands twice", None
        )
    if front_matter.cause and front_matter.verdict in {None, Verdict.CONFIRMED}:
        yield problem(
            "cause",
            "wrong-value",
            Severity.ERROR,
            "a cause belongs to a verdict that is refuted, inconclusive or abandoned",
            "empty 'cause' or change 'verdict'",
        )
    if front_matter.prediction:
        try:
            prediction = read_prediction(front_matter.prediction)
        except LabbookError as error:
            yield problem("prediction", "prediction", Severity.ERROR, error.sentence, error.hint)
        else:
            doubt = _doubt(prediction, front_matter)
            if doubt:
                yield problem("prediction", "prediction", Severity.WARNING, *doubt)


def _doubt(prediction: Prediction, front_matter: FrontMatter) -> tuple[str, str] | None:
    metric = front_matter.promised(prediction.metric)
    if metric is None:
        return (
            f"the prediction is about '{prediction.metric}', which 'metrics' doesn't promise",
            f"add it to 'metrics': - {{name: {prediction.metric}, goal: min}}",
        )
    if prediction.unit and prediction.unit != metric.unit:
        return (
            f"the prediction is in '{prediction.unit}', the metric in '{metric.unit}'",
            "say the unit (and scale) of the metric in 'metrics'",
        )
    return None
