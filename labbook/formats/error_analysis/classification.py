"""Confusions between classes, as SpeechBrain writes them.

Read from `ClassificationStats.write_stats` of SpeechBrain 1.1.2
(`speechbrain/utils/metric_stats.py`): `Overall Accuracy: 75%`, the accuracy of each class, and
under `Confusion` a line `Target: bad` a class with a line `  -> good: 1 / 2 (50.00%)` for each
class that it was taken for, itself among them.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from labbook.formats.error_analysis.ranking import Pair, commonest
from labbook.model.error_analysis import ErrorAnalysis

MOST_LABEL = 100

_MOST_LINE = 2000
_ACCURACY = re.compile(r"Overall Accuracy: \d{1,3}%")
_TARGET = "Target: "
_PREDICTION = re.compile(r"  -> (?P<label>.*): (?P<count>\d{1,9}) / \d{1,9} \(\d+\.\d+%\)")
_CATEGORY = " -> "


def is_classification(lines: Sequence[str]) -> bool:
    """Whether a line is the overall accuracy, and another one heads the confusions."""
    return "Confusion" in lines and any(_ACCURACY.fullmatch(line[:_MOST_LINE]) for line in lines)


def read_classification(artifact: str, lines: Sequence[str]) -> ErrorAnalysis:
    """The classes that were taken for others; where there are categories, `category -> class`."""
    found = list(_confusions(lines[lines.index("Confusion") :]))
    categories = all(_CATEGORY in target for target, _, _ in found)
    counts: Counter[Pair] = Counter()
    for target, prediction, count in found:
        name = target.partition(_CATEGORY)[2] if categories else target
        if name != prediction:
            counts[target[:MOST_LABEL], prediction[:MOST_LABEL]] += count
    return ErrorAnalysis(artifact, (), commonest(counts))


def _confusions(lines: Sequence[str]) -> Iterator[tuple[str, str, int]]:
    target = None
    for line in lines:
        if line.startswith(_TARGET):
            target = line.removeprefix(_TARGET)
        elif target is not None and (match := _PREDICTION.fullmatch(line[:_MOST_LINE])):
            yield target, match["label"].rstrip(), int(match["count"])
