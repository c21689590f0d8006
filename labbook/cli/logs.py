"""`labbook logs`."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from labbook.cli.complete import complete_run
from labbook.cli.output import put, say

INTERRUPTED = 130


def command(
    reference: Annotated[
        str,
        typer.Argument(
            metavar="RUN",
            help="A run, or an experiment for the one that is alive, or its last.",
            shell_complete=complete_run,
        ),
    ],
    follow: Annotated[
        bool, typer.Option("--follow", "-f", help="Go on until the run ends; ^C leaves it alone.")
    ] = False,
) -> None:
    """Print what a run has printed.

    \b
    Example:
      labbook logs -f keywords-8khz/2
    """
    from labbook import registry
    from labbook.commands.logs import logs
    from labbook.journal.find import find_journal

    journal = find_journal(Path.cwd())
    launchers = registry.launchers(journal.layout, journal.settings)
    printed = False
    try:
        for line in logs(journal, reference, launchers=launchers, follow=follow):
            printed = True
            put(line)
            sys.stdout.flush()
    except KeyboardInterrupt:
        raise typer.Exit(INTERRUPTED) from None
    if not printed:
        say("it has printed nothing, or its log is not on this machine")
