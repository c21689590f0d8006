"""`labbook close`."""

import os
from pathlib import Path
from typing import Annotated

import typer

from labbook.cli.complete import complete_experiment
from labbook.cli.output import put, say
from labbook.model.experiment import Cause, Verdict


def command(
    experiment: Annotated[
        str, typer.Argument(help="Experiment to end.", shell_complete=complete_experiment)
    ],
    verdict: Annotated[Verdict, typer.Option(help="What became of the hypothesis.")],
    text: Annotated[str, typer.Option("-m", "--message", help="What was learnt.")],
    cause: Annotated[Cause | None, typer.Option(help="Why it is negative.")] = None,
) -> None:
    """End an experiment: write its verdict and what was learnt into the report.

    \b
    Example:
      labbook close keywords-8khz --verdict abandoned --cause bug -m "Labels were shifted."
    """
    from labbook.commands.close import close
    from labbook.journal.find import find_journal

    closed = close(find_journal(Path.cwd()), experiment, verdict, cause=cause, text=text)
    say(f"{closed.experiment} is {closed.verdict}")
    put(os.path.relpath(closed.report))
