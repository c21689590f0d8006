"""Events of ClearML: points, plots, pictures, console output.

An event has `type`, `metric`, `variant`, `iter` and `timestamp` in milliseconds. A server hands
them out as they are; a line of an offline session's files is a list of them.
"""

from array import array
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from labbook.adapters.bounded_files import Unreadable, parse_json
from labbook.adapters.outside_text import MOST_ADDRESS, clean_name, clean_text
from labbook.model.metric import Series, metric_name
from labbook.model.run import Missing
from labbook.model.tracked import Plot

SINGLE_VALUE_TITLE = "Summary"
SINGLE_VALUE_STEP = -(2**31)
MOST_SERIES = 20_000
MOST_POINTS = 20_000_000
MOST_SAMPLES = 20_000
MOST_KEPT_NAME = 1000
MOST_PLOTS = 500
MOST_PLOT = 8 << 20
MOST_PLOTTED = 64 << 20
"""Characters of all plots of a run together."""
LAST_LINES = 200
MOST_LOG_LINE = 2000
_FIRST_TIME, _LAST_TIME = 0, 32_503_680_000_000


@dataclass(frozen=True)
class Sample:
    """A debug image or another media file that an event points to."""

    title: str
    series: str
    step: int | None
    url: str


@dataclass(frozen=True)
class Events:
    """What events say; of each plot and each series of samples the last.

    `times` are milliseconds since 1970.
    """

    count: int = 0
    series: tuple[Series, ...] = ()
    plots: tuple[Plot, ...] = ()
    samples: tuple[Sample, ...] = ()
    log: tuple[str, ...] = ()
    worker: str | None = None
    times: tuple[int, ...] = ()
    missing: tuple[Missing, ...] = ()


def read_events(lines: Iterable[bytes | None], name: str) -> Events:
    """Read a session's `metrics.jsonl` or `log.jsonl`, called `name` in what is missing.

    A file that breaks off gives what stands before. Raises Unreadable where that is nothing.
    """
    reader = EventReader()
    try:
        for line in lines:
            reader.read_line(line)
    except Unreadable as reason:
        if not reader.count:
            raise
        reader.missing.append(Missing(f"the end of {name}", str(reason)))
    return reader.result(name)


class _Points:
    """Points as bare numbers: a million of them are to fit into little memory."""

    def __init__(self) -> None:
        self.steps: array[int] | list[int | None] = array("q")
        self.values = array("d")

    def add(self, step: int | None, value: float) -> None:
        if step is None and isinstance(self.steps, array):
            self.steps = list(self.steps)
        self.steps.append(step)  # type: ignore[arg-type]  # an array has no place for None
        self.values.append(value)


