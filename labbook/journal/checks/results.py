"""Runs, results and what was predicted of them."""

from collections.abc import Collection, Iterator

from labbook.errors import LabbookError
from labbook.formats.report.alike import differing, repeated
from labbook.formats.report.best_of_test import picked_by_test, selects_by_test
from labbook.formats.report.expressions import read_expression
from labbook.formats.report.front_matter import read_front_matter
from labbook.formats.report.metric_names import AmbiguousName, metric_meant
from labbook.journal.checks.code import check_code
from labbook.journal.checks.subject import Subject, problem_of
from labbook.journal.committed import committed_text
from labbook.model.experiment import FrontMatter
from labbook.model.problem import Problem, Severity
from labbook.model.run import RunState


def check_results(subject: Subject) -> Iterator[Problem]:
    """`result-…`, `select-…`, `prediction-changed`."""
    yield from _result(subject)
    yield from check_code(subject)
    yield from _select(subject)
    yield from _read_apart(subject)
    yield from _best_of_test(subject)
    yield from _prediction(subject)


def _result(subject: Subject) -> Iterator[Problem]:
    """Whether there is a result, and whether the runs that a person named make one."""
    results, name = subject.results, subject.report_name
    if results.problem is not None and results.candidates:
        yield problem_of(results.problem, "result-undecided", name)
    elif results.problem is not None:
        yield problem_of(results.problem, "result-unfinished", name)
    for group in repeated(results.runs):
        numbers = ", ".join(str(run.run.number) for run in group)
        yield Problem(
            name,
            1,
            "result-repeated",
            Severity.WARNING,
            f"runs {numbers} have the same seed and parameters, so they are not independent",
            "name one of each seed in the front matter: result: […]",
        )
    if subject.experiment.front_matter.result is None:
        return
    for run in results.runs:
        if run.state is not RunState.FINISHED:
            error = LabbookError(
                f"'result' names run {run.run.number}, which is {run.state}",
                hint="name runs that have finished",
            )
            yield problem_of(error, "result-unfinished", name)
    differs = ", ".join(differing(results.runs)[:5])
    if differs:
        yield Problem(
            name,
            1,
            "result-unlike",
            Severity.WARNING,
            f"the runs that 'result' names differ in more than their seed: {differs}",
            "their mean is none over seeds: name runs that differ in their seed only",
        )


def _select(subject: Subject) -> Iterator[Problem]:
    """Whether `select` names a metric that was measured, and its goal is known."""
    front_matter = subject.experiment.front_matter
    select = front_matter.select
    if select is None:
        return
    finished = [run for run in subject.results.runs if run.state is RunState.FINISHED]
    measured = {metric for run in finished for metric in run.metrics}
    if finished and select not in measured:
        error = LabbookError(
            f"'select' names '{select}', which no run of the result measured",
            hint=_meant(select, measured),
        )
        yield problem_of(error, "select-unknown", subject.report_name)
    elif front_matter.select_goal is None:
        error = LabbookError(
            f"whether high or low values of '{select}' are good isn't known",
            hint="add it to 'metrics:' with its goal, min or max; till then nothing is selected",
        )
        yield problem_of(error, "select-goal", subject.report_name)


def _read_apart(subject: Subject) -> Iterator[Problem]:
    """Whether result and baseline are read by one rule."""
    results = subject.results
    if results.apart and results.baseline is not None:
        ours, theirs = (_rule(side.front_matter) for side in (results, results.baseline))
        yield Problem(
            subject.report_name,
            1,
            "result-read-apart",
            Severity.WARNING,
            f"the result is read {ours}, the baseline {theirs}, so their difference tells little:"
            " what is kept of the baseline doesn't tell its values where this report reads its own",
            "select a metric that both measured; or fill the baseline again with the same select",
        )


def _rule(front_matter: FrontMatter) -> str:
    select = front_matter.select
    return f"at the best step of '{select}'" if select else "at the last step"


def _meant(select: str, measured: Collection[str]) -> str | None:
    try:
        near = metric_meant(select, measured)
    except AmbiguousName as several:
        return several.sentence
    return f"the nearest that was measured is '{near}'" if near else None


def _best_of_test(subject: Subject) -> Iterator[Problem]:
    """Whether `select` or a bound number picks the best step by the test itself."""
    front_matter, runs = subject.experiment.front_matter, subject.results.runs
    if selects_by_test(front_matter, runs):
        yield _picked_by_test(subject, 1, f"'select' picks the step by '{front_matter.select}'")
    try:
        bound = subject.account.bound
    except LabbookError:
        return
    for one in bound:
        try:
            expression = read_expression(one.expression)
        except LabbookError:
            continue
        if expression.how in {"best", "min", "max"} and picked_by_test(expression.metric, runs):
            yield _picked_by_test(subject, one.line, f"'={one.expression}' picks one", one.column)


def _picked_by_test(subject: Subject, line: int, what: str, column: int = 1) -> Problem:
    return Problem(
        subject.report_name,
        line,
        "select-test",
        Severity.WARNING,
        f"{what}, a metric of the test itself: the best of many looks at the test is better than"
        " what the model gives on new data",
        "select a metric of the validation split, and read the test at that step: select: valid/…",
        column,
    )


def _prediction(subject: Subject) -> Iterator[Problem]:
    """The prediction at the first run's commit against the one of now."""
    if not subject.runs:
        return
    first = subject.runs[0].claim
    name = f"experiments/{first.run.experiment}/report.md"
    try:
        text = committed_text(subject.journal.layout.root, first.commit, name)
        before = read_front_matter(text, name=name).prediction
    except LabbookError:
        return
    now = subject.experiment.front_matter.prediction
    if before != now:
        yield Problem(
            subject.report_name,
            1,
            "prediction-changed",
            Severity.WARNING,
            f"the prediction was '{before or 'none'}' when run 1 was launched, and is"
            f" '{now or 'none'}'",
            "a prediction is written down before the first run",
        )
