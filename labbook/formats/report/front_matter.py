"""The head of a report: split off, read, checked, and single keys of it set.

`labbook list` reads it for every report, so nothing but a YAML parser is imported here.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, cast

import yaml

from labbook.errors import LabbookError
from labbook.formats.structured import (
    KeyPath,
    Place,
    Structured,
    load_schema,
    read_structured,
    validate,
)
from labbook.model.experiment import Cause, FrontMatter, Prediction, PromisedMetric, Verdict
from labbook.model.problem import Problem, Severity

_BEGIN = re.compile(r"\ufeff?---[ \t]*(?:\r\n|\r|\n)")
_END = re.compile(r"(?:(?<=\r)|(?<=\n))---[ \t]*(?=\r|\n|\Z)")
_PREDICTION = re.compile(
    r"""\s*(?P<metric>"(?:[^"\\]|\\.)*"|[^<>=≤≥]+?)\s*
    (?P<comparison><=|>=|<|>|≤|≥)\s*
    (?P<value>[+\-−]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+\-]?\d+)?)\s*
    (?P<unit>[^\s\d<>=.,;][^<>=]{0,19})?\s*""",
    re.VERBOSE,
)


@dataclass(frozen=True)
class Head:
    """Where the front matter's YAML lies in a report: offsets of its text and of the body."""

    start: int
    end: int
    body: int


def find_head(text: str) -> Head | None:
    """The front matter between its `---` lines; None where there is none."""
    begin = _BEGIN.match(text)
    if begin is None:
        return None
    end = _END.search(text, begin.end())
    if end is None:
        return None
    body = end.end() + (2 if text.startswith("\r\n", end.end()) else 1)
    return Head(begin.end(), end.start(), min(body, len(text)))


def read_front_matter(text: str, *, name: str) -> FrontMatter:
    """Read a report's front matter.

    Unknown keys are passed over, a single text stands for a list of one, a number or a date for
    text. Raises LabbookError, with the line, for what can't be read or isn't what it should be.
    """
    structured = _structured(text, name)
    if not isinstance(structured.value, dict):
        raise LabbookError("the front matter is no mapping", path=name, line=2)
    return _Reader(structured, name).front_matter()


def _structured(text: str, name: str) -> Structured:
    head = find_head(text)
    if head is None:
        raise LabbookError(
            "the report has no front matter",
            path=name,
            line=1,
            hint="begin the file with a '---' line, 'title: …' and another '---' line",
        )
    return read_structured(text[head.start : head.end], name=name, first_line=2)


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
            if isinstance(scale, bool) or not isinstance(scale, int | float) or not scale > 0:
                raise self.error((*path, "scale"), "'scale' must be a number above 0")
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
        structured = _structured(text, name)
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


def read_prediction(text: str) -> Prediction:
    """Read `test/error_rate < 12 %`; a name that holds `<`, `>` or `=` is put in quotes.

    The value is in the metric's shown unit. Raises LabbookError for anything else.
    """
    match = _PREDICTION.fullmatch(text)
    if match is None:
        raise LabbookError(
            "the prediction can't be read",
            hint="write a metric, one of < <= > >=, and a number: test/error_rate < 12",
        )
    name = match["metric"]
    if name.startswith('"') and name.endswith('"') and len(name) > 2:
        name = unquote(name)
    comparison = {"≤": "<=", "≥": ">="}.get(match["comparison"], match["comparison"])
    return Prediction(
        metric=name,
        comparison=cast("Literal['<', '<=', '>', '>=']", comparison),
        value=float(match["value"].replace("−", "-")),
        unit=(match["unit"] or "").strip(),
    )


def unquote(text: str) -> str:
    r"""The name in a quoted name, `\"` and `\\` taken back."""
    return re.sub(r"\\(.)", r"\1", text[1:-1], flags=re.DOTALL)


def set_front_matter(text: str, values: Mapping[str, Any], *, name: str = "report.md") -> str:
    """The report with single keys of its front matter set, every other byte as it was.

    A value is text, a number, a truth value, a list of those, or None for empty; a key that
    isn't there is added at the end. A comment behind a value stays. Raises LabbookError where
    the front matter can't be read or the key can't be set by changing its own text only.
    """
    before = _structured(text, name).value
    for key, value in values.items():
        text = _set(text, key, value, name)
    after = _structured(text, name).value
    if after != {**before, **values}:
        raise LabbookError(
            f"can't set {', '.join(values)} in the front matter",
            path=name,
            line=2,
            hint="write it by hand",
        )
    return text


def _set(text: str, key: str, value: Any, name: str) -> str:
    head = find_head(text)
    structured = _structured(text, name)
    if head is None or not isinstance(structured.value, dict | None):
        raise LabbookError("the front matter is no mapping", path=name, line=2)
    written = _written(value)
    place = structured.positions.get((key,))
    if place is None:
        newline = "\r\n" if "\r\n" in text[: head.start] else "\n"
        return f"{text[: head.end]}{key}:{written}{newline}{text[head.end :]}"
    yaml_text = text[head.start : head.end]
    colon = yaml_text.index(":", place.key_end) + 1
    start = place.start
    if not yaml_text[colon:start].isspace() or "\n" in yaml_text[colon:start] or not written:
        start = colon
    else:
        written = written.lstrip()
    end = place.start + len(yaml_text[place.start : place.end].rstrip())
    changed = yaml_text[:start] + written + yaml_text[max(end, start) :]
    return text[: head.start] + changed + text[head.end :]


def _written(value: Any) -> str:
    """The value behind its key's colon, on one line."""
    if value is None:
        return ""
    options: dict[str, Any] = {"allow_unicode": True, "width": 1_000_000}
    line = yaml.safe_dump([value], default_flow_style=True, **options).strip()
    if "\n" in line:
        line = yaml.safe_dump([value], default_flow_style=True, default_style='"', **options)
    return f" {line.strip()[1:-1]}"
