"""`series.csv`: the series of a run, a point a line, floats exactly as received."""

import csv
import re
from collections.abc import Iterator, Sequence
from io import StringIO

from labbook.errors import ProblemsFound
from labbook.model.metric import Series

HEADER = ["metric", "step", "value"]
_STEP = re.compile(r"-?[0-9]{1,18}")
_VALUE = re.compile(r"[-+]?([0-9]+\.?[0-9]*([eE][-+]?[0-9]+)?|inf)|nan")


def write_series(series: Sequence[Series]) -> str:
    """CSV with the columns metric, step and value; the step of a value without one is empty."""
    text = StringIO(newline="")
    minimal = csv.writer(text, lineterminator="\n")
    # The former leaves a lone carriage return unquoted, which the reader takes for a line's end.
    quoted = csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_ALL)
    minimal.writerow(HEADER)
    for one in series:
        writer = quoted if "\r" in one.metric else minimal
        for step, value in one.points():
            writer.writerow([one.metric, "" if step is None else step, repr(float(value))])
    return text.getvalue()


def read_series(text: str, *, name: str) -> list[Series]:
    """Read what `write_series` wrote; metrics in the order in which they first appear.

    Raises ProblemsFound, with `name` and the line, on anything else.
    """
    found: dict[str, tuple[list[int | None], list[float]]] = {}
    for line, row in _rows(text, name):
        if len(row) != len(HEADER):
            raise ProblemsFound(f"{len(row)} columns, not {len(HEADER)}", path=name, line=line)
        metric, step, value = row
        if step and not _STEP.fullmatch(step):
            raise ProblemsFound(f"the step {step[:40]!r} is no integer", path=name, line=line)
        if not _VALUE.fullmatch(value):
            raise ProblemsFound(f"the value {value[:40]!r} is no number", path=name, line=line)
        steps, values = found.setdefault(metric, ([], []))
        steps.append(int(step) if step else None)
        values.append(float(value))
    return [Series(metric, steps, values) for metric, (steps, values) in found.items()]


def _rows(text: str, name: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(StringIO(text, newline=""), strict=True)
    try:
        if next(reader, None) != HEADER:
            raise ProblemsFound(
                "not a series file",
                hint=f"its first line is {','.join(HEADER)}; fill writes it anew",
                path=name,
                line=1,
            )
        for row in reader:
            yield reader.line_num, row
    except csv.Error as error:
        line = reader.line_num
        raise ProblemsFound(f"not readable as CSV: {error}", path=name, line=line) from None
