"""What can be wrong with the words that allow a problem."""

from difflib import get_close_matches

from labbook.formats.shortened import shorten
from labbook.model.allowance import Allowance
from labbook.model.codes import CODES
from labbook.model.problem import Problem, Severity


def find_fault(allowance: Allowance) -> Problem | None:
    """Why an allowance allows nothing, None where it may."""
    name = shorten(allowance.code)
    code = CODES.get(allowance.code)
    if code is None:
        said = f"there is no code '{name}' to allow" if name else "this allows no code"
        return _error(allowance, "allow-unknown-code", said, _meant(allowance.code))
    if not code.allowable:
        said = f"'{name}' can't be allowed"
        return _error(allowance, "allow-forbidden", said, "mend the problem, and delete this")
    if not any(character.isalnum() for character in allowance.reason):
        said = f"'{name}' is allowed without a reason"
        hint = f"write the reason behind a colon: {name}: why it is meant to be so"
        return _error(allowance, "allow-without-reason", said, hint)
    return None


def _meant(code: str) -> str:
    if "," in code:
        return "one code a comment: write another comment on the line above"
    near = get_close_matches(code[:100], CODES, n=1)
    return f"did you mean '{near[0]}'?" if near else "labbook check prints the code in brackets"


def unneeded(allowance: Allowance) -> Problem:
    """The problem that there is nothing to allow."""
    message = f"there is no '{allowance.code}' here to allow"
    return Problem(
        allowance.path,
        allowance.line,
        "allow-unneeded",
        Severity.WARNING,
        message,
        "delete it, or write it where the problem is",
        allowance.column,
    )


def _error(allowance: Allowance, code: str, message: str, hint: str) -> Problem:
    at = allowance.path, allowance.line
    return Problem(*at, code, Severity.ERROR, message, hint, allowance.column)
