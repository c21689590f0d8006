"""The run records of an experiment."""

from labbook.errors import LabbookError
from labbook.formats.record import read_record
from labbook.formats.series import read_series
from labbook.model.layout import ExperimentLayout
from labbook.model.metric import Series
from labbook.model.run import RunRecord


def recorded_numbers(layout: ExperimentLayout) -> list[int]:
    """Numbers of the runs that have a record, in order."""
    if not layout.runs.is_dir():
        return []
    names = (entry.name for entry in layout.runs.iterdir() if (entry / "run.json").is_file())
    return sorted(int(name) for name in names if name.isascii() and name.isdigit())


def load_record(layout: ExperimentLayout, number: int) -> RunRecord | None:
    """The record of one run, None when it has none. Raises LabbookError for a broken one."""
    path = layout.run(number).record
    name = path.relative_to(layout.folder.parent.parent).as_posix()
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except UnicodeDecodeError:
        raise LabbookError("this run record is not UTF-8", path=name) from None
    record = read_record(text, name=name)
    if record.run.number != number:
        raise LabbookError(f"this is the record of run {record.run.number}", path=name)
    return record


def load_records(layout: ExperimentLayout) -> list[RunRecord]:
    """All records of an experiment by number. Raises LabbookError for a broken one."""
    records = (load_record(layout, number) for number in recorded_numbers(layout))
    return [record for record in records if record is not None]


def load_series(layout: ExperimentLayout, number: int) -> list[Series]:
    """What git keeps of a run's series; nothing where its file isn't there or can't be read."""
    path = layout.run(number).series
    try:
        return read_series(path.read_bytes().decode(), name=path.name)
    except (OSError, UnicodeDecodeError, LabbookError):
        return []
