"""A config's digest."""

import hashlib
import json
import math
from collections.abc import Iterable
from datetime import date
from typing import Any

from labbook.formats.config.model import Config, Leaf


def config_digest(config: Config) -> str:
    """`sha256:<64 hex>` over what a config means, not how it is written.

    Hashed is the UTF-8 JSON (no spaces, no escapes of letters) of a list sorted by key that
    has `[key, value]` for each leaf, or `[key, value, "symbolic"]`; leaves that are hidden from
    the program count, since what they say is done. Dates and floats that are no numbers stand
    as `{"date": "2026-11-23"}` and `{"float": "nan"}`. Comments, white space, order of keys,
    places, and the spelling of a value do not count; overrides do.
    """
    return _digest(sorted((*config.leaves, *config.hidden), key=lambda leaf: leaf.key))


def ordered_digest(config: Config) -> str:
    """As `config_digest`, but the list is in the order of the document.

    Objects are made in that order, so that it decides which layer comes first, and which random
    numbers each of them gets.
    """
    return _digest((*config.leaves, *config.hidden))


def _digest(leaves: Iterable[Leaf]) -> str:
    rows = [_row(leaf) for leaf in leaves]
    text = json.dumps(rows, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def canonical(value: Any) -> Any:
    """The value as strict JSON has it: what JSON has no word for never equals a text.

    >>> canonical(date(2026, 11, 23)), canonical(math.inf), canonical(b"ab")
    ({'date': '2026-11-23'}, {'float': 'inf'}, {'binary': '6162'})
    """
    match value:
        case date():
            return {"date": value.isoformat()}
        case float() if not math.isfinite(value):
            return {"float": str(value)}
        case bytes():
            return {"binary": value.hex()}
    return value


def _row(leaf: Leaf) -> list[Any]:
    value = canonical(leaf.value)
    return [leaf.key, value, "symbolic"] if leaf.symbolic else [leaf.key, value]
