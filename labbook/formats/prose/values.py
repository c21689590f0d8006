"""The values that a report's numbers can be, each with the expression that gives it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from math import isfinite
from typing import Literal, cast

from labbook.errors import LabbookError
from labbook.formats.prose.mentions import ends_with
from labbook.formats.prose.vocabulary import ALIASES, NO_RATES
from labbook.formats.prose.written import Written
from labbook.formats.report.expressions import Expression, How, evaluate_expression
from labbook.formats.report.numbers import rewrite
from labbook.formats.report.results import Results

Kind = Literal["level", "spread", "change", "share"]
MAX_RUNS = 40
LEAST_PERCENT = 2
"""A rate above it is no fraction."""


@dataclass(frozen=True)
class Value:
    """What an expression gives; of `family` 0 are those that a reader thinks of first.

    A `change` is in the metric's unit, a `share` is a change in percent of the baseline.
    """

    expression: Expression
    number: float
    kind: Kind
    family: int

    @property
    def metric(self) -> str:
        return self.expression.metric


@dataclass(frozen=True)
class Values:
    """The values of the metrics of `results`, worked out when a metric is first asked for."""

    results: Results

    @cached_property
    def promised(self) -> tuple[str, ...]:
        """The metrics that a number may be without being named: the promised ones and `select`."""
        front_matter = self.results.front_matter
        names = [metric.name for metric in front_matter.metrics]
        return tuple(dict.fromkeys([*names, *filter(None, [front_matter.select])]))

    @cached_property
    def of(self) -> Callable[[str], tuple[Value, ...]]:
        """Every value of a metric."""
        return cache(lambda metric: tuple(self._values(metric)))

    def equal(self, written: Written, metrics: Iterable[str]) -> list[Value]:
        """The values of metrics that are the number, at its digits and in its role and unit."""
        return [
            value
            for metric in metrics
            for value in self._keyed(metric, _form(written)).get(_key(written.text), ())
            if self._fits(value, written)
        ]

    @cached_property
    def _keyed(self) -> Callable[[str, str], Mapping[str, list[Value]]]:
        return cache(self._by_key)

    def _by_key(self, metric: str, form: str) -> Mapping[str, list[Value]]:
        keyed: dict[str, list[Value]] = {}
        for value in self.of(metric):
            keyed.setdefault(_key(rewrite(form, value.number)), []).append(value)
        return keyed

    def _fits(self, value: Value, written: Written) -> bool:
        if written.role != {"share": "change"}.get(value.kind, value.kind):
            return False
        if value.kind == "share":
            return written.unit == "%"
        return not written.unit or self.unit(value.metric) == "%"

    def mean_of_some(self, metric: str) -> float | None:
        """The mean that the results' table shows, of the runs that have a value, if any has."""
        mean = self.results.measured(metric).mean
        return None if mean is None else mean * self.results.scale(metric)

    def unit(self, metric: str) -> str:
        promised = self.results.front_matter.promised(metric)
        if promised is not None:
            return promised.unit
        end = metric.rpartition("/")[2]
        alike = {m.unit for m in self.results.front_matter.metrics if m.name.endswith(f"/{end}")}
        if not alike and self._looks_like_percent(metric):
            return "%"
        return alike.pop() if len(alike) == 1 else ""

    def _looks_like_percent(self, metric: str) -> bool:
        """Whether it's a rate, and too high to be reported as a fraction."""
        mean = self.mean_of_some(metric)
        rate = any(ends_with(metric, end) for end in ALIASES.keys() - NO_RATES)
        return rate and mean is not None and LEAST_PERCENT < mean <= 100

    def _values(self, metric: str) -> Iterable[Value]:
        for expression, kind, family in _expressions(metric, self.results):
            try:
                number = evaluate_expression(expression, self.results)
            except LabbookError:
                continue
            if isfinite(number):
                yield Value(expression, number, kind, family)


def _expressions(metric: str, results: Results) -> Iterable[tuple[Expression, Kind, int]]:
    yield Expression(metric), "level", 0
    if results.baseline is not None:
        yield Expression(metric, against="below"), "change", 1
        yield Expression(metric, against="-"), "change", 1
        yield Expression(metric, against="% below"), "share", 1
        yield Expression(metric, against="%"), "share", 1
        yield Expression(metric, run="baseline"), "level", 2
        yield Expression(metric, "std", run="baseline"), "spread", 4
    yield Expression(metric, "std"), "spread", 3
    runs = sorted({run.run.number for run in (*results.runs, *results.others)})[:MAX_RUNS]
    for number in runs:
        yield Expression(metric, run=number), "level", 4
    for family, how in enumerate(("best", "last", "min", "max"), start=5):
        yield Expression(metric, cast("How", how)), "level", family
        for number in runs:
            yield Expression(metric, cast("How", how), number), "level", family + 5


def _form(written: Written) -> str:
    exponent = "e+00" if "e" in written.text.casefold() else ""
    return ("0." + "0" * written.decimals if written.decimals else "0") + exponent


def _key(text: str) -> str:
    """The same for the same number, however its sign, point and leading zeros are written."""
    text = text.replace("−", "-").replace(",", ".").replace("+", "").casefold()
    sign = "-" if text.startswith("-") else ""
    mantissa, _, power = text.removeprefix("-").partition("e")
    return f"{sign}{mantissa.lstrip('0') or '0'}e{int(power or 0)}"
