"""`metrics.jsonl`: every value that a run has logged, as it wrote them down itself.

A line is `{"metric": "valid/error_rate", "step": 3, "value": 12.4, "time": 1700000000.5}`;
`step` and `time` are optional, and NaN and infinity are the texts "nan", "inf" and "-inf".
Where the program begins it writes `{"attempt": 1700000000.5}`: a run may be started again.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from labbook.adapters.bounded_files import Files, Unreadable, parse_json, read_lines
from labbook.adapters.outside_text import clean_name
from labbook.adapters.reported_name import reported_name
from labbook.formats.attempts import standing
from labbook.model.metric import Series
from labbook.model.run import Missing

MOST_POINTS = 20_000_000
NON_FINITE = {"nan", "inf", "-inf"}
_YEAR_3000 = 32_503_680_000


@dataclass(frozen=True)
class MetricsFile:
    """The series of the file; `times` are the first and last time in it, seconds since 1970.

    `reported` are the names that ClearML has for their points, by metric.
    """

    series: tuple[Series, ...]
    times: tuple[float, ...] = ()
    missing: tuple[Missing, ...] = ()
    reported: Mapping[str, str] = field(default_factory=dict)


@dataclass
class _Part:
    """What one attempt says of a metric."""

    attempt: int
    steps: list[int | None] = field(default_factory=list)
    values: list[float] = field(default_factory=list)
    latest: int | None = None


class _Reader:
    """Takes line by line."""

    def __init__(self) -> None:
        self.attempt = self.count = self.broken = 0
        self.parts: dict[str, list[_Part]] = {}
        self.reported: dict[str, str] = {}
        self.times: tuple[float, ...] = ()

    def read(self, line: bytes | None) -> None:
        try:
            event: dict[str, Any] = parse_json(line or b"")
            time = _time(event.get("time", event.get("attempt")))
            if "attempt" in event and "metric" not in event:
                self.attempt += 1
            else:
                self._take(*_read_point(event))
                self.count += 1
        except (TypeError, ValueError, AttributeError, OverflowError):
            self.broken += 1
            return
        if time is not None:
            self.times = (min((time, *self.times)), max((time, *self.times)))

    def _take(self, metric: str, step: int | None, value: float) -> None:
        name = clean_name(metric)
        if name not in self.parts:
            self.reported[name] = reported_name(metric)
        part = self._part(self.parts.setdefault(name, []), step)
        part.steps.append(step)
        part.values.append(value)
        part.latest = part.latest if step is None else step

    def _part(self, parts: list[_Part], step: int | None) -> _Part:
        """Where a point belongs; where no attempt is marked, one begins where steps fall back."""
        last = parts[-1] if parts else _Part(-1)
        fallen = step is not None and last.latest is not None and step < last.latest
        if last.attempt != self.attempt or (fallen and not self.attempt):
            parts.append(_Part(self.attempt))
        return parts[-1]

    def series(self) -> Iterator[Series]:
        for metric, parts in self.parts.items():
            yield standing([Series(metric, part.steps, part.values) for part in parts])


def read_metrics_file(files: Files, name: str = "metrics.jsonl") -> MetricsFile | None:
    """Read the file; None where there is none. Broken lines are counted under `missing`."""
    if files.size(name) is None:
        return None
    reader = _Reader()
    missing: list[Missing] = []
    try:
        for line in read_lines(files, name):
            if reader.count >= MOST_POINTS:
                missing.append(Missing(f"the end of {name}", f"above {MOST_POINTS} points"))
                break
            reader.read(line)
    except Unreadable as reason:
        missing.append(Missing(f"the end of {name}" if reader.count else name, str(reason)))
    if reader.broken:
        missing.append(Missing(f"{reader.broken} lines of {name}", "they are malformed"))
    series = tuple(reader.series())
    if left := reader.count - sum(len(one.values) for one in series):
        lost = "1 point" if left == 1 else f"{left} points"
        why = "a later attempt began again before them, and its values stand"
        missing.append(Missing(f"{lost} of abandoned attempts", why))
    return MetricsFile(series, reader.times, tuple(missing), reader.reported)


def _read_point(event: Mapping[str, Any]) -> tuple[str, int | None, float]:
    metric, step, value = (event.get(key) for key in ("metric", "step", "value"))
    if not isinstance(metric, str) or not metric:
        raise ValueError("no metric")
    if step is not None and (not isinstance(step, int) or isinstance(step, bool)):
        raise TypeError(step)
    if abs(step or 0) >= 2**53 or isinstance(value, bool):
        raise ValueError("out of range")
    if isinstance(value, str) and value not in NON_FINITE:
        raise ValueError(value)
    if value is None:
        raise TypeError(value)
    return metric, step, float(value)


def _time(time: object) -> float | None:
    if isinstance(time, bool) or not isinstance(time, int | float):
        return None
    return float(time) if 0 < time < _YEAR_3000 else None
