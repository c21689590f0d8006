"""What a comparison of two configs finds."""

from dataclasses import dataclass

from labbook.formats.config.model import Leaf


@dataclass(frozen=True)
class Change:
    """A value that differs; `before` is None where it appeared, `after` where it went.

    `follows` is the expression of a consequence, `<lr> / 2`, and None for a cause. `warning`
    names what a reader may miss. A list of plain values is one change, the leaves' values being
    the whole lists. `parts` are the arguments that were changed with an object's class.
    """

    key: str
    before: Leaf | None
    after: Leaf | None
    follows: str | None = None
    warning: str | None = None
    parts: tuple["Change", ...] = ()

    @property
    def leaf(self) -> Leaf | None:
        """Where it stands: after the change, or before it where nothing is left."""
        return self.after or self.before


@dataclass(frozen=True)
class ConfigDiff:
    """Changes in the order in which they are written.

    `respelled` are keys whose value stayed while its text did not.
    """

    causes: tuple[Change, ...] = ()
    consequences: tuple[Change, ...] = ()
    respelled: tuple[str, ...] = ()

    @property
    def changed(self) -> bool:
        """Whether the two have different digests (`config_digest`)."""
        return bool(self.causes or self.consequences)
