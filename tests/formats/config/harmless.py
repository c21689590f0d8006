"""Callables for configs under test: they remember their arguments and do nothing."""

from typing import Any


class Thing:
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.args = args
        self.kwargs = kwargs
        self.size = 3


def thing(*args: Any, **kwargs: Any) -> Thing:
    return Thing(*args, **kwargs)


def plain(*args: Any, **kwargs: Any) -> Any:
    """What `!applyref` needs: something that YAML can hold."""
    return dict(kwargs) if kwargs else list(args)
