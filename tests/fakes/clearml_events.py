"""What a ClearML server keeps of events, and how it hands them out."""

import base64
import json
import struct
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from math import ceil
from operator import itemgetter
from typing import Any

Event = dict[str, Any]
SCALAR, PLOT, IMAGE, LOG = "training_stats_scalar", "plot", "training_debug_image", "log"
SINGLE_VALUE_STEP = -(2**31)
MOST_IN_A_PAGE = 10_000
DEFAULT_SAMPLES, MOST_SAMPLES = 2000, 6000
_IDENTITY = {
    SCALAR: itemgetter("iter", "metric", "variant"),
    PLOT: itemgetter("iter", "metric", "variant"),
    IMAGE: itemgetter("iter", "metric", "variant", "key"),
}


class Refusal(Exception):
    """An answer other than 200, with the server's own code and words."""

    def __init__(self, status: int, subcode: int, message: str) -> None:
        super().__init__(message)
        self.status, self.subcode, self.message = status, subcode, message


class EventStore:
    """Events by task and kind; of those with one identity the last stays, as in Elasticsearch."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], dict[Any, Event]] = defaultdict(dict)
        self.sorted: dict[tuple[str, str], list[Event]] = {}

    def add(self, event: Event) -> None:
        """Keep an event as the SDK sends it."""
        kind = event["type"].replace(" ", "_")
        event = {"metric": "", "variant": "", **event, "type": kind, "worker": "vm"}
        where = event["task"], kind
        known = self.kept[where]
        known[_IDENTITY[kind](event) if kind in _IDENTITY else len(known)] = event
        self.sorted.pop(where, None)

    def of(self, task: str, kind: str) -> list[Event]:
        """Scalars by step, all others by time."""
        where = task, kind
        if where not in self.sorted:
            order = itemgetter("iter" if kind == SCALAR else "timestamp")
            self.sorted[where] = sorted(self.kept.get(where, {}).values(), key=order)
        return self.sorted[where]

    def get_task_events(self, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """A page never ends within a step: `returned` can exceed `batch_size`."""
        events = self.of(body["task"], body["event_type"])
        start = _position(body.get("scroll_id"))
        end = start + min(body.get("batch_size", 500), MOST_IN_A_PAGE)
        if body["event_type"] == SCALAR:
            while start < end < len(events) and events[end]["iter"] == events[end - 1]["iter"]:
                end += 1
        page = events[start:end]
        said = {"returned": len(page), "total": len(events), "scroll_id": _scroll(start, page)}
        return {**said, "events": page}

    def get_task_plots(self, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """The last `iters` steps of each plot, 500 a page."""
        plots = self.of(body["task"], PLOT)
        last: dict[Any, set[int]] = defaultdict(set)
        for plot in sorted(plots, key=itemgetter("iter"), reverse=True):
            steps = last[plot["metric"], plot["variant"]]
            if len(steps) < body.get("iters", 1):
                steps.add(plot["iter"])
        shown = [plot for plot in plots if plot["iter"] in last[plot["metric"], plot["variant"]]]
        start = _position(body.get("scroll_id"))
        page = shown[start : start + 500]
        said = {"returned": len(page), "total": len(shown), "scroll_id": _scroll(start, page)}
        return {"plots": page, **said}

    def get_task_log(self, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """From the end, newest first, unless the request says otherwise."""
        events = self.of(body["task"], LOG)
        earlier, since = body.get("navigate_earlier", True), body.get("from_timestamp")
        if since is not None:
            events = [e for e in events if (e["timestamp"] < since) == earlier]
        size = body.get("batch_size", 5000)
        page = events[-size:][::-1] if earlier else events[:size]
        if body.get("order") == ("asc" if earlier else "desc"):
            page.reverse()
        total = len(self.of(body["task"], LOG))
        return {"events": page, "returned": len(page), "total": total}

    def scalar_metrics_iter_histogram(self, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """Means over at most `samples` stretches of steps, in single precision."""
        samples = body.get("samples", DEFAULT_SAMPLES)
        if samples > MOST_SAMPLES:
            why = f"'{samples}' is bigger than maximum ('{MOST_SAMPLES}').."
            raise Refusal(400, 12, f"Validation error (error for field 'samples': {why})")
        found: dict[str, dict[str, Any]] = defaultdict(dict)
        for (metric, variant), points in self._series(body["task"]).items():
            curve = _averaged(points, samples)
            found[metric][variant] = {"name": variant, **curve}
        return found

    def scalar_metrics_iter_raw(self, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """All points of one metric, by variant."""
        wanted = body["metric"]
        events = [
            event
            for event in self.of(body["task"], SCALAR)
            if event["metric"] == wanted["metric"]
            and event["variant"] in (wanted.get("variants") or [event["variant"]])
        ]
        start = _position(body.get("scroll_id"))
        page = events[start : start + min(body.get("batch_size") or 10_000, MOST_IN_A_PAGE)]
        variants: dict[str, dict[str, list[Any]]] = {}
        for event in page:
            curve = variants.setdefault(event["variant"], {"y": [], "iter": []})
            curve["y"].append(event["value"])
            curve["iter"].append(event["iter"])
        said = {"returned": len(page), "total": len(events), "scroll_id": _scroll(start, page)}
        return {**said, "variants": variants}

    def get_scalar_metrics_and_variants(self, body: Mapping[str, Any]) -> Mapping[str, Any]:
        found: dict[str, list[str]] = defaultdict(list)
        for metric, variant in self._series(body["task"], singles=True):
            found[metric].append(variant)
        return {"metrics": found}

    def get_task_single_value_metrics(self, body: Mapping[str, Any]) -> Mapping[str, Any]:
        tasks = []
        for task in body["tasks"]:
            single = [e for e in self.of(task, SCALAR) if e["iter"] == SINGLE_VALUE_STEP]
            fields = ("metric", "variant", "value", "timestamp")
            tasks.append({"task": task, "values": [{f: e[f] for f in fields} for e in single]})
        return {"tasks": tasks}

    def debug_images(self, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """The samples of one metric by step, newest first; a second page is empty."""
        metrics = []
        for asked in body["metrics"]:
            events = [e for e in self.of(asked["task"], IMAGE) if e["metric"] == asked["metric"]]
            events.sort(key=itemgetter("iter"), reverse=True)
            steps = groupby([] if "scroll_id" in body else events, key=itemgetter("iter"))
            iterations = [{"iter": step, "events": list(found)} for step, found in steps]
            metrics.append({"task": asked["task"], "iterations": iterations})
        return {"metrics": metrics, "scroll_id": "1"}

    def last_metrics(self, task: str) -> Mapping[str, Any]:
        """What a task says of its metrics: no step of the last value, and a rounded mean."""
        found: dict[str, dict[str, Any]] = defaultdict(dict)
        for (metric, variant), points in self._series(task, singles=True).items():
            least, most = min(points, key=itemgetter(1)), max(points, key=itemgetter(1))
            found[metric][variant] = {
                "metric": metric,
                "variant": variant,
                "value": points[-1][1],
                "min_value": least[1],
                "min_value_iteration": least[0],
                "max_value": most[1],
                "max_value_iteration": most[0],
                "first_value": points[0][1],
                "first_value_iteration": points[0][0],
                "count": len(points),
                "mean_value": round(sum(value for _, value in points) / len(points), 2),
            }
        return found

    def _series(self, task: str, *, singles: bool = False) -> dict[Any, list[tuple[int, float]]]:
        found: dict[Any, list[tuple[int, float]]] = defaultdict(list)
        for event in self.of(task, SCALAR):
            if singles or event["iter"] != SINGLE_VALUE_STEP:
                found[event["metric"], event["variant"]].append((event["iter"], event["value"]))
        return found


def _averaged(points: Sequence[tuple[int, float]], samples: int) -> Mapping[str, Any]:
    first, last = points[0][0], points[-1][0]
    width = max(1, ceil((last - first + 1) / samples))
    stretches = [
        (first + number * width, [value for _, value in found])
        for number, found in groupby(points, key=lambda point: (point[0] - first) // width)
    ]
    means = [_single_precision(sum(values) / len(values)) for _, values in stretches]
    return {"x": [step for step, _ in stretches], "y": means}


def _single_precision(value: float) -> float:
    rounded: float = struct.unpack("f", struct.pack("f", value))[0]
    return rounded


def _scroll(start: int, page: Iterable[Event]) -> str:
    position = {"position": start + len(list(page))}
    return base64.urlsafe_b64encode(json.dumps(position).encode()).decode()


def _position(scroll_id: str | None) -> int:
    return int(json.loads(base64.urlsafe_b64decode(scroll_id))["position"]) if scroll_id else 0
