"""Spans of time as a person writes them."""

import re
from datetime import timedelta

from labbook.errors import LabbookError

_DURATION = re.compile(r"(?:(\d{1,5})d)?(?:(\d{1,5})h)?(?:(\d{1,5})m)?(?:(\d{1,5})s)?", re.ASCII)
_UNITS = (("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1))


def read_duration(text: str) -> timedelta:
    """`90m`, `2d`, `1d12h` as a span of time. Raises LabbookError for anything else."""
    match = _DURATION.fullmatch(text)
    if not match or not any(match.groups()):
        raise LabbookError(
            f"'{text}' is no duration", hint="a duration is written 90m, 2d or 1d12h"
        )
    days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)


def write_duration(span: timedelta) -> str:
    """The span as `read_duration` reads it, to the second.

    >>> write_duration(timedelta(hours=36))
    '1d12h'
    """
    left, parts = int(span.total_seconds()), []
    for unit, seconds in _UNITS:
        count, left = divmod(left, seconds)
        if count:
            parts.append(f"{count}{unit}")
    return "".join(parts) or "0s"
