"""Overrides as the text that a config is read with."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from math import inf, isfinite

import yaml

from labbook.formats.config.model import Leaf
from labbook.formats.config.reader import read_config
from labbook.formats.config.scalars import TAG, plain_tag
from labbook.formats.config.written_floats import written_back
from labbook.model.run import Scalar

_KEY = "value"
_TIME = TAG + "timestamp"
_STRUCTURED = tuple("[{(!&*\"'")


def override_text(overrides: Mapping[str, str]) -> str:
    """What SpeechBrain makes of its command line: texts as they were typed.

    >>> override_text({"lr": "1e-4", "sizes": "[16, 8]"})
    'lr: 1e-4\\nsizes: [16, 8]'
    """
    return "\n".join(f"{key}: {text}" for key, text in overrides.items())


def typed(text: str) -> Scalar:
    """What a run's tag keeps of an override: the value that a config reader makes of the text.

    What JSON has no word for keeps its tag; what is no plain value stays as it was typed.

    >>> typed("1_000"), typed("'16'"), typed("adam"), typed("[16, 8]"), typed("2026-11-23")
    (1000, '16', 'adam', '[16, 8]', '!!timestamp 2026-11-23')
    """
    config = read_config(override_text({_KEY: text}), name="")
    if config.problems or not config.leaves or config.leaves[0].key != _KEY:
        return text
    return _kept(config.leaves[0], text)


def _kept(leaf: Leaf, text: str) -> Scalar:
    value = leaf.value
    if isinstance(value, date) or (leaf.symbolic and plain_tag(leaf.raw) == _TIME):
        return f"!!timestamp {leaf.raw}"
    if leaf.symbolic or isinstance(value, list | dict):
        return text
    if isinstance(value, float) and not isfinite(value):
        return f"!!float {_dumped(value)}"
    return _quoted(value) if isinstance(value, str) and _is_as_typed(value) else value


def written(overrides: Mapping[str, Scalar]) -> dict[str, str]:
    """The texts of the values that a run's tag keeps, see `typed`.

    >>> written({"lr": 0.0001, "sizes": "[16, 8]", "name": "16"})
    {'lr': '0.0001', 'sizes': '[16, 8]', 'name': '"16"'}
    """
    return {key: _written(value) for key, value in overrides.items()}


def _written(value: Scalar) -> str:
    if not isinstance(value, str):
        return _dumped(value)
    return value if _is_as_typed(value) else _quoted(value)


def _is_as_typed(text: str) -> bool:
    """Whether it begins as a list, a mapping, a tuple, a tag, an alias or a text in quotes."""
    return text.startswith(_STRUCTURED) and text.isprintable()


def _dumped(value: Scalar) -> str:
    text = str(yaml.safe_dump(value)).split()[0]
    if not isinstance(value, float) or "e" not in text or float(written_back(text)) == value:
        return text
    # Without an exponent the library reads all digits.
    whole = f"{Decimal(text):f}"
    return whole if "." in whole else f"{whole}.0"


def _quoted(text: str) -> str:
    return str(yaml.safe_dump(text, default_style='"', allow_unicode=True, width=inf)).strip()
