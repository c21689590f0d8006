"""Values taken out of JSON with their type checked."""

import math
import sys
from collections.abc import Callable
from typing import Any, TypeVar

MAX_INTEGER = sys.float_info.max
"""What exceeds it is no float, so nothing could be reckoned with it."""

T = TypeVar("T")


class Wrong(Exception):
    """A value is not what stands in this place of a record."""


class JsonObject:
    """A JSON object whose members are taken out with their type checked."""

    def __init__(self, value: Any, place: str) -> None:
        if not isinstance(value, dict):
            raise Wrong(f"{place} is not an object")
        self.value, self.place = value, place

    def take(self, key: str, *types: type, default: Any = None) -> Any:
        found = self.value.get(key, default)
        wrong_bool = isinstance(found, bool) and bool not in types
        if found is not None and (wrong_bool or not isinstance(found, types)):
            raise Wrong(f"`{key}` of {self.place} is not {_words(types)}")
        if isinstance(found, int) and abs(found) > MAX_INTEGER:
            raise Wrong(f"`{key}` of {self.place} is too large")
        return found

    def text(self, key: str) -> str | None:
        found: str | None = self.take(key, str)
        return found

    def object(self, key: str) -> "JsonObject":
        return JsonObject(self.value.get(key) or {}, f"`{key}`")

    def mapping(self, key: str, convert: Callable[[Any, str], T]) -> dict[str, T]:
        found = self.object(key)
        return {name: convert(item, f"`{key}.{name}`") for name, item in found.value.items()}

    def items(self, key: str, convert: Callable[["JsonObject"], T]) -> tuple[T, ...]:
        found = self.take(key, list) or ()
        return tuple(convert(JsonObject(item, f"`{key}[{n}]`")) for n, item in enumerate(found))


def to_number(value: Any, place: str) -> float:
    """A number, or the text that stands for one that JSON has no word for. Raises Wrong."""
    if value in ("nan", "inf", "-inf"):
        return float(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Wrong(f"{place} is not a number")
    if isinstance(value, int) and abs(value) > MAX_INTEGER:
        raise Wrong(f"{place} is too large")
    return value


def to_finite(value: Any, place: str) -> float:
    """A number that is finite. Raises Wrong."""
    number = to_number(value, place)
    if not math.isfinite(number):
        raise Wrong(f"{place} is not finite")
    return number


def to_text(value: Any, place: str) -> str:
    """The text itself. Raises Wrong."""
    if not isinstance(value, str):
        raise Wrong(f"{place} is not a text")
    return value


def to_scalar(value: Any, place: str) -> str | int | float | bool | None:
    """A single value of any kind. Raises Wrong."""
    if isinstance(value, dict | list):
        raise Wrong(f"{place} is not a single value")
    scalar: str | int | float | bool | None = value
    return scalar


def _words(types: tuple[type, ...]) -> str:
    names = {str: "a text", int: "a whole number", bool: "true or false", list: "a list"}
    return " or ".join(names.get(t, "an object") for t in types)
