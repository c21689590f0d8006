"""Stand by runs in the foreground."""

import contextlib
import signal
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from labbook.cli.output import say
from labbook.formats.terminal import clean
from labbook.model.reference import RunRef
from labbook.model.run import LOG_LINES, RunState, RunStatus
from labbook.ports import Launcher

POLL_SECONDS = 0.3
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class HungUp(BaseException):
    """labbook was told to end; the runs go on. `signal` is the number."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.signal = number


class Signals:
    """^C, SIGTERM and SIGHUP: held back while runs are started, let through while they go on.

    A signal that came too early to be let through takes effect at the end of the block.
    """

    def __enter__(self) -> "Signals":
        self._arrived: list[int] = []
        self._former = {number: signal.signal(number, self._hold) for number in SIGNALS}
        return self

    def let_through(self) -> None:
        """From now on a signal raises KeyboardInterrupt or HungUp, one that waited at once."""
        signal.signal(signal.SIGINT, signal.default_int_handler)
        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, _hang_up)
        self._release()

    def __exit__(self, *_: object) -> None:
        for number, handler in self._former.items():
            signal.signal(number, handler)
        self._release()

    def _hold(self, number: int, _: object) -> None:
        self._arrived.append(number)

    def _release(self) -> None:
        while self._arrived:
            signal.raise_signal(self._arrived.pop(0))


def _hang_up(number: int, _: object) -> None:
    raise HungUp(number)


@dataclass(frozen=True)
class Followed:
    """How a run ended."""

    run: RunRef
    status: RunStatus


def follow(launcher: Launcher, runs: Sequence[RunRef], signals: Signals) -> list[Followed]:
    """Show the runs, one after the other, until the last has ended.

    ^C stops them all before it gets through as KeyboardInterrupt; one more while a run is being
    stopped is answered, and only the next one ends the waiting. When labbook itself is to end
    (SIGTERM, SIGHUP) they go on, and HungUp is raised.
    """
    try:
        signals.let_through()
        return [_follow_one(launcher, run) for run in runs]
    except KeyboardInterrupt:
        say("stopping …")
        for run in reversed(runs):
            _stop(launcher, run)
        for run in runs:
            tell_end(launcher, Followed(run, launcher.status(run)))
        raise
    except HungUp:
        with contextlib.suppress(OSError):
            say(f"the run goes on; to follow it: labbook logs -f {runs[-1]}")
        raise


def _stop(launcher: Launcher, run: RunRef) -> None:
    try:
        launcher.stop(run)
    except KeyboardInterrupt:
        say(f"still stopping {run}; ^C again leaves it to its supervisor")
        launcher.stop(run)


def tell_end(launcher: Launcher, followed: Followed) -> None:
    """Say how a run ended; of one that failed, with the end of its log."""
    status = followed.status
    if status.state in {RunState.FAILED, RunState.LOST}:
        for line in list(launcher.logs(followed.run))[-LOG_LINES:]:
            say(f"  {line}")
    reason = f": {status.reason}" if status.reason else ""
    seconds = status.resources.get("wall_seconds")
    took = f" after {duration(seconds)}" if seconds is not None else ""
    say(f"{followed.run} {status.state}{took}{reason}")


def duration(seconds: float) -> str:
    """`0:01:23` for 83 seconds."""
    return str(timedelta(seconds=round(seconds)))


def _follow_one(launcher: Launcher, run: RunRef) -> Followed:
    if sys.stderr.isatty():
        _wait_with_progress(launcher, run)
    else:
        while not launcher.status(run).state.ended:
            time.sleep(POLL_SECONDS)
    followed = Followed(run, launcher.status(run))
    tell_end(launcher, followed)
    return followed


def _wait_with_progress(launcher: Launcher, run: RunRef) -> None:
    from rich.console import Console
    from rich.text import Text

    console, began = Console(stderr=True), time.monotonic()
    with console.status(Text(str(run))) as shown:
        while not (status := launcher.status(run)).state.ended:
            last = clean(status.last_line or status.reason or "")
            line = Text(f"{run} {status.state} {duration(time.monotonic() - began)} ")
            line.append(last, style="dim")
            line.truncate(max(20, console.width - 4), overflow="ellipsis")
            shown.update(line)
            time.sleep(POLL_SECONDS)
