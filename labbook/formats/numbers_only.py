"""What may be kept of a run on sensitive data: numbers, and no word that its program said."""

import re
from dataclasses import replace

from labbook.model.run import Missing, RunRecord, RunStatus
from labbook.model.tracked import TrackedRun

KEPT_OUT = Missing("what is no number", "of sensitive data numbers only are kept")

_MEMORY = r"(?: \(out of memory is the usual cause\))?"
_OWN_WORDS = re.compile(
    rf"exit code \d+(?: \(command not found\)| \(command can't be executed\)|{_MEMORY})"
    rf"|exit code \d+, a process of it was killed by SIGKILL{_MEMORY}"
    rf"|killed by (?:SIG\w+|signal \d+){_MEMORY}"
    r"|the kernel's out-of-memory killer ran meanwhile"
    r"|command (?:not found|can't be executed): \S+"
    r"|stopped on request|interrupted"
    r"|its supervisor was told to end \(SIGTERM\)"
    r"|its supervisor was killed or the machine went down|last log line at \S+|it logged nothing"
    r"|its log ends in a traceback"
    r"|its session was never closed: the process was killed, or goes on"
    r"|labbook did not start it, and nothing here tells its state"
    r"|waits until the run before it has ended|it is about to start"
    r"|runs (?:in another clone )?on host \S+"
)
"""Why a run is not running or did not finish, as launchers say it in words of their own."""

_OF_NUMBERS = re.compile(
    r"(?:\d+ )?(?:points|lines|events|series|steps?|final values)\b|the end of |metrics(?:$|\.)"
    r"|result\.json$|uncommitted changes$|the run\b|the launcher's word|task |session "
)
_NAMING = re.compile(r"samples? |plots? |error analysis of ")


def numbers_only(tracked: TrackedRun) -> TrackedRun:
    """The run without pictures, sounds, plots, texts and what names them."""
    measured = {series.metric for series in tracked.series} - tracked.parameters.keys()
    kept = [lack for lack in tracked.missing if _is_of_numbers(lack, measured)]
    if others := len(tracked.missing) - len(kept):
        kept.append(Missing(f"{others} more", KEPT_OUT.why))
    return replace(
        tracked,
        attempts=tuple(replace(attempt, reason=None) for attempt in tracked.attempts),
        parameters={name: text for name, text in tracked.parameters.items() if _is_number(text)},
        plots=(),
        samples=(),
        error_texts=(),
        log=(),
        error=None,
        missing=tuple(kept),
    )


def own_words_only(status: RunStatus) -> RunStatus:
    """The launcher's word without what it may have from the program."""
    attempts = (replace(one, reason=_own_words(one.reason)) for one in status.attempts)
    return replace(
        status, reason=_own_words(status.reason), attempts=tuple(attempts), last_line=None
    )


def words_of(record: RunRecord) -> list[str]:
    """The fields of a record that hold more than may be kept."""
    reasons = {"reason": [record.reason], "attempts": [one.reason for one in record.attempts]}
    held = {
        "log": record.log,
        "error_analyses": record.error_analyses,
        "figures": record.figures,
        **{name: [w for w in said if _own_words(w) != w] for name, said in reasons.items()},
        "missing": [lack for lack in record.missing if _NAMING.match(lack.what)],
    }
    return [name for name, items in held.items() if items]


def _own_words(reason: str | None) -> str | None:
    """The reason, None where any part of it may be the program's."""
    own = reason is not None and all(map(_OWN_WORDS.fullmatch, reason.split("; ")))
    return reason if own else None


def _is_of_numbers(lack: Missing, measured: set[str]) -> bool:
    agreement = lack.what.removeprefix("agreement on ")
    if agreement != lack.what:
        return agreement == "the state" or agreement in measured
    return _OF_NUMBERS.match(lack.what) is not None


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
