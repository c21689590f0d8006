"""What a number in prose is bound to, and its value.

An expression is a name, an optional reading or aggregation, an optional run, and an optional
comparison: `test/error_rate`, `"test-clean/WER":best@2`, `loss:std`, `loss - baseline` (the
difference), `loss % baseline` (the difference in percent of the baseline).
"""

import re
from dataclasses import dataclass
from typing import Literal, cast

from labbook.errors import LabbookError
from labbook.formats.report.prediction import unquote
from labbook.formats.report.results import Lack, Measured, Reading, Results, measure

_EXPRESSION = re.compile(
    r"""\s*(?:(?P<name>[\w./]+)|(?P<quoted>"(?:[^"\\]|\\.)+"))
    (?::(?P<how>\w+))?(?:@(?P<run>\d{1,6}))?
    (?:\s*(?P<against>[-−%])\s*baseline)?\s*""",
    re.VERBOSE,
)
How = Literal["value", "last", "best", "min", "max", "mean", "std"]
_HOW = ("best", "last", "min", "max", "mean", "std")


@dataclass(frozen=True)
class Expression:
    """What a number is bound to; `against` is `-` or `%` where the baseline comes in."""

    metric: str
    how: How = "value"
    run: int | None = None
    against: Literal["-", "%"] | None = None


def read_expression(text: str) -> Expression:
    """Read what a number is bound to. Raises LabbookError where it can't be read."""
    match = _EXPRESSION.fullmatch(text)
    how = match["how"] or "value" if match else ""
    if match is None or (match["how"] and how not in _HOW):
        raise LabbookError(
            f"the binding '{text[:80]}' can't be read",
            hint='write =test/error_rate, ="test-clean/WER":best@2, =loss - baseline',
        )
    against = {"−": "-"}.get(match["against"], match["against"])
    return Expression(
        metric=match["name"] or unquote(match["quoted"]),
        how=cast("How", how),
        run=int(match["run"]) if match["run"] else None,
        against=cast("Literal['-', '%'] | None", against),
    )


def evaluate(text: str, results: Results) -> float:
    """The value of an expression, scaled as the report says.

    Raises LabbookError where it can't be read, a run or value isn't there, or a run diverged.
    """
    expression = read_expression(text)
    ours = _value(expression, results)
    scale = results.scale(expression.metric)
    if expression.against is None:
        return ours * scale
    if results.baseline is None:
        raise LabbookError(
            f"'{text}' needs a baseline", hint="name it in the front matter: baseline: …"
        )
    of_all = Expression(expression.metric, expression.how)
    theirs = _value(of_all, results.baseline, whose="the baseline's ")
    if expression.against == "-":
        return (ours - theirs) * scale
    if theirs == 0:
        raise LabbookError(f"the baseline's '{expression.metric}' is 0: no percentage of it")
    return (ours - theirs) / abs(theirs) * 100


def _value(expression: Expression, results: Results, whose: str = "") -> float:
    measured = _measured(expression, results)
    name = f"{whose}'{expression.metric}'"
    value = measured.std if expression.how == "std" else measured.mean
    if value is not None:
        return value
    if measured.n == 1:
        raise LabbookError(f"{name} has one run, so it has no standard deviation")
    if results.problem is not None and expression.run is None:
        raise results.problem
    if not measured.lacks:
        raise LabbookError(f"{name} has no finished run to take it from")
    number, lack = next(iter(measured.lacks.items()))
    raise LabbookError(f"{name} {lack} in run {number}", hint=_hint(expression, results, lack))


def _measured(expression: Expression, results: Results) -> Measured:
    how = expression.how
    reading = cast("Reading", "value" if how in {"mean", "std"} else how)
    runs = results.runs
    if expression.run is not None:
        every = (*results.runs, *results.others)
        runs = tuple(run for run in every if run.run.number == expression.run)
        if not runs:
            raise LabbookError(f"there is no record of run {expression.run}", hint="fill it first")
    return measure(runs, expression.metric, results.front_matter, reading)


def _hint(expression: Expression, results: Results, lack: Lack) -> str | None:
    from difflib import get_close_matches

    if lack.why == "not-selected":
        return "fill the experiment again"
    if lack.why != "not-measured":
        return None
    known = {name for run in (*results.runs, *results.others) for name in run.metrics}
    close = get_close_matches(expression.metric, sorted(known), n=1)
    return f"did you mean '{close[0]}'?" if close else None
