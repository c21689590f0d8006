"""Which errors are worth a reader's time, in an order that doesn't depend on the file's."""

from collections.abc import Iterable, Mapping

from labbook.model.error_analysis import Confusion, Utterance

MOST_UTTERANCES = 10
MOST_CONFUSIONS = 20

Pair = tuple[str | None, str | None]


def worst(utterances: Iterable[Utterance]) -> tuple[Utterance, ...]:
    """Those with the most errors, of equal ones those with the higher rate first, then by id."""
    wrong = [utterance for utterance in utterances if utterance.errors]
    wrong.sort(key=lambda one: (-one.errors, one.words, one.id, one.hypothesis))
    return tuple(wrong[:MOST_UTTERANCES])


def commonest(counts: Mapping[Pair, int]) -> tuple[Confusion, ...]:
    """The most frequent confusions, of equal ones by their words, insertions first."""
    ranked = sorted(counts.items(), key=lambda item: (-item[1], _text(item[0])))
    return tuple(Confusion(*pair, count) for pair, count in ranked[:MOST_CONFUSIONS])


def _text(pair: Pair) -> tuple[str, str]:
    return pair[0] or "", pair[1] or ""
