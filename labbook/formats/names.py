"""Many names in one line."""

from collections.abc import Sequence

MANY = 10


def few(names: Sequence[str], many: int = MANY) -> str:
    """The first ten names, or as many as are wanted, and how many more there are."""
    more = f" and {len(names) - many} more" if len(names) > many else ""
    return ", ".join(names[:many]) + more
