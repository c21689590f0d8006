"""`labbook import`."""

import os
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from labbook.cli.complete import complete_experiment
from labbook.cli.output import print_json, put, say, tell
from labbook.cli.progress import bar
from labbook.errors import OutsideError

if TYPE_CHECKING:
    from labbook.commands.fill import Filled
    from labbook.commands.import_run import Imported


class State(StrEnum):
    """How a person may say that a session ended."""

    FINISHED = "finished"
    FAILED = "failed"
    STOPPED = "stopped"


def command(
    session: Annotated[
        str,
        typer.Argument(
            metavar="SESSION",
            help="A ClearML session's folder or zip, or a task's id or page.",
        ),
    ],
    experiment: Annotated[
        str,
        typer.Argument(
            metavar="[EXPERIMENT]",
            help="What it is a run of; without it, the experiment whose folder this is.",
            shell_complete=complete_experiment,
        ),
    ] = ".",
    why: Annotated[
        str | None, typer.Option("-m", metavar="WHY", help="Why this run; kept with it.")
    ] = None,
    state: Annotated[
        State | None,
        typer.Option("--state", help="How a session ended; else it is taken from its files."),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Make a run of a session or a task that labbook did not start, and fill it.

    The session is copied. Its config isn't known: the parameters are the tracker's texts.

    \b
    Example:
      labbook import ~/.clearml/cache/offline/offline-f5308eb1fbc8445295dfd39b823e2c68 keywords
    """
    from labbook import registry
    from labbook.commands.import_run import Imported, ImportWish, import_run
    from labbook.formats.report.regions import RegionEdited
    from labbook.journal.find import find_journal
    from labbook.model.run import RunState

    journal = find_journal(Path.cwd())
    claimed: list[Imported] = []

    def tell(imported: Imported) -> None:
        claimed.append(imported)
        _tell_claim(imported)

    try:
        with bar("points") as count:
            filled = import_run(
                journal,
                ImportWish(session, experiment, why, RunState(state) if state else None),
                importer=registry.importer(journal.settings),
                launchers=registry.launchers(journal.layout, journal.settings),
                tracker=registry.tracker(journal.settings.tracker, journal.settings, count),
                tell=tell,
            )
    except RegionEdited as edited:
        (say if json else put)(edited.diff)
        raise
    _print(filled, claimed[0], json=json)
    if filled.failed:
        raise typer.Exit(OutsideError.exit_code)


def _tell_claim(imported: "Imported") -> None:
    run = imported.claim.run
    say(f"{run}: imported")
    if imported.note:
        say(f"{run}: {imported.note}")
    if imported.unpushed:
        say(f"{run}: the claim is not pushed: {imported.unpushed}")


def _print(filled: "Filled", imported: "Imported", *, json: bool) -> None:
    from labbook.cli.fill import tell_filled

    run = str(imported.claim.run)
    for ref, error in filled.failed:
        error.hint = error.hint or f"labbook fill {ref}"
        tell(error, str(ref))
    if json:
        states = {str(record.run): str(record.state) for record in filled.fetched}
        print_json({
            "schema": 1,
            "run": run,
            "commit": imported.claim.commit,
            "state": states.get(run),
            "task": imported.claim.task,
            "changed": [os.path.relpath(path) for path in filled.changed],
        })  # fmt: skip
    else:
        tell_filled(filled, draft=False)