class EventReader:
    """Takes events one after the other and keeps what is to be kept of them, within bounds."""

    def __init__(self) -> None:
        self.count = self.points = self.broken_lines = self.broken_events = 0
        self.dropped_points = self.dropped_plots = self.dropped_samples = 0
        self.earlier_plots = self.earlier_samples = self.plotted = 0
        self.series: dict[str, _Points] = {}
        self.names: dict[tuple[str, str, bool], str] = {}
        self.plots: dict[tuple[str, str], Plot] = {}
        self.samples: dict[tuple[str, str], Sample] = {}
        self.log: deque[str] = deque(maxlen=LAST_LINES)
        self.missing: list[Missing] = []
        self.worker: str | None = None
        self.first: int | None = None
        self.last: int | None = None

    def read_line(self, line: bytes | None) -> None:
        try:
            events = parse_json(line) if line is not None else None
        except ValueError:
            events = None
        if not isinstance(events, list):
            self.broken_lines += 1
            return
        self.read_all(events)

    def read_all(self, events: Iterable[Any]) -> None:
        """Take what came as events; a malformed one is counted."""
        for event in events:
            try:
                self.read_event(event)
            except (TypeError, ValueError, KeyError, OverflowError, AttributeError):
                self.broken_events += 1
            else:
                self.count += 1

    def read_event(self, event: dict[str, Any]) -> None:
        kind = event["type"]
        if kind == "training_stats_scalar":
            self.read_point(event)
        elif kind == "plot":
            self.read_plot(event)
        elif kind == "training_debug_image":
            self.read_sample(event)
        elif kind == "log":
            self.read_message(event)
        self.read_time(event.get("timestamp"))

    def read_point(self, event: dict[str, Any]) -> None:
        step, value = _step(event), event["value"]
        if isinstance(value, bool):
            raise TypeError(value)
        value = float(value)
        single = step == SINGLE_VALUE_STEP and event["metric"] == SINGLE_VALUE_TITLE
        name = self.name_of(event, single)
        if self.points >= MOST_POINTS or (
            name not in self.series and len(self.series) >= MOST_SERIES
        ):
            self.dropped_points += 1
            return
        self.series.setdefault(name, _Points()).add(None if single else step, value)
        self.points += 1

    def name_of(self, event: dict[str, Any], single: bool) -> str:
        """The metric's name, kept because a million points share a few of them."""
        key = event["metric"], event["variant"], single
        if (known := self.names.get(key)) is not None:
            return known
        title, variant = _names(event)
        name = variant if single else metric_name(title, variant)
        if len(self.names) < MOST_SERIES and len(key[0]) + len(key[1]) < MOST_KEPT_NAME:
            self.names[key] = name
        return name

    def read_plot(self, event: dict[str, Any]) -> None:
        text = event["plot_str"]
        if not isinstance(text, str):
            raise TypeError(text)
        plot = Plot(*_names(event), _step(event), text)
        key = plot.title, plot.series
        former = self.plots.get(key)
        if former is not None:
            self.earlier_plots += 1
            if (plot.step or 0) < (former.step or 0):
                return
            self.plotted -= len(former.plotly)
            del self.plots[key]
        room = MOST_PLOTTED - self.plotted
        if len(text) > min(MOST_PLOT, room) or len(self.plots) >= MOST_PLOTS:
            self.dropped_plots += 1
            return
        self.plotted += len(text)
        self.plots[key] = plot

    def read_sample(self, event: dict[str, Any]) -> None:
        url = str(event["url"])
        if len(url) > MOST_ADDRESS:
            raise ValueError(url)
        sample = Sample(*_names(event), _step(event), url)
        key = sample.title, sample.series
        if key in self.samples:
            self.earlier_samples += 1
        elif len(self.samples) >= MOST_SAMPLES:
            self.dropped_samples += 1
            return
        self.samples[key] = sample

    def read_message(self, event: dict[str, Any]) -> None:
        if worker := event.get("worker"):
            self.worker = clean_name(worker)
        self.log.extend(log_lines(event["msg"]))

    def read_time(self, time: object) -> None:
        if isinstance(time, int) and _FIRST_TIME < time < _LAST_TIME:
            self.first = time if self.first is None else min(self.first, time)
            self.last = time if self.last is None else max(self.last, time)

    def result(self, file: str) -> Events:
        """Everything that was read, `file` being the name of its source."""
        return Events(
            self.count,
            tuple(Series(name, found.steps, found.values) for name, found in self.series.items()),
            tuple(self.plots.values()),
            tuple(self.samples.values()),
            tuple(self.log),
            self.worker,
            (self.first, self.last) if self.first is not None and self.last is not None else (),
            (*self.missing, *self.losses(file)),
        )

    def losses(self, name: str) -> Iterable[Missing]:
        if self.broken_lines:
            yield Missing(f"{self.broken_lines} lines of {name}", "they are no list of events")
        if self.broken_events:
            yield Missing(f"{self.broken_events} events of {name}", "they are malformed")
        if self.dropped_points:
            why = f"above {MOST_SERIES} series or {MOST_POINTS} points"
            yield Missing(f"{self.dropped_points} points of {name}", why)
        if self.dropped_plots:
            why = (
                f"above {MOST_PLOTS} plots, {MOST_PLOT >> 20} MiB a plot"
                f" or {MOST_PLOTTED >> 20} MiB together"
            )
            yield Missing(f"{self.dropped_plots} plots of {name}", why)
        if self.earlier_plots:
            why = "of each plot the last one is kept"
            yield Missing(f"{self.earlier_plots} earlier plots", why)
        if self.dropped_samples:
            why = f"above {MOST_SAMPLES} series of them"
            yield Missing(f"{self.dropped_samples} samples of {name}", why)
        if self.earlier_samples:
            why = "of each series the last one is kept"
            yield Missing(f"{self.earlier_samples} earlier samples", why)


def log_lines(message: object) -> list[str]:
    """The last lines of console output as a terminal shows them, at most 2,000 characters each.

    Of a progress bar that overwrote itself the last state stays.
    """
    lines = str(message).rsplit("\n", LAST_LINES)[-LAST_LINES:]
    return [_shown(line)[:MOST_LOG_LINE] for line in lines]


def _shown(line: str) -> str:
    return clean_text(line.rstrip("\r").rpartition("\r")[2])


def _names(event: dict[str, Any]) -> tuple[str, str]:
    return clean_name(event["metric"]), clean_name(event["variant"])


def _step(event: dict[str, Any]) -> int | None:
    step = event.get("iter")
    if step is None:
        return None
    if isinstance(step, bool) or not isinstance(step, int) or abs(step) >= 2**53:
        raise TypeError(step)
    return step
