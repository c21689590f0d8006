"""Whether a record is what was filled: its series lie beside it, its tag says what was claimed."""

from collections.abc import Iterator

from labbook.errors import LabbookError
from labbook.formats.record_edits import edits_beside_claim, edits_beside_series
from labbook.formats.shortened import shorten
from labbook.journal.checks.online_subject import load_recorded
from labbook.journal.checks.subject import Subject
from labbook.model.problem import Problem, Severity

MOST = 10
"""So many edits of a record are told one by one."""
_ROOM = 200


def check_records(subject: Subject) -> Iterator[Problem]:
    """`record-edited`; nothing of a record or series that can't be read."""
    for run in subject.runs:
        try:
            recorded = load_recorded(subject.journal, subject.experiment, run)
        except LabbookError:
            continue
        if recorded is None:
            continue
        edits = [
            *edits_beside_series(recorded.value, recorded.series),
            *edits_beside_claim(recorded.value, recorded.claim),
        ]
        for section, name, said in edits[:MOST]:
            of = section if name is None else f"{section} {name}"
            yield Problem(
                recorded.path,
                recorded.line(section, name),
                "record-edited",
                Severity.ERROR,
                f"{shorten(f'{of}: {said}', _ROOM)}: run.json was edited",
                f"labbook fill {run.ref} writes the record anew",
            )
        if left := edits[MOST:]:
            yield Problem(
                recorded.path,
                recorded.line(left[0][0], left[0][1]),
                "record-edited",
                Severity.ERROR,
                f"{len(left)} more places of run.json were edited",
            )
