"""What git keeps of a run: its record and what lies beside it, together within a budget."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from operator import attrgetter

from labbook.formats.figures.thin import thin_to_budget
from labbook.formats.numbers_only import KEPT_OUT
from labbook.formats.record import write_record
from labbook.formats.record.cut import NO_ROOM, cut_record, fewer_missing, record_size
from labbook.formats.series import write_series
from labbook.journal.run_figures import Content, run_figures
from labbook.model.run import Missing, RunRecord
from labbook.model.settings import Language
from labbook.model.tracked import TrackedRun


def run_files(
    record: RunRecord,
    tracked: TrackedRun,
    budget: int,
    *,
    promised: Collection[str],
    sensitive: bool,
    language: Language,
) -> tuple[RunRecord, Mapping[str, Content]]:
    """The record, and all files by path inside of the run's folder, in `budget` bytes.

    A sixteenth of it is for what is missing, the record has at most three quarters, and the
    series have what it leaves, three quarters of that where figures are to follow: `promised`
    ones and the one that selects come first, and points at the selected step stay. Uncommitted
    changes take at most an eighth of the rest, figures what remains. Of a run on sensitive data
    there is nothing but series.
    """
    selected = record.selected
    promised = {*promised, selected.by} if selected else promised
    said = budget // 16
    record = cut_record(record, budget * 3 // 4 - said, promised=promised)
    room = budget - said - record_size(replace(record, missing=()))
    alone = sensitive or not (tracked.plots or tracked.samples or tracked.code.diff)
    files, lacks = _series(record, tracked, room if alone else room * 3 // 4, promised)
    room -= len(files["series.csv"].encode())
    contents: dict[str, Content] = dict(files)
    if sensitive:
        lacks.append(KEPT_OUT)
    else:
        changes, unkept = _changes(tracked, room // 8)
        room -= sum(len(text.encode()) for text in changes.values())
        figures, named, left_out = run_figures(tracked.plots, tracked.samples, room, language)
        record = replace(record, figures=named)
        contents |= {**changes, **figures}
        lacks += [*unkept, *left_out]
    record = replace(record, missing=fewer_missing([*lacks, *record.missing], said))
    return record, contents | {"run.json": write_record(record)}


def _series(
    record: RunRecord, tracked: TrackedRun, budget: int, promised: Collection[str]
) -> tuple[dict[str, str], list[Missing]]:
    step = record.selected.step if record.selected else None
    steps = () if step is None else (step,)
    header = len(write_series([]))
    # A server hands out events in another order than a session has them.
    series = sorted(tracked.series, key=attrgetter("metric"))
    kept, missing = thin_to_budget(series, promised, budget - header, steps=steps)
    return {"series.csv": write_series(kept)}, missing


def _changes(tracked: TrackedRun, budget: int) -> tuple[dict[str, str], list[Missing]]:
    diff = tracked.code.diff
    if not diff:
        return {}, []
    if len(diff.encode()) > budget:
        return {}, [Missing("code.diff", NO_ROOM)]
    return {"code.diff": diff}, []
