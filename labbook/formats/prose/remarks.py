"""What is to be said of the numbers in a report's prose."""

from collections.abc import Iterator
from dataclasses import dataclass

from labbook.formats.prose.account import Account
from labbook.formats.prose.claims import Claim, find_claims
from labbook.formats.prose.factors import WrongFactor, find_wrong_factors
from labbook.formats.prose.proposals import Proposal, propose
from labbook.formats.prose.said_values import Misquoted, Reversed, find_misquoted
from labbook.formats.prose.strangers import Stranger, find_strangers
from labbook.formats.prose.written import Written
from labbook.formats.report.numbers import rewrite
from labbook.formats.report.quantity import number
from labbook.model.problem import Severity


@dataclass(frozen=True)
class Remark:
    """A remark on what stands at an offset of the report."""

    start: int
    code: str
    severity: Severity
    message: str
    hint: str


def find_remarks(account: Account, experiment: str) -> Iterator[Remark]:
    """`number-claim`, `number-relative`, `number-unbound` and `number-unknown`, one a number.

    Where there is no result there is nothing to hold the numbers against, and what drifted is
    judged when it is filled. Raises LabbookError
    for broken region markers.
    """
    if not account.results.runs:
        return
    seen: set[int] = set()
    for remark in _remarks(account, experiment):
        if remark.start in account.drifted:
            continue
        if remark.start not in seen or remark.severity is not Severity.HINT:
            yield remark
        if remark.severity is Severity.WARNING:
            seen.add(remark.start)


def _remarks(account: Account, experiment: str) -> Iterator[Remark]:
    """Warnings before hints, for a number that is warned of needs no hint."""
    for wrong in find_misquoted(account):
        yield _misquoted(wrong)
    for factor in find_wrong_factors(account):
        yield _factor(factor)
    for claim in find_claims(account):
        if (remark := _claim(claim)) is not None:
            yield remark
    for proposal in propose(account):
        yield _unbound(proposal, experiment)
    for stranger in find_strangers(account):
        yield _unknown(stranger)


def _shown(written: Written) -> str:
    unit = {"": "", "%": " %", "points": " points"}[written.unit]
    return f"{written.text}{unit}"


def _warn(start: int, code: str, message: str, hint: str) -> Remark:
    return Remark(start, code, Severity.WARNING, message, hint)


def _misquoted(wrong: Misquoted | Reversed) -> Remark:
    mend = "mend the sentence, and bind its number"
    if isinstance(wrong, Reversed):
        first, second = wrong.first.written, wrong.second.written
        went = "up" if second.value > first.value else "down"
        message = f"from {first.text} to {second.text} is {went}, and the sentence says otherwise"
        return _warn(first.start, "number-claim", message, mend)
    written, right = wrong.told.written, wrong.right
    whose = "the baseline's " if right.expression.run == "baseline" else ""
    message = (
        f"{_shown(written)} is not {whose}'{right.metric}', which is"
        f" {rewrite(written.text, right.number)}"
    )
    return _warn(written.start, "number-claim", message, mend)


def _factor(wrong: WrongFactor) -> Remark:
    change = wrong.change
    message = (
        f"'{wrong.text}' is not what became of '{change.metric}': {change},"
        f" a factor of {number(wrong.factor, 2)}"
    )
    return _warn(wrong.start, "number-claim", message, "mend the sentence")


def _claim(claim: Claim) -> Remark | None:
    written, change = claim.written, claim.change
    shown, name = _shown(written), change.metric
    if claim.is_wrong:
        message = f"{shown} is not what became of '{name}': {change}"
        if claim.fits or claim.mistaken:
            message = f"'{name}' went the other way: {change}"
        mend = "mend the sentence, and bind its number"
        return _warn(written.start, "number-claim", message, mend)
    if claim.mistaken:
        way = "in percent of the baseline" if claim.fits_share else "in points"
        message = f"{shown} is the change of '{name}' {way}; it is {change}"
        return _warn(written.start, "number-relative", message, "say of what it is one")
    if not claim.unclear:
        return None
    severity = Severity.HINT if claim.fits_share else Severity.WARNING
    way = "relative" if claim.fits_share else "in points"
    message = f"{shown} doesn't say of what; it is {way}: '{name}' is {change}"
    hint = "write '… points', or '… % relative'"
    return Remark(written.start, "number-relative", severity, message, hint)


def _unbound(proposal: Proposal, experiment: str) -> Remark:
    first, count = proposal.candidates[0], len(proposal.candidates)
    message = f"{_shown(proposal.written)} equals '={first.expression}', and isn't bound to it"
    if not proposal.unique:
        message = f"{_shown(proposal.written)} equals {count} values, and is bound to none"
    hint, hinted = f"labbook bind {experiment}", Severity.HINT
    return Remark(proposal.written.start, "number-unbound", hinted, message, hint)


def _unknown(stranger: Stranger) -> Remark:
    written, nearest = stranger.told.written, stranger.nearest
    message = f"{_shown(written)} is no value of the result nor of its baseline"
    hint = f"the nearest is {rewrite(written.text, nearest.number)}, '={nearest.expression}'"
    return Remark(written.start, "number-unknown", Severity.HINT, message, hint)
