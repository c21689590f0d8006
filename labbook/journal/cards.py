"""What is known of each experiment in a few words, kept until its files change.

Years of research are listed without reading every report and record again. The cards lie in
`.labbook/`, can be thrown away at any time, and are made anew by another version of labbook.
"""

import json
from typing import Any, TypedDict

from labbook import __version__
from labbook.journal.find import Journal
from labbook.journal.folders import experiment_layouts
from labbook.model.layout import ExperimentLayout

SCHEMA = f"{__version__}/1"


class Metric(TypedDict):
    """A metric over the runs that are the result; `text` is how a person reads it."""

    name: str
    mean: float | None
    std: float | None
    n: int
    text: str


class Card(TypedDict):
    """An experiment as its files tell it; `runs` are the states of the recorded ones."""

    id: str
    title: str
    authors: list[str]
    tags: list[str]
    formerly: list[str]
    baseline: str | None
    verdict: str | None
    cause: str | None
    metric: Metric | None
    runs: dict[str, str]
    problem: str | None


def load_cards(journal: Journal) -> list[Card]:
    """The card of every experiment, oldest first. A broken experiment has one with a problem."""
    kept = _read(journal)
    cards: dict[str, Any] = {}
    for layout in experiment_layouts(journal.layout):
        signature = _signature(layout)
        known = kept.get(layout.id, {})
        fresh = known.get("signature") == signature
        card = known["card"] if fresh else _make(journal, layout)
        cards[layout.id] = {"signature": signature, "card": card}
    if cards != kept:
        _write(journal, cards)
    return [entry["card"] for entry in cards.values()]


def _signature(layout: ExperimentLayout) -> list[list[Any]]:
    """Name, size and time of change of each file that a card is made from."""
    files = [layout.report]
    if layout.runs.is_dir():
        files += sorted(folder / "run.json" for folder in layout.runs.iterdir())
    found = []
    for file in files:
        try:
            status = file.stat()
        except OSError:
            continue
        name = file.relative_to(layout.folder).as_posix()
        found.append([name, status.st_size, status.st_mtime_ns, status.st_ino])
    return found


def _make(journal: Journal, layout: ExperimentLayout) -> Card:
    from labbook.journal.card import make_card

    return make_card(journal, layout)


def _read(journal: Journal) -> dict[str, Any]:
    try:
        content = json.loads(journal.layout.cards.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    if not isinstance(content, dict) or content.get("schema") != SCHEMA:
        return {}
    cards = content.get("cards")
    entries = cards.items() if isinstance(cards, dict) else ()
    whole = {"card", "signature"}
    return {name: e for name, e in entries if isinstance(e, dict) and whole <= e.keys()}


def _write(journal: Journal, cards: dict[str, Any]) -> None:
    """Keep the cards; a journal that can't be written to is listed all the same."""
    from labbook.errors import Refused
    from labbook.journal.state import make_state
    from labbook.journal.write import write_atomically

    try:
        make_state(journal.layout)
        write_atomically(journal.layout.cards, json.dumps({"schema": SCHEMA, "cards": cards}))
    except (OSError, Refused):
        return
