"""`labbook stop`."""

from pathlib import Path
from typing import Annotated

import typer

from labbook.cli.complete import complete_run
from labbook.cli.output import print_json, put, say


def command(
    reference: Annotated[
        str,
        typer.Argument(
            metavar="RUN",
            help="A run, or an experiment for all of its open runs.",
            shell_complete=complete_run,
        ),
    ],
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Stop a run with all its processes; one that has ended stays as it is.

    \b
    Example:
      labbook stop keywords-8khz/2
    """
    from labbook import registry
    from labbook.commands.stop import stop
    from labbook.journal.find import find_journal

    journal = find_journal(Path.cwd())
    launchers = registry.launchers(journal.layout, journal.settings)
    reports = stop(journal, reference, launchers=launchers)
    rows = [(str(r.run.ref), r.status.state.value, r.status.reason) for r in reports]
    if json:
        keys = ("run", "state", "reason")
        print_json({"schema": 1, "runs": [dict(zip(keys, row, strict=True)) for row in rows]})
        return
    for name, state, reason in rows:
        put(f"{name} {state}{f': {reason}' if reason else ''}")
    if not rows:
        say("no run is open")
