"""A record that keeps its part of the budget of the run's folder.

What is cut is said under `missing`. Never cut are metrics that the report promises, and what says
which run it is and how it ended.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from itertools import product
from typing import Any, TypeVar

from labbook.formats.names import few
from labbook.formats.record.write import item_size, write_record
from labbook.model.run import Missing, RunFigure, RunRecord

NO_ROOM = "the run's folder has no room"
MOST_SAID = 500
"""Characters of a name or a reason under `missing`."""
_EMPTY_LIST = 4
"""What a list takes more when it is no empty one any more."""

Sizes = Mapping[str, int]
T = TypeVar("T")


def cut_record(record: RunRecord, most: int, *, promised: Collection[str]) -> RunRecord:
    """The record with as much in it as fits into `most` bytes, what is missing not counted.

    Single items that are huge go first, then what of a kind is more than its share.
    """
    excess = record_size(replace(record, missing=())) - most
    if excess > 0:
        said = item_size([part.what for part in _PARTS], depth=1)
        most, excess = most - said, excess + said
    share = most // (len(_PARTS) + 1)
    for (least, spared), part in product(((most // 32, 0), (0, share), (0, 0)), _PARTS):
        if excess <= 0:
            break
        protected = promised if part.what == "metrics" else ()
        shorter = _cut(record, part, excess, protected, least, spared)
        if shorter is not record:
            record, excess = shorter, record_size(replace(shorter, missing=())) - most
    return record


def record_size(record: RunRecord) -> int:
    """Bytes of the record's text."""
    return len(write_record(record).encode())


def listed_size(item: Missing | RunFigure) -> int:
    """Bytes that the record takes to name it, at most."""
    return item_size(asdict(item), depth=2) + _EMPTY_LIST


def fewer_missing(missing: Iterable[Missing], most: int) -> tuple[Missing, ...]:
    """What is missing by name, without repeats, in at most `most` bytes; the first ones first."""
    short = dict.fromkeys(Missing(_shortened(one.what), _shortened(one.why)) for one in missing)
    kept: list[Missing] = []
    room = most - listed_size(_more(len(short)))
    for one in short:
        room -= listed_size(one)
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
    """Items of a record that it can do without, the first ones being the most important.

    `sizes` gives the bytes of each by its name, `keep` the record with none but these.
    """

    what: str
    sizes: Callable[[RunRecord], Sizes]
    keep: Callable[[RunRecord, Collection[str]], RunRecord]


def _cut(
    record: RunRecord,
    part: _Part,
    excess: int,
    protected: Collection[str],
    least: int,
    spared: int,
) -> RunRecord:
    """Without as many items of `least` bytes as the excess takes, `spared` bytes being left."""
    sizes = part.sizes(record)
    excess = min(excess, sum(sizes.values()) - spared)
    dropped: list[str] = []
    for key in reversed(list(sizes)):
        if excess <= 0:
            break
        if key not in protected and sizes[key] >= least:
            excess -= sizes[key]
            dropped.append(key)
    if not dropped:
        return record
    names = few([key[:80] for key in reversed(dropped)])
    lost = Missing(f"{len(dropped)} of {len(sizes)} {part.what}: {names}", NO_ROOM)
    kept = part.keep(record, sizes.keys() - set(dropped))
    cut = tuple(sorted({part.what, *record.cut}))
    return replace(kept, missing=(lost, *record.missing), cut=cut)


def _list_part(what: str, name: str) -> _Part:
    """A field that is a list, whose items are named by their number."""

    def sizes(record: RunRecord) -> Sizes:
        items = enumerate(getattr(record, name), start=1)
        return {str(number): item_size(asdict(item), depth=2) for number, item in items}

    def keep(record: RunRecord, kept: Collection[str]) -> RunRecord:
        items = enumerate(getattr(record, name), start=1)
        return _with(record, name, tuple(item for n, item in items if str(n) in kept))

    return _Part(what, sizes, keep)


def _mapping_part(name: str) -> _Part:
    """A field that is a mapping."""

    def sizes(record: RunRecord) -> Sizes:
        return _sizes(getattr(record, name), depth=2)

    def keep(record: RunRecord, kept: Collection[str]) -> RunRecord:
        return _with(record, name, _only(getattr(record, name), kept))

    return _Part(name, sizes, keep)


def _with(record: RunRecord, name: str, value: Any) -> RunRecord:
    return replace(record, **{name: value})


def _sizes(items: Mapping[str, Any], depth: int) -> dict[str, int]:
    return {key: item_size(items[key], depth, key) for key in sorted(items)}


def _only(items: Mapping[str, T], kept: Collection[str]) -> dict[str, T]:
    return {key: item for key, item in items.items() if key in kept}


def _keep_packages(record: RunRecord, kept: Collection[str]) -> RunRecord:
    packages = _only(record.environment.packages, kept)
    return replace(record, environment=replace(record.environment, packages=packages))


def _metric_sizes(record: RunRecord) -> Sizes:
    """Each with its value at the selected step."""
    chosen = _sizes(record.selected.values if record.selected else {}, depth=3)
    summaries = {name: asdict(summary) for name, summary in record.metrics.items()}
    return {name: size + chosen.get(name, 0) for name, size in _sizes(summaries, depth=2).items()}


def _keep_metrics(record: RunRecord, kept: Collection[str]) -> RunRecord:
    chosen = record.selected
    if chosen is not None:
        chosen = replace(chosen, values=_only(chosen.values, kept))
    return replace(record, metrics=_only(record.metrics, kept), selected=chosen)


_PARTS = (
    _list_part("error analyses", "error_analyses"),
    _Part("packages", lambda record: _sizes(record.environment.packages, 3), _keep_packages),
    _Part("metrics", _metric_sizes, _keep_metrics),
    _list_part("artifacts", "artifacts"),
    _list_part("models", "models"),
    _mapping_part("classes"),
    _mapping_part("parameters"),
)
