"""`labbook list`: every experiment in a line."""

from typing import TYPE_CHECKING, NamedTuple

from labbook.journal.cards import Card, load_cards
from labbook.journal.find import Journal
from labbook.journal.git import git

if TYPE_CHECKING:
    from labbook.ports import Launchers

NEW = "new"
CLOSED = "closed"
# The states of `RunState`, whose module takes longer to import than all the rest of this.
ALIVE = ("running", "queued", "launched")
ENDED = frozenset({"finished", "failed", "stopped", "lost"})


class Listed(NamedTuple):
    """An experiment and where it stands: the state of the run that is alive, else `closed` once
    a verdict is given, else the state of the last run, else `new`.
    """

    card: Card
    state: str
    runs: tuple[int, ...]


def list_all(journal: Journal, *, launchers: "Launchers") -> list[Listed]:
    """All experiments, the newest first; broken ones too, with the problem they have."""
    claimed = _claimed(journal)
    listed = []
    for card in reversed(load_cards(journal)):
        states = {int(number): state for number, state in card["runs"].items()}
        names = [card["id"], *card["formerly"]]
        numbers = {number for name in names for number in claimed.get(name, ())}
        if any(states.get(number) not in ENDED for number in numbers | states.keys()):
            states |= _open_states(journal, card["id"], launchers)
        listed.append(Listed(card, _state(card, states), tuple(sorted(numbers | states.keys()))))
    return listed


def published_ids(journal: Journal) -> frozenset[str]:
    """Experiments on the default branch: that of `origin`, else `main`, else `master`."""
    for branch in ("origin/HEAD", "main", "master"):
        names = git(
            journal.layout.root, "ls-tree", "--name-only", f"{branch}:experiments", check=False
        )
        if names:
            return frozenset(names.splitlines())
    return frozenset()


def _state(card: Card, states: dict[int, str]) -> str:
    alive = next((state for state in ALIVE if state in states.values()), None)
    if alive is not None:
        return alive
    if card["verdict"] is not None:
        return CLOSED
    return states[max(states)] if states else NEW


def _claimed(journal: Journal) -> dict[str, list[int]]:
    """Numbers of the runs that have a tag, by experiment."""
    found: dict[str, list[int]] = {}
    tags = git(journal.layout.root, "for-each-ref", "--format=%(refname:strip=3)", "refs/tags/run/")
    for tag in tags.splitlines():
        experiment, _, number = tag.rpartition("/")
        if number.isdecimal():
            found.setdefault(experiment, []).append(int(number))
    return found


def _open_states(journal: Journal, experiment: str, launchers: "Launchers") -> dict[int, str]:
    """States of the runs that have no final record, by what their launchers say."""
    from labbook.errors import LabbookError
    from labbook.journal.runs_meant import runs_of
    from labbook.journal.status import run_status

    try:
        runs = runs_of(journal, experiment)
    except LabbookError:
        return {}
    return {
        run.ref.number: str(run_status(journal, launchers, run.claim, run.record).state)
        for run in runs
    }
