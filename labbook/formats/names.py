"""Many names in one line."""

import re
from collections.abc import Container, Sequence

MANY = 10


def few(names: Sequence[str], many: int = MANY) -> str:
    """The first ten names, or as many as are wanted, and how many more there are."""
    more = f" and {len(names) - many} more" if len(names) > many else ""
    return ", ".join(names[:many]) + more


def natural(name: str) -> tuple[str, str]:
    """What names are sorted by so that `t2` comes before `t10`."""
    return re.sub(r"[0-9]+", lambda digits: digits[0].zfill(20), name), name


def free_name(name: str, taken: Container[str]) -> str:
    """The name, or the first of `<name>-2`, `<name>-3`, … that is free; `taken` are casefolded."""
    number, free = 1, name
    while free.casefold() in taken:
        number += 1
        free = f"{name}-{number}"
    return free
