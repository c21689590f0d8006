"""`metrics.jsonl`: every value that a run has logged, as it wrote them down itself.

A line is `{"metric": "valid/error_rate", "step": 3, "value": 12.4, "time": 1700000000.5}`;
`step` and `time` are optional, and NaN and infinity are the texts "nan", "inf" and "-inf".
"""

from dataclasses import dataclass
from typing import Any

from labbook.adapters.bounded_files import Files, Unreadable, parse_json, read_lines
from labbook.adapters.outside_text import clean_name
from labbook.model.metric import Series
from labbook.model.run import Missing

MOST_POINTS = 20_000_000
NON_FINITE = {"nan", "inf", "-inf"}
_YEAR_3000 = 32_503_680_000


@dataclass(frozen=True)
class MetricsFile:
    """The series of the file; `times` are the first and last time in it, seconds since 1970."""

    series: tuple[Series, ...]
    times: tuple[float, ...] = ()
    missing: tuple[Missing, ...] = ()


def read_metrics_file(files: Files, name: str = "metrics.jsonl") -> MetricsFile | None:
    """Read the file; None where there is none. Broken lines are counted under `missing`."""
    if files.size(name) is None:
        return None
    found: dict[str, tuple[list[int | None], list[float]]] = {}
    times: list[float] = []
    missing: list[Missing] = []
    count = broken = 0
    try:
        for line in read_lines(files, name):
            try:
                metric, step, value, time = _read_line(line)
            except (TypeError, ValueError, AttributeError, OverflowError):
                broken += 1
                continue
            count += 1
            if count > MOST_POINTS:
                missing.append(Missing(f"the end of {name}", f"above {MOST_POINTS} points"))
                break
            steps, values = found.setdefault(metric, ([], []))
            steps.append(step)
            values.append(value)
            if time is not None:
                times = [min([time, *times]), max([time, *times])]
    except Unreadable as reason:
        missing.append(Missing(f"the end of {name}" if count else name, str(reason)))
    if broken:
        missing.append(Missing(f"{broken} lines of {name}", "they are malformed"))
    series = tuple(Series(metric, steps, values) for metric, (steps, values) in found.items())
    return MetricsFile(series, tuple(times), tuple(missing))


def _read_line(line: bytes | None) -> tuple[str, int | None, float, float | None]:
    event: dict[str, Any] = parse_json(line or b"")
    metric, step, value, time = (event.get(key) for key in ("metric", "step", "value", "time"))
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
    return clean_name(metric), step, float(value), _time(time)


def _time(time: object) -> float | None:
    if isinstance(time, bool) or not isinstance(time, int | float):
        return None
    return float(time) if 0 < time < _YEAR_3000 else None
