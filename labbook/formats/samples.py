"""Samples that a run reported: which of them matter most.

A run says that a sample stands for its worst or its typical ones by the first word of the
sample's title or series: `worst/anna-1`, `Typical spectrogram`.
"""

import re
from collections.abc import Iterable
from itertools import chain, zip_longest
from typing import Protocol, TypeVar

from labbook.formats.names import natural
from labbook.model.run import Rank

_RANK = re.compile(r"(worst|typical)(?:[-/_ ]|$)", re.IGNORECASE)


class Named(Protocol):
    """What has the title and the series that a sample is reported under."""

    @property
    def title(self) -> str: ...

    @property
    def series(self) -> str: ...


N = TypeVar("N", bound=Named)


def sample_rank(title: str, series: str) -> Rank | None:
    """What a sample stands for, None where its names don't say.

    >>> sample_rank("worst/anna-1", "anna-1"), sample_rank("spectrogram", "Typical 2")
    ('worst', 'typical')
    >>> sample_rank("worsted", "untypical")
    """
    for text in (title, series):
        if found := _RANK.match(text):
            return "worst" if found[1].casefold() == "worst" else "typical"
    return None


def by_importance(samples: Iterable[N]) -> list[N]:
    """The worst ones first, then the typical ones, then of each title one after the other.

    Else by their names, in whatever order they came.
    """
    ranked: dict[Rank | None, list[N]] = {"worst": [], "typical": [], None: []}
    for sample in sorted(samples, key=lambda one: (natural(one.title), natural(one.series))):
        ranked[sample_rank(sample.title, sample.series)].append(sample)
    return [*ranked["worst"], *ranked["typical"], *_evenly(ranked[None])]


def _evenly(samples: Iterable[N]) -> Iterable[N]:
    """The first sample of each title, then the second of each, and so on."""
    titles: dict[str, list[N]] = {}
    for sample in samples:
        titles.setdefault(sample.title, []).append(sample)
    turns = zip_longest(*titles.values())
    return (sample for sample in chain.from_iterable(turns) if sample is not None)
