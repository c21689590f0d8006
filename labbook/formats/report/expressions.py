"""What a number in prose is bound to, and its value.

An expression is a name, an optional reading or aggregation, optionally where it is read (a run,
or the baseline), and an optional comparison: `test/error_rate`, `"test-clean/WER":best@2`,
`loss:std`, `loss@baseline`, `loss - baseline` (the difference), `loss % baseline` (the difference
in percent of the baseline), `loss below baseline` and `loss % below baseline` (the same with the
sign turned, for a sentence that says that something fell).
"""

import re
from dataclasses import dataclass, replace
from typing import Literal, cast

from labbook.errors import LabbookError
from labbook.formats.report.measured import Lack, Measured, Reading, measure
from labbook.formats.report.metric_names import metric_meant
from labbook.formats.report.prediction import unquote
from labbook.formats.report.results import Results

_EXPRESSION = re.compile(
    r"""\s*(?:(?P<name>[\w./]+)|(?P<quoted>"(?:[^"\\]|\\.)+"))
    (?::(?P<how>\w+))?(?:@(?:(?P<run>\d{1,6})|(?P<theirs>baseline)))?
    (?:\s*(?P<sign>[-−%])\s*baseline|\s+(?P<below>(?:%\s*)?below)\s+baseline)?\s*""",
    re.VERBOSE,
)
_PLAIN_NAME = re.compile(r"[\w./]+")
How = Literal["value", "last", "best", "min", "max", "mean", "std"]
Against = Literal["-", "%", "below", "% below"]
_HOW = ("best", "last", "min", "max", "mean", "std")


@dataclass(frozen=True)
class Expression:
    """What a number is bound to; `against` is how it is compared to the baseline.

    `run` is a run's number, or the word `baseline` for the baseline's own value.
    """

    metric: str
    how: How = "value"
    run: int | Literal["baseline"] | None = None
    against: Against | None = None

    def __str__(self) -> str:
        """As it is written behind the `=` of a binding."""
        name = self.metric
        if not _PLAIN_NAME.fullmatch(name):
            escaped = name.replace("\\", "\\\\").replace('"', '\\"')
            name = f'"{escaped}"'
        how = "" if self.how == "value" else f":{self.how}"
        run = "" if self.run is None else f"@{self.run}"
        return f"{name}{how}{run}" + (f" {self.against} baseline" if self.against else "")


def read_expression(text: str) -> Expression:
    """Read what a number is bound to. Raises LabbookError where it can't be read."""
    match = _EXPRESSION.fullmatch(text)
    how = match["how"] or "value" if match else ""
    if match is None or (match["how"] and how not in _HOW):
        raise LabbookError(
            f"the binding '{text[:80]}' can't be read",
            hint='write =test/error_rate, ="test-clean/WER":best@2, =loss@baseline,'
            " =loss - baseline",
        )
    against = {"-": "-", "−": "-", "%": "%"}.get(match["sign"] or "")
    if match["below"]:
        against = "% below" if match["below"].startswith("%") else "below"
    if match["theirs"] and against:
        raise LabbookError(
            f"the binding '{text[:80]}' compares the baseline with itself",
            hint="leave out either '@baseline' or the comparison",
        )
    return Expression(
        metric=match["name"] or unquote(match["quoted"]),
        how=cast("How", how),
        run="baseline" if match["theirs"] else int(match["run"]) if match["run"] else None,
        against=cast("Against | None", against),
    )


def evaluate(text: str, results: Results) -> float:
    """The value of an expression, scaled as the report says.

    Raises LabbookError where it can't be read, a run or value isn't there, or a run diverged,
    be it one of several (a sentence can't say that its mean leaves some out, as a table does);
    AmbiguousName where the name is the end of several metrics.
    """
    return evaluate_expression(read_expression(text), results)


def evaluate_expression(expression: Expression, results: Results) -> float:
    """The value of an expression that was read. Raises as `evaluate` does."""
    of_all = Expression(expression.metric, expression.how)
    scale = results.scale(expression.metric)
    if expression.run == "baseline":
        return _theirs(expression, of_all, results) * scale
    ours = _value(expression, results)
    if expression.against is None:
        return ours * scale
    theirs = _theirs(expression, of_all, results)
    sign = -1 if expression.against in {"below", "% below"} else 1
    if expression.against in {"-", "below"}:
        return sign * (ours - theirs) * scale
    if theirs == 0:
        raise LabbookError(f"the baseline's '{expression.metric}' is 0: no percentage of it")
    return sign * (ours - theirs) / abs(theirs) * 100


def _theirs(expression: Expression, of_all: Expression, results: Results) -> float:
    if results.baseline is None:
        raise LabbookError(
            f"'{expression}' needs a baseline", hint="name it in the front matter: baseline: …"
        )
    return _value(of_all, results.baseline, whose="the baseline's ")


def _value(expression: Expression, results: Results, whose: str = "") -> float:
    measured = _measured(expression, results)
    name = f"{whose}'{expression.metric}'"
    value = measured.std if expression.how == "std" else measured.mean
    if value is not None and not measured.lacks:
        return value
    if measured.n == 1 and not measured.lacks:
        raise LabbookError(f"{name} has one run, so it has no standard deviation")
    if results.problem is not None and expression.run is None:
        raise results.problem
    if not measured.lacks:
        raise LabbookError(f"{name} has no finished run to take it from")
    number, lack = next(iter(measured.lacks.items()))
    hint = _hint(expression, results, lack)
    if measured.values:
        hint = hint or _of_some(expression, measured, whose)
    raise LabbookError(f"{name} {lack} in run {number}", hint=hint)


def _measured(expression: Expression, results: Results) -> Measured:
    how = expression.how
    reading = cast("Reading", "value" if how in {"mean", "std"} else how)
    runs = results.runs
    if expression.run is not None:
        every = (*results.runs, *results.others)
        runs = tuple(run for run in every if run.run.number == expression.run)
        if not runs:
            numbers = ", ".join(str(n) for n in sorted(run.run.number for run in every)[:20])
            raise LabbookError(
                f"there is no record of run {expression.run}",
                hint=f"fill it first; there are records of run {numbers}" if numbers else None,
            )
    return measure(runs, expression.metric, results.front_matter, reading)


def _of_some(expression: Expression, measured: Measured, whose: str) -> str:
    """What to write where only some runs have a value: their mean would hide the others."""
    runs = ", ".join(map(str, measured.values))
    one = replace(expression, run=next(iter(measured.values)))
    either = "" if whose or expression.how == "std" else f"write ={one}, or "
    where = f"{whose or 'the '}front matter"
    return f"{either}name the runs that count in {where}: result: [{runs}]"


def _hint(expression: Expression, results: Results, lack: Lack) -> str | None:
    if lack.why == "not-selected":
        return "fill the experiment again"
    if lack.why != "not-measured":
        return None
    known = {name for run in (*results.runs, *results.others) for name in run.metrics}
    if expression.metric in known:
        return None
    meant = metric_meant(expression.metric, known)
    return f"did you mean '{Expression(meant)}'?" if meant else None
