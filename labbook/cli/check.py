"""`labbook check`."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from labbook.cli.complete import complete_experiment
from labbook.cli.output import print_json, put, say, tell
from labbook.cli.progress import bar
from labbook.errors import ProblemsFound
from labbook.model.problem import Severity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from labbook.commands.check import Checked
    from labbook.journal.checks.online import NotCompared

Format = Literal["text", "json", "codequality", "github"]


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
    changed_since: Annotated[
        str | None,
        typer.Option(
            metavar="REVISION",
            help="Only experiments that changed since the branch left REVISION; what isn't"
            " committed counts too.",
        ),
    ] = None,
    online: Annotated[
        bool,
        typer.Option("--online", help="Compare the run records with their tracker as it is now."),
    ] = False,
    form: Annotated[
        Format,
        typer.Option("--format", help="How to print the problems; the last two are for a CI."),
    ] = "text",
) -> None:
    """Report every problem with its place and its mend; exit 1 when one is an error.

    \b
    Example:
      labbook check keywords-8khz --strict
      labbook check --changed-since origin/main --format github
      labbook check keywords-8khz --online
    """
    from labbook import registry
    from labbook.commands.check import check
    from labbook.formats.problems.plain import counts_in_words
    from labbook.journal.find import find_journal

    journal = find_journal(Path.cwd())
    with bar("runs") as count:
        checked = check(
            journal,
            experiments or [],
            changed_since,
            online=registry.trackers(journal.settings) if online else None,
            progress=count,
        )
    _print(checked, form, online=online)
    if changed_since is not None:
        say(f"experiments that changed: {len(checked.experiments)}")
    say(counts_in_words(checked.problems, len(checked.allowed)))
    if checked.not_compared:
        _tell_not_compared(checked.not_compared)
        raise typer.Exit(checked.not_compared[0].why.exit_code)
    fatal = {Severity.ERROR, Severity.WARNING} if strict else {Severity.ERROR}
    if any(problem.severity in fatal for problem in checked.problems):
        raise typer.Exit(ProblemsFound.exit_code)


def _tell_not_compared(runs: "Sequence[NotCompared]") -> None:
    """Each reason once, with the runs that it kept from being compared."""
    for why in dict.fromkeys(one.why for one in runs):
        refs = [str(one.run) for one in runs if one.why is why]
        more = f" and {len(refs) - 1} more" if len(refs) > 1 else ""
        tell(why, f"{refs[0]}{more} not compared")


def _print(checked: "Checked", form: Format, *, online: bool) -> None:
    if form == "json":
        problems = [asdict(problem) for problem in checked.problems]
        allowed = [{**asdict(one.problem), "reason": one.reason} for one in checked.allowed]
        told: dict[str, Any] = {"schema": 1, "problems": problems, "allowed": allowed}
        if online:
            failed = [{"run": str(o.run), "why": o.why.sentence} for o in checked.not_compared]
            told["not_compared"] = failed
        print_json(told)
    elif form == "codequality":
        from labbook.formats.problems.codequality import code_quality

        put(code_quality(checked.problems, checked.prefix))
    elif form == "github":
        from labbook.formats.problems.github import github_commands

        for line in github_commands(checked.problems, checked.prefix):
            put(line)
    else:
        from labbook.formats.problems.plain import plain_lines

        for line in plain_lines(checked.problems):
            put(line)
