"""What is known of a config: its leaves and what is wrong with it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from labbook.model.problem import Problem

Value = str | int | float | bool | date | list[Any] | dict[str, Any] | None
"""A leaf's value; a list or a dict is always empty, for a filled one has leaves of its own."""

CLASS_TAGS = ("!new:", "!name:")


@dataclass(frozen=True)
class Leaf:
    """One value of a config.

    `key` is dotted, items of a list are numbers from 0. A mapping's key stands in quotes where
    it would be read as more than one part or as a number (`"a.b"`, `"0"`), in braces where it
    is no text (`{0}`). `raw` is the text as written, with its tag and without quotes. Where
    `symbolic` is true only running the config could make the value, and `value` is a text that
    stands for it: `!new:package.Class`, `(16, 8)`, or `<encoder>` for an object that is made
    elsewhere in the config. `line` and `column` count from 1 in the file `path`; a value that
    comes through a reference has the text and the place of the reference.
    """

    key: str
    raw: str
    value: Value
    line: int
    column: int
    symbolic: bool
    path: str = ""


@dataclass(frozen=True)
class Config:
    """A config in the order in which it is written, overrides applied.

    `keys` are the top-level keys that an override may name; `includes` the paths of the
    files that were included, each once. `hidden` are the leaves of top-level keys that begin
    with `__`: what they say is done, but they are no part of what the program gets. Leaves are
    only to be trusted as far as no problem is an error.
    """

    name: str
    leaves: tuple[Leaf, ...]
    problems: tuple[Problem, ...] = ()
    keys: tuple[str, ...] = ()
    includes: tuple[str, ...] = ()
    hidden: tuple[Leaf, ...] = ()

    def parameters(self) -> dict[str, Any]:
        """Values that are not symbolic, by dotted key; dates as ISO texts."""
        return {
            leaf.key: leaf.value.isoformat() if isinstance(leaf.value, date) else leaf.value
            for leaf in self.leaves
            if not leaf.symbolic
        }

    def classes(self) -> dict[str, str]:
        """The dotted name of each object's class (or function, for `!name:`), by dotted key."""
        return {
            leaf.key: leaf.value.partition(":")[2]
            for leaf in self.leaves
            if leaf.symbolic and isinstance(leaf.value, str) and leaf.value.startswith(CLASS_TAGS)
        }
