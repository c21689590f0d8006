"""A value as a person reads it: on one line, and never to be taken for another one."""

import math
import re
from datetime import date
from typing import Any

from labbook.formats.config.model import Leaf, Value
from labbook.formats.config.scalars import TAG, plain_tag
from labbook.formats.shortened import visible

_QUOTED = re.compile(r"[\s!&*<>\[\]{}()\"'#%@`|]|.*\s$")


def shown(leaf: Leaf) -> str:
    """A leaf's value. A text stands in quotes where it would be read as something else."""
    if leaf.symbolic and isinstance(leaf.value, str):
        return visible(leaf.value)
    return shown_value(leaf.value)


def shown_value(value: Any) -> str:
    """As `shown`, of a value that is not symbolic."""
    if isinstance(value, str):
        text = visible(value)
        bare = text == value and not _QUOTED.match(text) and plain_tag(text) == f"{TAG}str"
        return text if bare else f"'{text}'"
    if isinstance(value, list):
        return f"[{', '.join(map(shown_value, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key}: {shown_value(item)}' for key, item in value.items())}}}"
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    return str(value)


def plain(value: Value) -> Any:
    """The value as strict JSON has it: dates and floats that are no numbers as text."""
    match value:
        case date():
            return value.isoformat()
        case float() if not math.isfinite(value):
            return str(value)
        case list():
            return [plain(item) for item in value]
    return value
