"""Which single errors a model makes."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Utterance:
    """An utterance with its errors: insertions, deletions and substitutions over `words`.

    `words` counts those of the reference. Texts are words with a space between; what was
    inserted or deleted has no counterpart in the other one.
    """

    id: str
    errors: int
    words: int
    reference: str
    hypothesis: str


@dataclass(frozen=True)
class Confusion:
    """What was taken for what, how often; None on one side for an insertion or a deletion."""

    reference: str | None
    hypothesis: str | None
    count: int


@dataclass(frozen=True)
class ErrorAnalysis:
    """The errors that an artifact tells of: the worst utterances and the commonest confusions.

    Both are in the order in which they matter, and may be shorter than what the artifact holds.
    """

    artifact: str
    worst: tuple[Utterance, ...] = ()
    confusions: tuple[Confusion, ...] = ()
