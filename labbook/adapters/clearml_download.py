"""All events of a ClearML task, page by page, within bounds of memory."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from labbook.adapters.clearml_client import Client, TooLarge
from labbook.adapters.clearml_events import LAST_LINES, MOST_POINTS, EventReader, Events
from labbook.errors import OutsideError
from labbook.model.run import Missing

PAGE = 10_000
"""What Elasticsearch gives at most (index.max_result_window)."""
_SCALAR, _IMAGE = "training_stats_scalar", "training_debug_image"

Count = Callable[[int, int | None], None]


@dataclass(frozen=True)
class _Page:
    events: list[Any]
    total: int | None


def read_task_events(client: Client, task: str, count: Count) -> Events:
    """Points, debug images, plots and the end of the log.

    `count` is told how many points have come, and of how many. Raises OutsideError.
    """
    reader = EventReader()
    body = {"task": task, "batch_size": PAGE, "order": "asc"}
    points, total = 0, None
    for page in _pages(client, "events.get_task_events", {**body, "event_type": _SCALAR}):
        reader.read_all(page.events)
        points, total = points + len(page.events), page.total
        count(points, total)
        if points > MOST_POINTS:
            break
    if total is not None and points < total:
        what = f"{total - points} points of task {task}"
        reader.missing.append(Missing(what, "the server counts them and doesn't give them"))
    images = {**body, "event_type": _IMAGE}
    plots = {"task": task, "iters": 1}
    log = {"task": task, "batch_size": LAST_LINES, "navigate_earlier": True, "order": "asc"}
    for what, endpoint, request in (
        ("debug images", "events.get_task_events", images),
        ("plots", "events.get_task_plots", plots),
        ("log", "events.get_task_log", log),
    ):
        try:
            for page in _pages(client, endpoint, request):
                reader.read_all(page.events)
        except TooLarge as error:
            reader.missing.append(Missing(f"{what} of task {task}", error.sentence))
    return reader.result(f"task {task}")


def _pages(client: Client, endpoint: str, body: Mapping[str, Any]) -> Iterator[_Page]:
    """Pages until the server has no more. Raises OutsideError."""
    seen, first = 0, None
    while True:
        data = client.ask(endpoint, body)
        events = data.get("plots" if endpoint.endswith("plots") else "events")
        total = data.get("total")
        total = total if isinstance(total, int) else None
        if not isinstance(events, list):
            raise OutsideError(f"{client.server.shown} answers {endpoint} without events")
        if events and events[0] == first:
            raise OutsideError(f"{client.server.shown} gives the same page of {endpoint} again")
        yield _Page(events, total)
        seen += len(events)
        scroll = data.get("scroll_id")
        if not events or not scroll or (total is not None and seen >= total):
            break
        first, body = events[0], {**body, "scroll_id": scroll}
