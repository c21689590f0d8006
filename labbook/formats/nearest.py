"""The name that was meant."""

from collections.abc import Iterable
from difflib import get_close_matches
from itertools import islice

MAX_NAMES = 200
MAX_CHARACTERS = 60
"""Comparing takes time: of a hostile text's thousands of names the first must do."""


def nearest(name: str, names: Iterable[str]) -> str | None:
    """The one of the names that is most like `name`, if one is like it at all.

    >>> nearest("lrr", ["epochs", "lr"])
    'lr'
    """
    known = [known for known in islice(names, MAX_NAMES) if len(known) <= MAX_CHARACTERS]
    near = get_close_matches(name[:MAX_CHARACTERS], known, n=1)
    return near[0] if near else None


def did_you_mean(name: str, names: Iterable[str]) -> str | None:
    """The nearest name as a hint."""
    near = nearest(name, names)
    return f"did you mean {near}?" if near else None
