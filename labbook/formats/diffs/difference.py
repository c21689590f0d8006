"""Two states of an experiment, compared."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from labbook.formats.config.changes import ConfigDiff
from labbook.formats.launch.diff import ManifestChange


@dataclass(frozen=True)
class Difference:
    """From the state that is called `before` to the one called `after`.

    `notes` say what could not be compared, and `unusual` what is to be said of a value against
    what the lab has used, by key.
    """

    before: str
    after: str
    config: ConfigDiff
    manifest: tuple[ManifestChange, ...] = ()
    notes: tuple[str, ...] = ()
    unusual: Mapping[str, str] = field(default_factory=dict)

    @property
    def changed(self) -> bool:
        return self.config.changed or bool(self.manifest)

    @property
    def warnings(self) -> tuple[str, ...]:
        """What is easily missed, each with the first key that it is said of."""
        changes = (*self.config.causes, *self.config.consequences)
        every = [one for change in changes for one in (change, *change.parts)]
        first: dict[str, str] = {}
        for one in every:
            if one.warning:
                first.setdefault(one.warning, one.key)
        return tuple(f"{key}: {warning}" for warning, key in first.items())
