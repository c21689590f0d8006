"""A record that keeps its part of the budget of the run's folder.

What is cut is said under `missing`. Metrics are among the last, those that the report promises
never, and what identifies the run never.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from labbook.formats.names import few
from labbook.formats.record.write import compact, plain, write_record
from labbook.model.run import Missing, RunRecord

NO_ROOM = "the run's folder has no room"
MOST_SAID = 500
"""Characters of a name or a reason under `missing`."""
_INDENT = 24
"""What stands around an item at most."""

Items = Mapping[str, Any]


def cut_record(record: RunRecord, most: int, *, promised: Collection[str]) -> RunRecord:
    """The record with as much in it as fits into `most` bytes, what is missing not counted."""
    excess = record_size(replace(record, missing=())) - most
    for part in _PARTS:
        if excess <= 0:
            break
        shorter = _cut(record, part, excess, promised if part.what == "metrics" else ())
        if shorter is not record:
            record, excess = shorter, record_size(replace(shorter, missing=())) - most
    return record


def record_size(record: RunRecord) -> int:
    """Bytes of the record's text."""
    return len(write_record(record).encode())


def item_size(item: Any) -> int:
    """Bytes that an object takes in a list of a record, at most."""
    return len(compact(plain(asdict(item))).encode()) + _INDENT


def fewer_missing(missing: Iterable[Missing], most: int) -> tuple[Missing, ...]:
    """What is missing by name, without repeats, in at most `most` bytes; the first ones first."""
    short = dict.fromkeys(Missing(_shortened(one.what), _shortened(one.why)) for one in missing)
    kept: list[Missing] = []
    room = most - item_size(_more(len(short)))
    for one in short:
        room -= item_size(one)
        if room >= 0:
            kept.append(one)
    kept.sort(key=lambda one: (one.what, one.why))
    return (*kept, _more(len(short) - len(kept))) if len(kept) < len(short) else tuple(kept)


def _more(count: int) -> Missing:
    return Missing(f"{count} more", "too much is missing for each to be named")


def _shortened(text: str) -> str:
    return text if len(text) <= MOST_SAID else f"{text[: MOST_SAID - 1]}…"


@dataclass(frozen=True)
class _Part:
    """Items of a record that it can do without, the first ones being the most important."""

    what: str
    items: Callable[[RunRecord], Items]
    keep: Callable[[RunRecord, Items], RunRecord]


def _cut(record: RunRecord, part: _Part, excess: int, protected: Collection[str]) -> RunRecord:
    items = part.items(record)
    dropped: list[str] = []
    for key in reversed(list(items)):
        if excess <= 0:
            break
        if key not in protected:
            excess -= len(compact(plain({key: items[key]})).encode())
            dropped.append(key)
    if not dropped:
        return record
    names = few([key[:80] for key in reversed(dropped)])
    lost = Missing(f"{len(dropped)} of {len(items)} {part.what}: {names}", NO_ROOM)
    gone = frozenset(dropped)
    kept = {key: item for key, item in items.items() if key not in gone}
    return replace(part.keep(record, kept), missing=(lost, *record.missing))


def _numbered(items: Sequence[Any]) -> Items:
    return {str(n): asdict(item) for n, item in enumerate(items, start=1)}


def _first(items: Sequence[Any], kept: Items) -> tuple[Any, ...]:
    return tuple(items[: len(kept)])


def _metrics(record: RunRecord) -> Items:
    """By name, each with its value at the selected step."""
    selected = record.selected.values if record.selected else {}
    return {
        name: (asdict(summary), {name: selected.get(name)})
        for name, summary in sorted(record.metrics.items())
    }


def _keep_metrics(record: RunRecord, kept: Items) -> RunRecord:
    metrics = {name: record.metrics[name] for name in kept}
    chosen = record.selected
    if chosen is not None:
        values = {name: point for name, point in chosen.values.items() if name in kept}
        chosen = replace(chosen, values=values)
    return replace(record, metrics=metrics, selected=chosen)


_PARTS = (
    _Part(
        "error analyses",
        lambda record: _numbered(record.error_analyses),
        lambda record, kept: replace(record, error_analyses=_first(record.error_analyses, kept)),
    ),
    _Part(
        "packages",
        lambda record: dict(sorted(record.environment.packages.items())),
        lambda record, kept: replace(
            record, environment=replace(record.environment, packages=kept)
        ),
    ),
    _Part("metrics", _metrics, _keep_metrics),
    _Part(
        "artifacts",
        lambda record: _numbered(record.artifacts),
        lambda record, kept: replace(record, artifacts=_first(record.artifacts, kept)),
    ),
    _Part(
        "models",
        lambda record: _numbered(record.models),
        lambda record, kept: replace(record, models=_first(record.models, kept)),
    ),
    _Part(
        "classes",
        lambda record: dict(sorted(record.classes.items())),
        lambda record, kept: replace(record, classes=kept),
    ),
    _Part(
        "parameters",
        lambda record: dict(sorted(record.parameters.items())),
        lambda record, kept: replace(record, parameters=kept),
    ),
)
