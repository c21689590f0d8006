"""The name that was meant."""

from collections.abc import Iterable
from difflib import get_close_matches
from itertools import islice

MAX_NAMES = 500
MAX_CHARACTERS = 60


def did_you_mean(name: str, names: Iterable[str]) -> str | None:
    """A hint with the nearest of the names, if one is near.

    >>> did_you_mean("lrr", ["epochs", "lr"])
    'did you mean lr?'
    """
    known = [known for known in islice(names, MAX_NAMES) if len(known) <= MAX_CHARACTERS]
    near = get_close_matches(name[:MAX_CHARACTERS], known, n=1)
    return f"did you mean {near[0]}?" if near else None
