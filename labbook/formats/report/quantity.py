"""Numbers as a reader meets them: values with their unit, sizes, spans of time."""

from collections.abc import Mapping
from math import isfinite

from labbook.model.experiment import PromisedMetric

MINUS = "−"
LARGEST_FIXED = 1e15


def shown(value: object) -> str:
    """A parameter's value as YAML has it; an empty text in quotes, so that it is seen."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    return str(value) or '""'


def number(
    value: float, digits: int | None = None, *, signed: bool = False, significant: int = 4
) -> str:
    """With `digits` behind the point, else `significant` digits and all of a large value's whole
    ones, up to 15; a true minus sign.
    """
    if not isfinite(value):
        return {"inf": "∞", "-inf": f"{MINUS}∞"}.get(str(value), "NaN")
    if digits is None and abs(value) >= 10**significant - 0.5:
        digits = 0
    fixed = digits is not None and abs(value) < LARGEST_FIXED
    text = f"{value:.{digits}f}" if fixed else f"{value:.{significant}g}"
    if not any(c in "123456789" for c in text.partition("e")[0]):
        text = text.lstrip("-")
    elif signed and value > 0:
        text = f"+{text}"
    return MINUS + text[1:] if text.startswith("-") else text


def amount(
    mean: float, std: float | None, metric: PromisedMetric | None, *, unit: bool = True
) -> str:
    """`12.3 ± 0.4 %`, scaled as the report says; the deviation with the mean's digits.

    Where the report sets no digits the mean shows 4 significant ones and the deviation two.
    """
    scale = metric.scale if metric else 1.0
    digits = metric.digits if metric else None
    text = number(mean * scale, digits)
    if std is not None:
        text += f" ± {number(std * scale, digits, significant=2)}"
    return f"{text} {metric.unit}" if unit and metric and metric.unit else text


def size(count: float, words: Mapping[str, str]) -> str:
    """Bytes in binary units: `1.5 MiB`."""
    units = words["byte-units"].split()
    value = float(count)
    while value >= 1024 and len(units) > 1:
        value /= 1024
        units.pop(0)
    whole = value == int(value) or value >= 100
    return f"{value:.0f} {units[0]}" if whole else f"{value:.1f} {units[0]}"


def span(seconds: float, words: Mapping[str, str]) -> str:
    """A span of time in its two largest units: `1 h 5 min`, `42 s`."""
    day, hour, minute, second = words["time-units"].split()
    if seconds < 10:
        return f"{seconds:.1f} {second}"
    left = round(seconds)
    parts: list[str] = []
    for length, unit in ((86400, day), (3600, hour), (60, minute), (1, second)):
        count, left = divmod(left, length)
        if count or parts:
            parts.append(f"{count} {unit}" if count else "")
    return " ".join(part for part in parts[:2] if part)
