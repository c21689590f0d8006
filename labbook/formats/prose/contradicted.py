"""Where a report says what its runs contradict."""

from collections.abc import Iterator

from labbook.formats.prose.account import Account
from labbook.formats.prose.claims import find_claims
from labbook.formats.prose.factors import find_wrong_factors
from labbook.formats.prose.said_values import Reversed, find_misquoted


def find_contradicted(account: Account) -> Iterator[int]:
    """The offsets of all numbers and factors that are `number-claim`."""
    for wrong in find_misquoted(account):
        told = wrong.first if isinstance(wrong, Reversed) else wrong.told
        yield told.written.start
    for factor in find_wrong_factors(account):
        yield factor.start
    for claim in find_claims(account):
        if claim.is_wrong:
            yield claim.written.start
