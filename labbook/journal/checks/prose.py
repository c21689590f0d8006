"""What the sentences of a report say in numbers that nothing binds."""

from collections.abc import Iterator

from labbook.formats.prose.claims import Claim, find_claims
from labbook.formats.prose.proposals import Proposal, propose
from labbook.formats.prose.reading import Reading
from labbook.formats.prose.strangers import Stranger, find_strangers
from labbook.formats.prose.written import Written
from labbook.formats.report.blocks import Body
from labbook.formats.report.numbers import rewrite
from labbook.journal.checks.subject import Subject
from labbook.model.problem import Problem, Severity


def check_prose(subject: Subject) -> Iterator[Problem]:
    """`number-unbound`, `number-unknown`, `number-claim`, `number-relative`."""
    if not subject.results.runs:
        return
    reading = Reading(subject.report, subject.results)
    body = Body(subject.report)

    def problem(
        code: str, severity: Severity, written: Written, message: str, hint: str
    ) -> Problem:
        line = body.line_at(written.start)
        column = written.start - line.start + 1
        return Problem(subject.report_name, line.number, code, severity, message, hint, column)

    wrong: set[int] = set()
    for claim in find_claims(reading):
        written = claim.written
        if claim.wrong_way or not (claim.fits or claim.mistaken):
            wrong.add(written.start)
            yield problem("number-claim", Severity.WARNING, written, *_wrong(claim))
        elif claim.mistaken:
            wrong.add(written.start)
            yield problem("number-relative", Severity.WARNING, written, *_mistaken(claim))
        elif _is_unclear(claim):
            severity = Severity.HINT if claim.fits_share else Severity.WARNING
            yield problem("number-relative", severity, written, *_unclear(claim))
    for proposal in propose(reading):
        if proposal.written.start not in wrong:
            said = _unbound(proposal, subject.experiment.id)
            yield problem("number-unbound", Severity.HINT, proposal.written, *said)
    for stranger in find_strangers(reading):
        yield problem("number-unknown", Severity.HINT, stranger.told.written, *_unknown(stranger))


def _shown(written: Written) -> str:
    unit = {"": "", "%": " %", "points": " points"}[written.unit]
    return f"{written.text}{unit}"


def _wrong(claim: Claim) -> tuple[str, str]:
    change = claim.change
    message = f"{_shown(claim.written)} is not what became of '{change.metric}': {change}"
    if claim.wrong_way and (claim.fits or claim.mistaken):
        message = f"'{change.metric}' went the other way: {change}"
    return message, "mend the sentence, and bind its number"


def _mistaken(claim: Claim) -> tuple[str, str]:
    change, shown = claim.change, _shown(claim.written)
    if claim.fits_share:
        message = f"{shown} is the relative change of '{change.metric}', which is {change}"
        return message, "write it as percent, relative, or give the points"
    message = f"{shown} is the change of '{change.metric}' in points, which is {change}"
    return message, "write it as points, or give the relative change"


def _is_unclear(claim: Claim) -> bool:
    """A percentage of percentages that doesn't say of what it is one, and isn't bound."""
    both = claim.fits_points and claim.fits_share
    return claim.reckoning == "unsaid" and claim.written.bound is None and not both


def _unclear(claim: Claim) -> tuple[str, str]:
    way = "relative" if claim.fits_share else "in points"
    return (
        f"{_shown(claim.written)} doesn't say whether it is relative or in points; it is {way},"
        f" '{claim.change.metric}' being {claim.change}",
        "write '… points' or '… % relative'",
    )


def _unbound(proposal: Proposal, experiment: str) -> tuple[str, str]:
    first = proposal.candidates[0]
    others = "" if proposal.unique else f", or one of {len(proposal.candidates)} that equal it"
    return (
        f"{_shown(proposal.written)} is '={first.expression}'{others}, and isn't bound to it",
        f"labbook bind {experiment}",
    )


def _unknown(stranger: Stranger) -> tuple[str, str]:
    written, nearest = stranger.told.written, stranger.nearest
    return (
        f"{_shown(written)} is no value of this result nor of its baseline",
        f"the nearest is {rewrite(written.text, nearest.number)}, by '={nearest.expression}'",
    )
