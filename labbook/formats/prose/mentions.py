"""Which metric a sentence speaks of."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from labbook.formats.prose.sentences import Sentence
from labbook.formats.prose.vocabulary import ALIASES

_WORD = re.compile(r"[^\W\d](?:[\w./-]*\w)?")
_PART = re.compile(r"[^\W_]{3,}")
_SAID: Mapping[str, str] = {
    "test": "test тест",
    "valid": "valid dev валид",
    "dev": "dev valid валид",
    "train": "train обуча обуче",
    "phone": "phone телефон",
    "clean": "clean чист",
    "noisy": "nois шум",
    "wide": "wide широк studio студи",
}
"""How the parts of a metric's name begin where people write them out."""

_TEST, _VALID = ("test", "тест"), ("valid", "валид")


@dataclass(frozen=True)
class Mention:
    """A place that names metrics: one, or all those that it may mean."""

    start: int
    stop: int
    metrics: tuple[str, ...]


@dataclass(frozen=True)
class MetricNames:
    """The names of an experiment's metrics, the promised ones first among equals."""

    metrics: Sequence[str]
    promised: Sequence[str]

    @cached_property
    def _by_name(self) -> dict[str, tuple[str, ...]]:
        """Whole names, and the last parts of them that are more than a word of everyday."""
        found: dict[str, list[str]] = {}
        for metric in self.metrics:
            found.setdefault(metric.casefold(), []).append(metric)
            last = metric.rpartition("/")[2].casefold()
            if last != metric.casefold() and ("_" in last or last in ALIASES):
                found.setdefault(last, []).append(metric)
        return {name: tuple(metrics) for name, metrics in found.items()}

    @cached_property
    def _spoken(self) -> list[tuple[re.Pattern[str], tuple[str, ...]]]:
        said = []
        for end, pattern in ALIASES.items():
            metrics = tuple(m for m in self.metrics if ends_with(m, end))
            if metrics:
                said.append((re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.IGNORECASE), metrics))
        return said

    def mentions(self, sentence: Sentence) -> list[Mention]:
        """What the sentence names, in order."""
        return sorted(self._found(sentence), key=lambda mention: mention.start)

    def _found(self, sentence: Sentence) -> Iterator[Mention]:
        for match in _WORD.finditer(sentence.text):
            if metrics := self._by_name.get(match[0].casefold()):
                yield Mention(*match.span(), metrics)
        for pattern, metrics in self._spoken:
            for match in pattern.finditer(sentence.text):
                yield Mention(*match.span(), metrics)
        stop = sentence.start + len(sentence.text)
        for place, code in sentence.passage.codes.items():
            if sentence.start <= place < stop and code.casefold() in self._by_name:
                at = place - sentence.start
                yield Mention(at, at + 1, self._by_name[code.casefold()])

    def meant(self, mentions: Iterable[Mention], *contexts: str) -> tuple[str, ...]:
        """The metrics that mentions can mean: those whose parts are named, the promised of them.

        `contexts` are the clause and the sentence around, the nearest first.
        """
        found = dict.fromkeys(metric for mention in mentions for metric in mention.metrics)
        metrics = tuple(m for m in found if not (contexts and _contradicts(m, contexts[0])))
        for context in contexts:
            if len(metrics) < 2:
                break
            hits = {metric: _parts_named(metric, context.casefold()) for metric in metrics}
            most = max(hits.values())
            metrics = tuple(m for m in metrics if hits[m] == most)
        return tuple(m for m in self.promised if m in metrics) or metrics


def ends_with(metric: str, end: str) -> bool:
    """Whether a metric's name ends in such a word: `wer` of `test_clean/WER`."""
    last = metric.rpartition("/")[2].casefold().replace("-", "_")
    return last == end or last.endswith(f"_{end}")


def _contradicts(metric: str, text: str) -> bool:
    """Whether a text speaks of the validation only and the metric is of a test, or the reverse."""
    title, text = metric.rpartition("/")[0].casefold(), text.casefold()
    tested, validated = (any(word in text for word in words) for words in (_TEST, _VALID))
    if tested == validated:
        return False
    other = _VALID if tested else _TEST
    return any(word in title for word in other)


def names_part(metric: str, text: str) -> bool:
    """Whether a text has a part of a metric's name, the last or one of its title."""
    return _parts_named(metric, text.casefold()) > 0 or any(
        part in text.casefold() for part in _PART.findall(metric.casefold())
    )


def _parts_named(metric: str, text: str) -> int:
    title = metric.rpartition("/")[0].casefold()
    parts = [_SAID.get(part, part).split() for part in _PART.findall(title)]
    return sum(any(said in text for said in one) for one in parts)
