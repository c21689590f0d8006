"""Plotly's JSON, which strangers wrote: parsed within bounds, its values as plain ones."""

import json
import re
import sys
from array import array
from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from math import isfinite, nan
from typing import Any

from labbook.formats.figures.plotly.refusal import NotDrawn
from labbook.formats.figures.svg import plain

MOST_TEXT = 24 << 20
MOST_VALUES = 1_000_000
LARGEST, SMALLEST = 1e250, 1e-250

Value = float | str | None
Object = Mapping[str, Any]

_TYPES = {
    "i1": "b",
    "u1": "B",
    "u1c": "B",
    "i2": "h",
    "u2": "H",
    "i4": "i",
    "u4": "I",
    "f4": "f",
    "f8": "d",
    "int8": "b",
    "uint8": "B",
    "uint8c": "B",
    "int16": "h",
    "uint16": "H",
    "int32": "i",
    "uint32": "I",
    "float32": "f",
    "float64": "d",
}
_NUMBER = re.compile(r"\s*[-+]?(\d{1,40}\.?\d{0,40}|\.\d{1,40})([eE][-+]?\d{1,4})?\s*", re.ASCII)
_BREAK = re.compile(r"<br\s{0,9}/?>", re.IGNORECASE)
_RAISED = re.compile(r"<sup>([-+0-9]{1,9})</sup>", re.IGNORECASE)
_SUPERSCRIPT = str.maketrans("-+0123456789", "⁻⁺⁰¹²³⁴⁵⁶⁷⁸⁹")
_STYLE = re.compile(r"</?(?:b|i|em|strong|sub|sup|span|a|s|u)(?:\s[^<>]{0,200})?>", re.IGNORECASE)


@dataclass(frozen=True)
class Document:
    """The traces of a figure and its layout."""

    traces: tuple[Object, ...]
    layout: Object


def read_document(text: str) -> Document:
    """Parse the figure. Raises NotDrawn for what isn't one and for what is too large."""
    if len(text) > MOST_TEXT:
        raise NotDrawn("more than 24 MiB of JSON")
    try:
        figure = json.loads(text)
    except (ValueError, RecursionError):
        raise NotDrawn("not valid JSON") from None
    if not isinstance(figure, dict):
        raise NotDrawn("not a figure of plotly")
    traces = figure.get("data")
    if not isinstance(traces, list):
        raise NotDrawn("not a figure of plotly")
    return Document(
        tuple(trace for trace in traces if isinstance(trace, dict)), mapping(figure, "layout")
    )


def mapping(parent: Object, key: str) -> Object:
    """What stands under the key where that is an object, else an empty one."""
    found = parent.get(key)
    return found if isinstance(found, dict) else {}


def word(parent: Object, key: str) -> str:
    """A short text under the key, to compare and never to show; empty where there is none."""
    found = parent.get(key)
    return found if isinstance(found, str) and len(found) <= 100 else ""


def label(raw: object, most: int) -> str:
    """A text to show, cut to `most` characters, without plotly's markup; a list gives its first.

    >>> label("det<br><sup>on the test set</sup>", 40)
    'det · on the test set'
    """
    if isinstance(raw, list):
        raw = raw[0] if raw else ""
    if isinstance(raw, bool):
        return str(raw).lower()
    if isinstance(raw, int | float):
        return number_label(raw)
    if not isinstance(raw, str):
        return ""
    text = _RAISED.sub(lambda found: found[1].translate(_SUPERSCRIPT), raw[: 400 + 4 * most])
    text = _STYLE.sub("", _BREAK.sub(" · ", text))
    return plain(unescape(text), most)


def number_label(value: float) -> str:
    """A number as a table or a category shows it: whole, or in at most six digits."""
    try:
        found = float(value)
    except OverflowError:
        return f"{value}"[:6] + "…"
    if abs(found) < 1e15 and found == int(found):
        return str(int(found))
    return f"{found:.6g}"


def titled(parent: Object, most: int) -> str:
    """The title of a layout or an axis, written as a text or as an object with one."""
    found = parent.get("title")
    return label(found.get("text") if isinstance(found, dict) else found, most)


def number(value: object) -> float:
    """The value as a number where it is one, also written as text; else NaN.

    What is too large to be drawn is NaN, too, and what is too small is zero.
    """
    if isinstance(value, str):
        if not _NUMBER.fullmatch(value):
            return nan
    elif isinstance(value, bool) or not isinstance(value, int | float):
        return nan
    try:
        found = float(value)
    except OverflowError:
        return nan
    if 0 < abs(found) < SMALLEST:
        return 0.0
    return found if abs(found) <= LARGEST else nan


def values(raw: object) -> Sequence[Value]:
    """A list of plotly as plain values; what is no scalar is None. Typed arrays are decoded."""
    if isinstance(raw, dict):
        return _typed(raw)
    if not isinstance(raw, list):
        return ()
    if len(raw) > MOST_VALUES:
        raise NotDrawn("more than a million values")
    return [_scalar(value) for value in raw]


def numbers(raw: object) -> list[float]:
    """A list of plotly as numbers, NaN for what is none."""
    return [number(value) for value in values(raw)]


def places(parent: Object, axis: str, count: int) -> list[Value]:
    """What stands for a list of places that is missing: the indices, unless a start and a step
    are given.
    """
    start, step = number(parent.get(f"{axis}0")), number(parent.get(f"d{axis}"))
    first, by = (start if isfinite(start) else 0.0), (step if isfinite(step) else 1.0)
    return [first + i * by for i in range(count)]


def rows(raw: object) -> list[list[float]]:
    """A list of lists, or a typed array with a shape, as numbers."""
    if isinstance(raw, dict):
        flat = [number(value) for value in _typed(raw)]
        shape = [int(part) for part in re.findall(r"\d{1,7}", str(raw.get("shape"))[:40])]
        if len(shape) != 2 or shape[0] * shape[1] != len(flat):
            return []
        return [flat[i * shape[1] : (i + 1) * shape[1]] for i in range(shape[0])]
    if not isinstance(raw, list):
        return []
    found = [numbers(row) for row in raw[: MOST_VALUES + 1]]
    if sum(map(len, found)) > MOST_VALUES or len(found) > MOST_VALUES:
        raise NotDrawn("more than a million values")
    return found


def _scalar(value: object) -> Value:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return number(value)
    return value if isinstance(value, str) else None


def _typed(raw: Object) -> Sequence[Value]:
    code, text = _TYPES.get(word(raw, "dtype")), raw.get("bdata")
    if text is None:
        return ()
    if code is None or not isinstance(text, str):
        raise NotDrawn("a typed array that can't be read")
    decoded = array(code)
    if len(text) * 3 // 4 > (MOST_VALUES + 1) * decoded.itemsize:
        raise NotDrawn("more than a million values")
    try:
        decoded.frombytes(b64decode(text, validate=True))
    except (NotBase64, ValueError):
        raise NotDrawn("a typed array that can't be read") from None
    if sys.byteorder == "big":
        decoded.byteswap()
    return [number(value) for value in decoded]
