"""What labbook asks of the systems outside of it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from labbook.errors import OutsideError
from labbook.model.forge import (
    Conversation,
    ForgeAddress,
    ForgeProfile,
    ForgeUser,
    MergeRequest,
)
from labbook.model.manifest import Manifest
from labbook.model.reference import RunRef
from labbook.model.run import Artifact, RunState, RunStatus
from labbook.model.tracked import TrackedCode, TrackedRun


@dataclass(frozen=True)
class LaunchRequest:
    """Everything that a launcher needs to start a run.

    `command` is complete (overrides appended); it runs in `workdir`, relative to the root of
    a clean checkout of `commit`. `environment` comes on top of what the launcher sets itself.
    `run` is None for a smoke run. With `after`, the run waits until that one has ended.
    """

    run: RunRef | None
    experiment: str
    commit: str
    command: tuple[str, ...]
    workdir: str
    manifest: Manifest
    environment: Mapping[str, str] = field(default_factory=dict)
    after: RunRef | None = None

    @property
    def ref(self) -> RunRef:
        """What the launcher calls the run."""
        return self.run or RunRef.smoke(self.experiment)


class Launcher(Protocol):
    """Starts runs somewhere and tells what became of them."""

    name: str

    def check(self, request: LaunchRequest) -> None:
        """Look, before a number is claimed, whether the run could start; change nothing.

        Raises Refused where something that it needs isn't there.
        """

    def start(self, request: LaunchRequest) -> None:
        """Start the run and return while it goes on.

        Raises Refused where something that the run needs isn't there, OutsideError where
        the outside system fails. Nothing is left half-started.
        """

    def status(self, run: RunRef) -> RunStatus:
        """What is known of the run now; never raises for a run that is unknown: it is lost."""

    def logs(self, run: RunRef, *, follow: bool = False) -> Iterator[str]:
        """The console output line by line without line ends; with `follow` until the run ends."""

    def stop(self, run: RunRef) -> RunStatus:
        """Stop the run with all its processes; a run that has ended stays as it is."""


Launchers = Callable[[str], Launcher]
"""A launcher by its name, made when it is asked for."""


Progress = Callable[[int, int | None], None]
"""Is told how many points, bytes or runs have come, and of how many; None where nobody knows."""


def unseen(_: int, __: int | None) -> None:
    """A progress that nobody looks at."""


class UnknownRun(OutsideError):
    """A tracker knows nothing at all of a run.

    `surely` is False where the run could stand elsewhere, or under another name.
    """

    def __init__(
        self,
        sentence: str,
        *,
        surely: bool,
        hint: str | None = None,
        path: Path | None = None,
    ) -> None:
        super().__init__(sentence, hint=hint, path=path)
        self.surely = surely


class Tracker(Protocol):
    """Holds the results of runs."""

    name: str

    def check(self) -> str:
        """Where runs report, in one phrase; nobody is asked.

        Raises Refused where that isn't set up on this machine.
        """

    def reach(self) -> None:
        """Ask whether the tracker lets us in. Raises Refused, and OutsideError where it doesn't."""

    def prepare(self, folder: Path, *, name: str, project: str) -> Mapping[str, str]:
        """Environment for a run's process that makes it report here; no key is written down.

        `folder` is the run's own (LocalRunLayout.folder) and exists; `name` is the run's name
        (`<experiment>/<n>`).
        """

    def fetch(
        self, run: RunRef, folder: Path, *, task: str | None = None, media: bool = True
    ) -> TrackedRun:
        """Everything there is on the run, `folder` being what this machine keeps of it.

        `task` is the id of an imported run's task, which bears neither the run's tag nor its name.
        Without `media`, a tracker may leave out plots, samples, texts of errors and the log where
        that saves requests; what it has at hand it may tell all the same.
        What can't be had stands under `missing`. Raises OutsideError when the tracker fails or
        can't be reached, and UnknownRun when it knows nothing at all of the run.
        """

    def content(self, artifact: Artifact, folder: Path) -> Iterator[bytes]:
        """The bytes of an artifact or a model as a record names it, in pieces of bounded size.

        `folder` is what this machine keeps of the run. Raises Refused where it lies in a place
        that the tracker doesn't fetch from, OutsideError where it is gone or breaks off.
        """

    def find_run(self, task: str) -> RunRef:
        """The run that a task of the tracker is, by the task's id.

        Raises UnknownRun where it has no such task, UsageError where it is no run.
        """


Trackers = Callable[[str], Tracker]
"""A tracker by its name, the same one each time."""


@dataclass(frozen=True)
class ForeignRun:
    """A run that labbook did not start, as its tracker knows it: hostile input.

    `names` are its task's name and tags. `session` says that it is a session's, which no server
    has.
    """

    task: str
    names: tuple[str, ...] = ()
    code: TrackedCode = TrackedCode()
    session: bool = False


class Importer(Protocol):
    """Takes in runs that labbook did not start."""

    def take_session(self, session: Path, folder: Path, state: RunState | None) -> ForeignRun:
        """Copy a session, `session` being its folder or its zip, into a run's `folder`.

        `state` is how the run ended, where somebody knows. Raises UsageError where it is no
        session or doesn't tell how it ended, OutsideError where it can't be read, Refused where it
        is too large.
        """

    def take_task(self, task: str, folder: Path) -> ForeignRun:
        """Note in a run's `folder` that it is that task of a server.

        Raises UsageError where no server is set up, Refused without its keys, OutsideError where
        it doesn't have the task.
        """


class Forge(Protocol):
    """One project on a server where merge requests are discussed; labbook only reads there.

    Every method raises OutsideError where the server can't be reached, refuses the token, or
    answers what can't be read.
    """

    name: str
    address: ForgeAddress

    def whoami(self) -> str:
        """The user that the token belongs to, and where the token stands."""

    def merge_requests(self, commit: str) -> tuple[MergeRequest, ...]:
        """Those that brought the commit in, or would; none for a commit that isn't known."""

    def conversation(self, request: MergeRequest) -> Conversation:
        """Pushes, approvals and notes of a merge request."""

    def profile(self, user: ForgeUser) -> ForgeProfile:
        """What the forge shows of a user; an empty one where it shows nothing."""

    def is_developer(self, user: ForgeUser) -> bool:
        """Whether the user is a member of the project who may change its code."""


Forges = Callable[[ForgeAddress], Forge]
"""The forge at an address, made when it is asked for. Raises Refused without a token for it."""
