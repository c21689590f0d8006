"""Names and values of metrics."""

from collections.abc import Sequence
from dataclasses import dataclass

Point = tuple[int | None, float]
"""A step (None where the value has no step) and a value."""


def metric_name(title: str, series: str) -> str:
    """`title/series`, a part quoted where it contains a slash or a quote.

    >>> metric_name("valid", "error_rate"), metric_name("a/b", "c")
    ('valid/error_rate', '"a/b"/c')
    """
    return f"{_part(title)}/{_part(series)}"


def _part(text: str) -> str:
    if "/" not in text and '"' not in text:
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


@dataclass(frozen=True)
class Series:
    """A metric over steps, in the order in which it was reported, as long as its values.

    A value may be NaN or infinite. A step is None for a value that has none.
    """

    metric: str
    steps: Sequence[int | None]
    values: Sequence[float]

    def points(self) -> list[Point]:
        return list(zip(self.steps, self.values, strict=True))


@dataclass(frozen=True)
class MetricSummary:
    """A series in five points, over its finite values (None when it has none).

    `count` counts all points, `non_finite` those that are NaN or infinite, and
    `first_non_finite` is the step of the first of those.
    """

    count: int
    first: Point | None
    last: Point | None
    min: Point | None
    max: Point | None
    non_finite: int = 0
    first_non_finite: int | None = None

    @property
    def diverged(self) -> bool:
        """Whether no finite value is known behind the first one that isn't finite."""
        if not self.non_finite or self.last is None:
            return self.non_finite > 0
        last, broken = self.last[0], self.first_non_finite
        return last is None or broken is None or last <= broken
