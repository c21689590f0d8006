"""What a run record keeps of a config: the values and the classes that the program got."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from labbook.formats.config.model import CLASS_TAGS, Config, Leaf
from labbook.formats.config.shown import plain

UNKNOWN = "\0"
"""The raw text of a leaf of which only the value was recorded; no config can hold it."""


def recorded_config(name: str, parameters: Mapping[str, Any], classes: Mapping[str, str]) -> Config:
    """A config made of what the run record `name` says of one."""
    values = [Leaf(key, UNKNOWN, value, 1, 1, False, name) for key, value in parameters.items()]
    objects = [
        Leaf(key, UNKNOWN, CLASS_TAGS[0] + value, 1, 1, True, name)
        for key, value in classes.items()
    ]
    return Config(name, (*values, *objects))


def written(leaf: Leaf) -> str | None:
    """The leaf's text as written, None where only its value was recorded."""
    return None if leaf.raw == UNKNOWN else leaf.raw


def as_recorded(config: Config) -> Config:
    """What a run record would keep of the config, so that both can be compared."""
    return replace(config, leaves=tuple(filter(None, map(_kept, config.leaves))), hidden=())


def _kept(leaf: Leaf) -> Leaf | None:
    if not leaf.symbolic:
        return replace(leaf, value=plain(leaf.value))
    if isinstance(leaf.value, str) and leaf.value.startswith(CLASS_TAGS):
        return replace(leaf, value=CLASS_TAGS[0] + leaf.value.partition(":")[2])
    return None
