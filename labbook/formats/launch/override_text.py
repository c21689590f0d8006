"""Overrides as the text that a config is read with."""

from collections.abc import Mapping
from math import inf

import yaml

from labbook.model.run import Scalar

_STRUCTURED = ("[", "{", "(", "!")


def override_text(overrides: Mapping[str, str]) -> str:
    """What SpeechBrain makes of its command line: texts as they were typed.

    >>> override_text({"lr": "1e-4", "sizes": "[16, 8]"})
    'lr: 1e-4\\nsizes: [16, 8]'
    """
    return "\n".join(f"{key}: {text}" for key, text in overrides.items())


def written(overrides: Mapping[str, Scalar]) -> dict[str, str]:
    """The texts of the values that a run's tag keeps.

    A text there that begins as a list, a mapping, a tuple or a tag was typed as one.

    >>> written({"lr": 0.0001, "sizes": "[16, 8]", "name": "16"})
    {'lr': '0.0001', 'sizes': '[16, 8]', 'name': '"16"'}
    """
    return {key: _written(value) for key, value in overrides.items()}


def _written(value: Scalar) -> str:
    if not isinstance(value, str):
        return yaml.safe_dump(value).split()[0]
    if value.startswith(_STRUCTURED) and value.isprintable():
        return value
    return yaml.safe_dump(value, default_style='"', allow_unicode=True, width=inf).strip()
