"""What a report's regions are rendered from."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from labbook.formats.report.markdown import code, plain
from labbook.formats.report.measured import Measured
from labbook.formats.report.phrases import in_language
from labbook.formats.report.quantity import amount
from labbook.formats.report.results import Baseline, Results, derive_results
from labbook.formats.report.words import words
from labbook.model.experiment import FrontMatter, PromisedMetric
from labbook.model.run import RunFigure, RunRecord
from labbook.model.settings import Language

MAX_PARTS = 8


@dataclass(frozen=True)
class RunMedia:
    """A picture or a sound of a run; the figure's path is relative to the report."""

    run: int
    figure: RunFigure


@dataclass(frozen=True)
class ReportData:
    """An experiment as its report tells it.

    `figures` are pairs of a metric's name and its figure's path, relative to the report;
    `media` are what the result's runs brought, in the order in which it matters.
    """

    experiment: str
    front_matter: FrontMatter
    runs: tuple[RunRecord, ...]
    baseline: Baseline | None = None
    figures: tuple[tuple[str, str], ...] = ()
    language: Language = "en"
    media: tuple[RunMedia, ...] = ()

    @cached_property
    def words(self) -> Mapping[str, str]:
        return words(self.language)

    @cached_property
    def results(self) -> Results:
        return derive_results(self.front_matter, self.runs, self.baseline)

    @cached_property
    def in_order(self) -> tuple[RunRecord, ...]:
        return tuple(sorted(self.runs, key=lambda run: run.run.number))

    def said(self, measured: Measured, metric: PromisedMetric | None) -> str:
        """`12.3 ± 0.4 % (n = 3)`, with what is missing; nothing but that where no run has it.

        Of a run that diverged behind the selected step that is told beside its value.
        """
        parts = []
        if measured.mean is not None:
            value = amount(measured.mean, measured.std, metric, unit=False)
            if metric is not None and metric.unit:
                value += f" {plain(metric.unit)}"
            parts.append(value if measured.n == 1 else f"{value} (n = {measured.n})")
        lacks: dict[str, list[int]] = {}
        for run, lack in {**measured.lacks, **measured.diverged}.items():
            key = "diverged-at" if lack.why == "diverged" and lack.step is not None else lack.why
            lacks.setdefault(self.words[key].format(step=lack.step), []).append(run)
        only = len({*measured.values, *measured.lacks}) == 1 or (not parts and len(lacks) == 1)
        for why, numbers in lacks.items():
            parts.append(why if only else f"{why} ({self.in_runs(numbers)})")
        return "; ".join(parts) or "—"

    def few(self, parts: Iterable[str], most: int = MAX_PARTS, between: str = ", ") -> str:
        """The first of a list's parts, and how many more there are where they are two or more."""
        every = list(parts)
        if len(every) > most + 1:
            every[most:] = [self.words["more"].format(count=len(every) - most)]
        return between.join(every)

    def baseline_lack(self) -> str:
        """Why the baseline has no result; empty where it has one, or there is no baseline."""
        theirs = self.results.baseline
        if theirs is None or theirs.runs:
            return ""
        if theirs.candidates:
            return self.words["baseline-undecided"]
        return self.words["baseline-absent" if theirs.problem else "baseline-unfinished"]

    def in_runs(self, numbers: list[int]) -> str:
        """`run 2`, `runs 1–3, 5`."""
        key = "in-run" if len(numbers) == 1 else "in-runs"
        return self.words[key].format(runs=ranges(sorted(numbers)))

    def phrase(self, text: str) -> str:
        """A sentence of a record as Markdown, in the report's language where labbook wrote it."""
        return plain(in_language(text, self.language))

    def state(self, run: RunRecord) -> str:
        return self.words[run.state.value]

    def baseline_name(self) -> str:
        return code(self.baseline.name) if self.baseline else ""


def ranges(numbers: list[int]) -> str:
    """`1–3, 5`: neighbours from three on are drawn together."""
    groups: list[list[int]] = []
    for number in numbers:
        if groups and groups[-1][-1] == number - 1:
            groups[-1].append(number)
        else:
            groups.append([number])
    return ", ".join(
        f"{group[0]}–{group[-1]}" if len(group) > 2 else ", ".join(map(str, group))
        for group in groups
    )


def arrow(metric: PromisedMetric) -> str:
    """`test/error_rate` ↓: the metric and which way is better."""
    return f"{code(metric.name)} {'↓' if metric.goal == 'min' else '↑'}"
