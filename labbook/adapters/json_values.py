"""Values of JSON from outside, taken as what they ought to be or not at all."""

from collections.abc import Mapping
from typing import Any


def to_mapping(value: object) -> Mapping[str, Any]:
    """The object, an empty one for anything else."""
    return value if isinstance(value, dict) else {}


def to_list(value: object) -> list[Any]:
    """The list, an empty one for anything else."""
    return value if isinstance(value, list) else []


def to_text(value: object) -> str | None:
    """The text, None for anything else."""
    return value if isinstance(value, str) else None
