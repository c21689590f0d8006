"""`labbook check`."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Literal

import typer

from labbook.cli.complete import complete_experiment
from labbook.cli.output import print_json, put, say
from labbook.errors import ProblemsFound
from labbook.model.problem import Problem, Severity


def command(
    experiments: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[EXPERIMENT]...",
            help="Experiments to check; all without any.",
            shell_complete=complete_experiment,
        ),
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Warnings count as errors.")] = False,
    form: Annotated[
        Literal["text", "json"], typer.Option("--format", help="How to print the problems.")
    ] = "text",
) -> None:
    """Report every problem with its place and its mend; exit 1 when one is an error.

    \b
    Example:
      labbook check keywords-8khz --strict
    """
    from labbook.commands.check import check
    from labbook.journal.find import find_journal

    problems = check(find_journal(Path.cwd()), experiments or []).problems
    if form == "json":
        print_json({"schema": 1, "problems": [asdict(problem) for problem in problems]})
    else:
        _print(problems)
    fatal = {Severity.ERROR, Severity.WARNING} if strict else {Severity.ERROR}
    if any(problem.severity in fatal for problem in problems):
        raise typer.Exit(ProblemsFound.exit_code)


def _print(problems: Sequence[Problem]) -> None:
    for problem in problems:
        place = f"{problem.path}:{problem.line}:{problem.column}"
        put(f"{place}: {problem.severity}: {problem.message} [{problem.code}]")
        if problem.hint:
            put(f"    {problem.hint}")
    counts = Counter(problem.severity for problem in problems)
    said = ", ".join(_counted(counts[kind], kind) for kind in Severity if counts[kind])
    say(said or "no problems")


def _counted(count: int, kind: Severity) -> str:
    return f"{count} {kind}{'' if count == 1 else 's'}"
