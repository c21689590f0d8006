"""What differs between a run record and its tracker, as problems."""

from collections.abc import Iterator

from labbook.formats.parameter_comparison import differing_parameters
from labbook.formats.record_comparison import Changed, Difference, compare_record
from labbook.formats.shortened import shorten
from labbook.journal.checks.online_subject import Recorded
from labbook.model.problem import Problem, Severity
from labbook.model.run import IMPORTED
from labbook.model.tracked import TrackedRun

MOST = 10
"""So many differences of a run are told one by one, and so many of its parameters."""
_ROOM = 100
_NAMED = {"metrics", "artifacts", "models"}
"""Sections of the record with a line for each name."""


def differences(record: Recorded, tracked: TrackedRun) -> Iterator[Problem]:
    """`online-changed`, `online-edited`: state, metrics, artifacts, models."""
    found = compare_record(record.value, tracked, record.series, record.select)
    if found and not record.value.state.ended:
        yield Problem(
            record.path,
            record.line("state"),
            "online-changed",
            Severity.WARNING,
            f"the run was {record.value.state} when it was filled, and has gone on since",
            f"labbook fill {record.claim.run} brings the rest",
        )
        return
    edited = [one for one in found if one.changed is Changed.RECORD]
    others = [one for one in found if one.changed is not Changed.RECORD]
    for differing in (edited, others):
        for one in differing[:MOST]:
            yield _problem(record, one, _told(one))
        if left := differing[MOST:]:
            yield _problem(record, left[0], f"{len(left)} more differ between record and tracker")


def _problem(record: Recorded, one: Difference, message: str) -> Problem:
    edited = one.changed is Changed.RECORD
    code = "online-edited" if edited else "online-changed"
    severity = Severity.ERROR if edited else Severity.WARNING
    brings = f"labbook fill {record.claim.run}"
    hint = f"{brings} writes the record anew" if edited else f"{brings} brings what is there now"
    line = record.line(one.section, one.name if one.section in _NAMED else None)
    return Problem(record.path, line, code, severity, message, hint)


def _told(one: Difference) -> str:
    section = one.section.removesuffix("s")
    of = one.name if one.name == one.section else f"{section} {one.name}"
    said = f"{of}: the record says {one.recorded}, the tracker {one.tracked}"
    match one.changed:
        case Changed.RECORD:
            return f"{shorten(said, 2 * _ROOM)}; run.json was edited: {one.why}"
        case Changed.TRACKER:
            return f"{shorten(said, 2 * _ROOM)}; {one.why}"
    return f"{shorten(said, 2 * _ROOM)}; which of them changed can't be told"


def other_code(record: Recorded, tracked: TrackedRun) -> Iterator[Problem]:
    """`online-commit`: another commit than the run's tag names, or changes on top of it.

    The tag of an imported run names no commit that it ran.
    """
    code = record.value.code
    if record.claim.launcher == IMPORTED:
        return
    expected = code.commit if code.repository else record.claim.commit
    line = record.line("code")
    if tracked.code.commit is not None and expected and tracked.code.commit != expected:
        whose = "the manifest" if code.repository else "the run's tag"
        yield Problem(
            record.path,
            line,
            "online-commit",
            Severity.ERROR,
            f"the task ran commit {tracked.code.commit[:12]}, and {whose} names {expected[:12]}",
            "launch the run anew if its results are to be those of the tagged commit",
        )
    if tracked.code.diff is not None:
        lines = sum(line[:1] in {"+", "-"} for line in tracked.code.diff.splitlines())
        yield Problem(
            record.path,
            line,
            "online-commit",
            Severity.ERROR,
            f"the task ran with uncommitted changes ({lines} {'line' if lines == 1 else 'lines'}),"
            " and the run's tag names a commit without them",
            "commit them, and launch the run anew",
        )


def other_parameters(record: Recorded, tracked: TrackedRun) -> Iterator[Problem]:
    """`online-parameter`: the tracker's text means another value than the record has."""
    differing = list(differing_parameters(record.value.parameters, tracked.parameters))
    for key, recorded, text in differing[:MOST]:
        values = f"{shorten(recorded, _ROOM)} in the record, and {shorten(text, _ROOM)}"
        yield Problem(
            record.path,
            record.line("parameters", key),
            "online-parameter",
            Severity.WARNING,
            f"{shorten(key)} is {values} at the tracker",
            "the program got one of them: look at what it gave to the tracker, and when",
        )
    if left := differing[MOST:]:
        yield Problem(
            record.path,
            record.line("parameters"),
            "online-parameter",
            Severity.WARNING,
            f"{len(left)} more parameters differ between record and tracker",
        )
