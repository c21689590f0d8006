"""What sort of value a parameter has; values of different sorts are never compared."""

from enum import StrEnum
from typing import Any

from labbook.formats.metrics import LARGEST

_NON_FINITE = {"nan", "inf", "-inf"}
"""How a run record writes what JSON has no number for."""


class Kind(StrEnum):
    NUMBER = "a number"
    ENDLESS = "no finite number"
    TEXT = "a text"
    SWITCH = "true or false"


def kind_of(value: Any) -> Kind | None:
    """The sort of a value, None where it is none to compare: nothing, a list, a date."""
    if isinstance(value, bool):
        return Kind.SWITCH
    if isinstance(value, int | float):
        return Kind.NUMBER if abs(value) <= LARGEST else Kind.ENDLESS
    if isinstance(value, str):
        return Kind.ENDLESS if value in _NON_FINITE else Kind.TEXT
    return None
