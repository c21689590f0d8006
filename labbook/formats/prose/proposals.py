"""Numbers in the prose that a run's value stands behind, and the binding each of them wants."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from labbook.formats.prose import vocabulary as said
from labbook.formats.prose.account import Account, Told
from labbook.formats.prose.ascribed import is_ascribed
from labbook.formats.prose.claims import find_claims
from labbook.formats.prose.contradicted import find_contradicted
from labbook.formats.prose.sentences import Sentence
from labbook.formats.prose.values import Value
from labbook.formats.prose.written import Written

MAX_CANDIDATES = 5
ONE_RUNS = 4
"""The family of values of single runs: too many of them to be meant where something is supposed."""
SURE_DIGITS = 3
"""So many digits are rarely equal by chance; with a metric named beside them one less will do."""


@dataclass(frozen=True)
class Proposal:
    """A number that isn't bound, and the values that it equals, the likeliest first.

    `unique` says that nothing else is as likely as the first.
    """

    told: Told
    candidates: tuple[Value, ...]
    unique: bool

    @property
    def written(self) -> Written:
        return self.told.written


def propose(account: Account) -> Iterator[Proposal]:
    """What to bind in a report, in the order of its text; nothing that the runs contradict."""
    wrong = set(find_contradicted(account))
    for told in account.told:
        if told.written.bound is not None or told.written.start in wrong:
            continue
        if (proposal := _proposal(told, account)) is not None:
            yield proposal


def ascribed(proposals: Iterable[Proposal], account: Account) -> list[Proposal]:
    """Those that can be written: unique ones, where the sentence itself says that it is the value.

    What is only equal, and by chance, must not follow a metric from then on; nor must a number
    make a sentence look right that says something else.
    """
    claims = {claim.written.start: claim for claim in find_claims(account)}
    wrong = list(find_contradicted(account))
    return [
        proposal
        for proposal in proposals
        if proposal.unique
        and not any(_is_in(place, proposal.written.sentence) for place in wrong)
        and is_ascribed(
            proposal.candidates[0], proposal.told, account, claims.get(proposal.written.start)
        )
    ]


def _proposal(told: Told, account: Account) -> Proposal | None:
    """What a number would be bound to; None where it equals nothing, or says too little."""
    written = told.written
    if written.approximate or not _says_enough(told):
        return None
    pool = told.named if told.in_clause else (*told.named, *account.values.promised)
    equal = [
        value
        for value in account.values.equal(written, dict.fromkeys(pool))
        if _can_be_bound(value) and _can_be_meant(value, told, account)
    ]
    if not equal:
        return None
    ranked = sorted(((_rank(value, told, account), value) for value in equal), key=lambda r: r[0])
    best = ranked[0][0]
    if told.supposed and best[3] >= ONE_RUNS and best[1]:
        return None
    if abs(written.value) in account.settings and not told.in_clause and best[1]:
        return None
    unique = sum(rank == best for rank, _ in ranked) == 1
    return Proposal(told, _distinct([value for _, value in ranked]), unique)


def _distinct(values: list[Value]) -> tuple[Value, ...]:
    """The first of those that read the same of the same: `loss@1` and `loss:last@1` of one step."""
    first: dict[tuple[str, object, float], Value] = {}
    for value in values:
        first.setdefault((value.metric, value.expression.run, value.number), value)
    return tuple(first.values())[:MAX_CANDIDATES]


def _says_enough(told: Told) -> bool:
    written = told.written
    if written.role == "spread":
        return written.digits > 0
    if said.UNMEASURED_AFTER.match(written.after):
        return False
    attributed = told.in_clause or written.role == "change"
    return written.digits >= SURE_DIGITS - attributed


def _can_be_bound(value: Value) -> bool:
    """Whether the expression fits in a comment of a single line."""
    text = str(value.expression)
    return "--" not in text and text.isprintable()


def _can_be_meant(value: Value, told: Told, account: Account) -> bool:
    """A run that isn't the result is meant only where a run is spoken of."""
    run = value.expression.run
    return not isinstance(run, int) or run in account.counted or told.sentence.says(said.RUN)


def _is_in(place: int, sentence: Sentence) -> bool:
    return sentence.offset(0) <= place <= sentence.offset(len(sentence.text) - 1)


def _rank(value: Value, told: Told, account: Account) -> tuple[bool, bool, bool, int]:
    """Not of a named metric, not as the words around say, not promised, not thought of first."""
    return (
        bool(told.named) and value.metric not in told.named,
        not _spoken_of(value, told),
        value.metric not in account.values.promised,
        value.family,
    )


def _spoken_of(value: Value, told: Told) -> bool:
    """Whether the words around say that it is that run's, the baseline's or the best value."""
    expression = value.expression
    if expression.run == "baseline":
        return said.BASELINE.search(told.written.clause) is not None
    if expression.run is not None:
        numbers = [int(m["number"]) for m in said.RUN.finditer(told.written.clause)]
        return expression.run in numbers
    return expression.how == "best" and said.BEST.search(told.written.clause) is not None


def insert_bindings(report: str, proposals: list[Proposal]) -> str:
    """The report with a binding right behind each number; every other byte stays."""
    for proposal in sorted(proposals, key=lambda p: p.written.stop, reverse=True):
        at = proposal.written.stop
        report = f"{report[:at]}<!-- ={proposal.candidates[0].expression} -->{report[at:]}"
    return report
