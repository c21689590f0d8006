"""Word, character and phone error rates with their alignments, as SpeechBrain writes them.

Read from `ErrorRateStats.write_stats` of SpeechBrain 1.1.2 (`speechbrain/dataio/wer.py`): a line
`%WER 12.50 [ 1 / 8, 0 ins, 0 del, 1 sub ]`, then per utterance a rule of 80 `=`, its id with such
a line, and the reference, the operations (`=`, `S`, `I`, `D`) and the hypothesis as lines whose
cells are as wide as each other and stand apart by ` ; `.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from labbook.formats.error_analysis.ranking import Pair, commonest, worst
from labbook.model.error_analysis import ErrorAnalysis, Utterance

MOST_TEXT = 400
MOST_WORD = 100
BEFORE = 5
"""How many words before its first error a text begins that is too long to be kept whole."""

_MOST_HEAD = 2000
_DETAILS = (
    r"%WER (?:\d+\.\d+|nan|inf) \[ (?P<errors>\d{1,9}) / (?P<words>\d{1,9}),"
    r" \d+ ins, \d+ del, \d+ sub \](?: \[PARTIAL\])?"
)
_SUMMARY = re.compile(_DETAILS)
_UTTERANCE = re.compile(rf"(?P<id>.*), {_DETAILS}")
_RULE = "=" * 80
_BETWEEN = " ; "
_SPACE = "_"


@dataclass(frozen=True)
class Aligned:
    """An utterance of the file: pairs of words, None where one side has none."""

    id: str
    errors: int
    words: int
    pairs: tuple[Pair, ...]
    wrong: tuple[bool, ...]


def is_error_rate(lines: Sequence[str]) -> bool:
    """Whether a line is the summary of an error rate; other statistics may stand before it."""
    return any(line.startswith("%WER ") and _SUMMARY.fullmatch(line[:_MOST_HEAD]) for line in lines)


def read_error_rate(artifact: str, lines: Sequence[str]) -> ErrorAnalysis:
    """Insertions and deletions count as confusions with nothing.

    Where all tokens of the file are single characters (a character error rate) texts are put
    together again, `_` being the space between words.
    """
    utterances = list(_utterances(lines))
    characters = all(
        len(word or "") < 2 for one in utterances for pair in one.pairs for word in pair
    )
    counts = Counter(
        (_cut(pair[0]), _cut(pair[1]))
        for one in utterances
        for pair, wrong in zip(one.pairs, one.wrong, strict=True)
        if wrong
    )
    return ErrorAnalysis(
        artifact,
        worst(_utterance(one, characters=characters) for one in utterances),
        commonest(counts),
    )


def _utterances(lines: Sequence[str]) -> Iterator[Aligned]:
    """What stands as an utterance should; where a word holds a line break it doesn't."""
    for at in range(1, len(lines) - 3):
        head = lines[at]
        if lines[at - 1] != _RULE or len(head) > _MOST_HEAD:
            continue
        match = _UTTERANCE.fullmatch(head)
        aligned = _aligned(*lines[at + 1 : at + 4]) if match else None
        if match and aligned is not None:
            pairs, wrong = aligned
            yield Aligned(match["id"], int(match["errors"]), int(match["words"]), pairs, wrong)


def _aligned(
    reference: str, operations: str, hypothesis: str
) -> tuple[tuple[Pair, ...], tuple[bool, ...]] | None:
    """Words side by side, cut where the operations' cells end: a word may hold the separator.

    Blanks at the ends of lines may be gone.
    """
    width = max(map(len, (reference, operations, hypothesis)))
    if not width:
        return (), ()
    reference, operations, hypothesis = (
        line.ljust(width) for line in (reference, operations, hypothesis)
    )
    pairs: list[Pair] = []
    wrong: list[bool] = []
    start = 0
    for cell in operations.split(_BETWEEN):
        stop, operation = start + len(cell), cell.strip()
        here, there = reference[start:stop].strip(), hypothesis[start:stop].strip()
        if operation not in {"=", "S", "I", "D"}:
            return None
        pairs.append((None if operation == "I" else here, None if operation == "D" else there))
        wrong.append(operation != "=")
        start = stop + len(_BETWEEN)
        if start < width and not reference[stop:start] == hypothesis[stop:start] == _BETWEEN:
            return None
    return tuple(pairs), tuple(wrong)


def _utterance(one: Aligned, *, characters: bool) -> Utterance:
    """The texts around the first error, where they are too long to be kept whole."""
    first = one.wrong.index(True) if True in one.wrong else 0
    start = stop = 0
    if sum(len(word or "") + 1 for pair in one.pairs for word in pair) > 2 * MOST_TEXT:
        start = max(0, first - BEFORE * (8 if characters else 1))
    sizes = [0, 0]
    for stop in range(start, len(one.pairs) + 1):
        if stop == len(one.pairs):
            break
        for side, word in enumerate(one.pairs[stop]):
            sizes[side] += 0 if word is None else min(len(word), MOST_WORD) + (not characters)
        if max(sizes) > MOST_TEXT:
            break
    reference, hypothesis = (
        _text([pair[side] for pair in one.pairs[start:stop]], characters=characters)
        for side in (0, 1)
    )
    before, after = "… " * (start > 0), " …" * (stop < len(one.pairs))
    return Utterance(
        one.id[:MOST_WORD],
        one.errors,
        one.words,
        f"{before}{reference}{after}",
        f"{before}{hypothesis}{after}",
    )


def _text(words: Sequence[str | None], *, characters: bool) -> str:
    kept = [word for word in map(_cut, words) if word]
    return "".join(kept).replace(_SPACE, " ") if characters else " ".join(kept)


def _cut(word: str | None) -> str | None:
    return word if word is None or len(word) <= MOST_WORD else f"{word[:MOST_WORD]}…"
