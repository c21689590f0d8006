"""Values of a config that differ from what the lab has used so far."""

import re
from collections.abc import Iterator
from dataclasses import replace

from labbook.formats.config.causes import find_causes
from labbook.formats.config.model import Config, Leaf
from labbook.formats.config.recorded import UNKNOWN
from labbook.formats.history.context import Contexts, Level
from labbook.formats.history.history import History, Kind, kind_of
from labbook.formats.history.numbers import remark_on_number
from labbook.formats.history.peers import MIN_RUNS, Peers, Remark
from labbook.formats.history.values import remark_on_kind, remark_on_twin, remark_on_value
from labbook.formats.shortened import shorten
from labbook.model.problem import Problem, Severity

_NO_PARAMETER = re.compile(r"(?:^|[._])(?:seed|id)(?:\.|$)", re.IGNORECASE)
_SEEDING = re.compile(r"(?:^|[._])seed(?:_\w+)?$", re.IGNORECASE)
_LIST_ITEM = re.compile(r"(?:\.\d+)+$")


def unusual(history: History, config: Config, *, experiment: str) -> dict[str, Problem]:
    """What is unusual in a config, by key in the order in which it is written.

    Each parameter is compared with what runs of other experiments used for the same key and the
    same classes; with fewer than 5 such runs nothing is said. Nor is it of a value with which a
    run of `experiment` itself has finished. A value that follows another is not named beside it,
    and of a list one item is.
    """
    causes = find_causes(config)
    own = history.of(experiment)
    contexts = Contexts(history, config, causes, own)
    found: dict[str, Problem] = {}
    named: set[object] = set()
    # What is written out comes first, so that it is named rather than what follows it.
    for leaf in sorted(_parameters(config), key=lambda leaf: leaf.key in causes):
        followed = causes.get(leaf.key, frozenset())
        marks = _marks(leaf, followed)
        if not named.isdisjoint(marks.union(followed, map(_whole, followed))):
            continue
        if any(map(_NO_PARAMETER.search, followed)):
            continue
        if own & history.well & history.using(leaf.key, leaf.value):
            continue
        if problem := _problem_of(leaf, contexts.levels(leaf.key), history):
            found[leaf.key] = problem
            named |= marks
    return {leaf.key: found[leaf.key] for leaf in config.leaves if leaf.key in found}


def _parameters(config: Config) -> Iterator[Leaf]:
    """Leaves whose value is a choice: a number, a text or a switch, but no seed and no id."""
    seeding = tuple(
        f"{leaf.key}."
        for leaf in config.leaves
        if leaf.symbolic and _SEEDING.search(str(leaf.value))
    )
    for leaf in config.leaves:
        chosen = not leaf.symbolic and kind_of(leaf.value) is not None
        if chosen and not _NO_PARAMETER.search(leaf.key) and not leaf.key.startswith(seeding):
            yield leaf


def _marks(leaf: Leaf, followed: frozenset[str]) -> set[object]:
    """What two leaves have in common where one remark is enough for both.

    The list that they are items of, the place where they are written (an alias), the reference.
    Of a run's record no place is known.
    """
    marks: set[object] = {leaf.key, _whole(leaf.key)}
    if leaf.raw != UNKNOWN:
        marks.add((leaf.path, leaf.line, leaf.column, leaf.raw))
    return marks | {leaf.raw} if followed else marks


def _whole(key: str) -> str:
    """The list that an item is of, else the key itself."""
    return _LIST_ITEM.sub("", key)


def _problem_of(leaf: Leaf, levels: Iterator[Level], history: History) -> Problem | None:
    used = history.using(leaf.key, leaf.value) & history.well
    for level in levels:
        # The usual case, decided without looking at each run.
        if len(used & level.runs) >= MIN_RUNS:
            return None
        peers = Peers(tuple(history.uses(leaf.key, level.runs)), level.said)
        if len(peers.uses) >= MIN_RUNS:
            problem = _compared(leaf, peers)
            lesser = level.apart and problem is not None and problem.code == "history-outlier"
            return replace(problem, severity=Severity.HINT) if problem and lesser else problem
    return None


def _compared(leaf: Leaf, peers: Peers) -> Problem | None:
    kind, key, value = kind_of(leaf.value), shorten(leaf.key, 80), leaf.value
    alike = Peers(tuple(use for use in peers.uses if use.kind is kind), peers.said)
    if not alike.uses:
        return _problem(leaf, "history-type", remark_on_kind(key, value, peers))
    if len(alike.uses) < MIN_RUNS:
        return None
    if isinstance(value, str) and (twin := remark_on_twin(key, value, alike)):
        return _problem(leaf, "history-look-alike", twin)
    if isinstance(value, str | bool):
        return _problem(leaf, "history-new-value", remark_on_value(key, value, alike))
    if isinstance(value, int | float) and kind is Kind.NUMBER:
        return _problem(leaf, "history-outlier", remark_on_number(key, value, alike))
    return None


def _problem(leaf: Leaf, code: str, remark: Remark | None) -> Problem | None:
    if remark is None:
        return None
    place = leaf.path, leaf.line, code
    return Problem(*place, remark.severity, remark.message, remark.hint, leaf.column)
