"""All events of a ClearML task, page by page, within bounds of memory, number and time."""

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from labbook.adapters.clearml_client import Client, TooLarge
from labbook.adapters.clearml_events import LAST_LINES, MOST_POINTS, EventReader, Events
from labbook.errors import OutsideError
from labbook.model.run import Missing

PAGE = 10_000
"""What Elasticsearch gives at most (index.max_result_window)."""
MOST_PAGES = 2 * MOST_POINTS // PAGE
SECONDS_FOR_ALL = 1800.0
"""For all events of a task; a page that was asked for before may still come."""
_SCALAR, _IMAGE = "training_stats_scalar", "training_debug_image"

Count = Callable[[int, int | None], None]


@dataclass(frozen=True)
class _Page:
    events: list[Any]
    total: int | None
    scroll: object


def read_task_events(client: Client, task: str, count: Count, *, media: bool = True) -> Events:
    """Points, and with `media` debug images, plots and the end of the log.

    `count` is told how many points have come, and of how many. Raises OutsideError.
    """
    reader = EventReader()
    until = time.monotonic() + SECONDS_FOR_ALL
    body = {"task": task, "batch_size": PAGE, "order": "asc"}
    points, total = 0, None
    for page in _pages(client, "events.get_task_events", {**body, "event_type": _SCALAR}, until):
        reader.read_all(page.events)
        points, total = points + len(page.events), page.total
        count(points, total)
        if points > MOST_POINTS:
            break
    if total is not None and points < total:
        what = f"{total - points} points of task {task}"
        reader.missing.append(Missing(what, "the server counts them and doesn't give them"))
    if not media:
        return reader.result(f"task {task}")
    images = {**body, "event_type": _IMAGE}
    log = {"task": task, "batch_size": LAST_LINES, "navigate_earlier": True, "order": "asc"}
    for what, pages in (
        ("debug images", _pages(client, "events.get_task_events", images, until)),
        ("plots", _pages(client, "events.get_task_plots", {"task": task, "iters": 1}, until)),
        ("log", _first_page(client, "events.get_task_log", log)),
    ):
        try:
            for page in pages:
                reader.read_all(page.events)
        except TooLarge as error:
            reader.missing.append(Missing(f"{what} of task {task}", error.sentence))
    return reader.result(f"task {task}")


def _pages(client: Client, endpoint: str, body: Mapping[str, Any], until: float) -> Iterator[_Page]:
    """Pages until the server has no more. Raises TooLarge where it has more for ever."""
    seen, first = 0, None
    for _ in range(MOST_PAGES):
        page = _page(client, endpoint, body)
        if page.events and page.events[0] == first:
            raise OutsideError(f"{client.server.shown} gives the same page of {endpoint} again")
        yield page
        seen += len(page.events)
        if not page.events or not page.scroll or (page.total is not None and seen >= page.total):
            return
        if time.monotonic() >= until:
            raise TooLarge(
                f"{client.server.shown} took over {SECONDS_FOR_ALL / 60:g} min for a task's events"
            )
        first, body = page.events[0], {**body, "scroll_id": page.scroll}
    raise TooLarge(f"{client.server.shown} gives over {MOST_PAGES} pages of {endpoint}")


def _first_page(client: Client, endpoint: str, body: Mapping[str, Any]) -> Iterator[_Page]:
    """The one page that a request of few events takes, asked for when it is read."""
    yield _page(client, endpoint, body)


def _page(client: Client, endpoint: str, body: Mapping[str, Any]) -> _Page:
    data = client.ask(endpoint, body)
    events = data.get("plots" if endpoint.endswith("plots") else "events")
    total = data.get("total")
    if not isinstance(events, list):
        raise OutsideError(f"{client.server.shown} answers {endpoint} without events")
    return _Page(events, total if isinstance(total, int) else None, data.get("scroll_id"))
