"""Dates on an axis, as seconds since 1970 without time zones, as plotly has them."""

import re
from datetime import datetime, timedelta
from math import ceil, isfinite, nan

from labbook.formats.figures.plotly.document import Value, number
from labbook.formats.figures.scale import Scale

_EPOCH = datetime(1970, 1, 1)
_DATE = re.compile(
    r"(\d{4})-(\d\d?)(?:-(\d\d?)(?:[ T](\d\d?):(\d\d)(?::(\d\d)(\.\d{1,9})?)?)?)?"
    r"(?:Z|[+-]\d\d:?\d\d)?"
)
MINUTE, HOUR, DAY = 60.0, 3600.0, 86400.0
_STEPS = (
    *(1.0, 2.0, 5.0, 10.0, 15.0, 30.0),
    *(n * MINUTE for n in (1, 2, 5, 10, 15, 30)),
    *(n * HOUR for n in (1, 2, 3, 6, 12)),
    *(n * DAY for n in (1, 2, 7, 14)),
)
_MONTHS = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 2400, 6000, 12000)


def is_date(value: Value) -> bool:
    """Whether it is a date in ISO 8601."""
    return isinstance(value, str) and isfinite(seconds(value))


def seconds(value: Value) -> float:
    """The date as seconds; a number is milliseconds; NaN for what is no date."""
    if not isinstance(value, str):
        found = number(value) / 1000
        return found if abs(found) < 2e11 and isfinite(found) else nan
    if len(value) > 40 or not (match := _DATE.fullmatch(value)):
        return nan
    year, month, day, hour, minute, second = map(int, match.groups("0")[:6])
    try:
        date = datetime(year, month, day or 1, hour, minute, second)
    except ValueError:
        return nan
    return (date - _EPOCH).total_seconds() + float(match.group(7) or 0)


def date_ticks(scale: Scale, count: int) -> list[tuple[float, str]]:
    """At most about `count` ticks at round times, written as ISO 8601 as far as they need it."""
    span = scale.high - scale.low
    step = next((step for step in _STEPS if span / step <= count), None)
    if step is None:
        return _month_ticks(scale, count)
    times = (i * step for i in range(ceil(scale.low / step), ceil(scale.high / step) + 1))
    found = [time for time in times if time <= scale.high]
    if step < DAY and found and all(time % DAY for time in found):
        return [(found[0], _iso(found[0])), *((time, _written(time, step)) for time in found[1:])]
    return [(time, _written(time, step)) for time in found]


def _month_ticks(scale: Scale, count: int) -> list[tuple[float, str]]:
    first, last = (_EPOCH + timedelta(seconds=_bounded(t)) for t in (scale.low, scale.high))
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    every = next((n for n in _MONTHS if months / n <= count), _MONTHS[-1])
    ticks = []
    for month in range(first.year * 12 + first.month - 1, last.year * 12 + last.month):
        year, name = divmod(month, 12)
        if month % every == 0 and year >= 1:
            time = (datetime(year, name + 1, 1) - _EPOCH).total_seconds()
            if scale.low <= time <= scale.high:
                ticks.append((time, f"{year:04}" if every >= 12 else f"{year:04}-{name + 1:02}"))
    return ticks


def _written(time: float, step: float) -> str:
    date, _, clock = _iso(time).partition(" ")
    if time % DAY == 0:
        return date
    return clock if step < MINUTE else clock[:5]


def _iso(time: float) -> str:
    return (_EPOCH + timedelta(seconds=_bounded(time))).isoformat(" ", "seconds")


def _bounded(time: float) -> float:
    return min(max(time, -62_135_596_800.0), 253_402_300_799.0)
