"""`labbook fill`."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from labbook.cli.complete import complete_run
from labbook.cli.output import print_json, put, say
from labbook.cli.progress import points_bar
from labbook.errors import OutsideError

if TYPE_CHECKING:
    from labbook.commands.fill import Filled


def command(
    run: Annotated[
        str,
        typer.Argument(
            metavar="RUN",
            help="A run, a task's id or page, or an experiment for all its open runs.",
            shell_complete=complete_run,
        ),
    ],
    wait: Annotated[bool, typer.Option("--wait", help="Wait until the runs have ended.")] = False,
    draft: Annotated[
        bool, typer.Option("--draft", help="Print how the report would change, write nothing.")
    ] = False,
    commit: Annotated[bool, typer.Option("--commit", help="Commit what was written.")] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Overwrite what was edited inside of regions.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Fetch results, save the run records and rewrite the report's regions and bound numbers.

    \b
    Example:
      labbook fill keywords-8khz --draft
    """
    from labbook import registry
    from labbook.commands.fill import LOCK, fill
    from labbook.formats.report.regions import RegionEdited
    from labbook.journal.find import find_journal
    from labbook.journal.lock import is_held

    journal = find_journal(Path.cwd())
    if is_held(journal.layout, LOCK):
        say("another fill is at work; waiting for it")
    try:
        with points_bar() as count:
            filled = fill(
                journal,
                run,
                launchers=registry.launchers(journal.layout, journal.settings),
                tracker=registry.tracker(journal.settings.tracker, journal.settings, count),
                wait=wait,
                draft=draft,
                force=force,
                commit=commit,
            )
    except RegionEdited as edited:
        put(edited.diff)
        raise
    for ref, error in filled.failed:
        say(f"{ref}: {error}")
        if error.hint:
            say(f"hint: {error.hint}")
    changed = [os.path.relpath(path) for path in filled.changed]
    if json:
        states = {str(record.run): str(record.state) for record in filled.fetched}
        print_json({"schema": 1, "runs": states, "changed": changed, "diff": filled.diff})
    else:
        tell_filled(filled, changed, draft=draft)
    if filled.failed:
        raise typer.Exit(OutsideError.exit_code)


def tell_filled(filled: "Filled", changed: list[str], *, draft: bool) -> None:
    """Say what became of the runs, and print the files that changed."""
    for record in filled.fetched:
        why = f": {record.reason}" if record.reason else ""
        say(f"{record.run} {record.state}{why}")
    if draft:
        put(filled.diff.removesuffix("\n"))
    for path in changed:
        put(path)
    if not changed and not draft:
        say("nothing changed")
