"""The launch manifest."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any


@dataclass(frozen=True)
class DataMount:
    """Input data: where it lies, where the program finds it, what it must hash to."""

    name: str
    source: str
    mount: str | None = None
    digest: str | None = None
    sensitive: bool = False

    @property
    def variable(self) -> str:
        """The environment variable that tells the run where this data is."""
        return "LABBOOK_DATA_" + "".join(c if c.isalnum() else "_" for c in self.name).upper()


@dataclass(frozen=True)
class CodeSource:
    repository: str
    commit: str


@dataclass(frozen=True)
class Manifest:
    """`launch.yaml`: what an experiment needs in order to run."""

    command: tuple[str, ...]
    smoke: tuple[str, ...] | None = None
    image: str | None = None
    code: CodeSource | None = None
    resources: Mapping[str, str | int] = field(default_factory=dict)
    nodes: int = 1
    duration: timedelta | None = None
    deadline: timedelta | None = None
    data: tuple[DataMount, ...] = ()
    outputs: str | None = None
    env: Mapping[str, str] = field(default_factory=dict)
    queue: str | None = None
    node_selector: Mapping[str, str] = field(default_factory=dict)
    tolerations: tuple[Mapping[str, Any], ...] = ()
    priority: str | None = None
    patch: Mapping[str, Any] = field(default_factory=dict)

    @property
    def sensitive(self) -> bool:
        """Whether any of the data is, so that numbers only may be kept of a run on it."""
        return any(mount.sensitive for mount in self.data)
