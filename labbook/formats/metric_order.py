"""The order in which metrics that nobody promised are listed and drawn."""

import re
from collections.abc import Iterable

_HELD_OUT = re.compile(r'"?(?:valid|val|dev|eval|test)(?![a-z])', re.IGNORECASE)
_NUMBER = re.compile(r"([0-9]+)")


def in_order(metrics: Iterable[str]) -> list[str]:
    """Those of held-out data first, then by name, numbers in it counted as such.

    >>> in_order(["layer10/norm", "layer2/norm", "valid/loss"])
    ['valid/loss', 'layer2/norm', 'layer10/norm']
    """
    return sorted(metrics, key=_place)


def _place(metric: str) -> tuple[bool, list[tuple[int, str]], str]:
    parts = _NUMBER.split(metric)
    natural = [
        (int(part[:4000]), "") if place % 2 else (0, part) for place, part in enumerate(parts)
    ]
    return _HELD_OUT.match(metric) is None, natural, metric
