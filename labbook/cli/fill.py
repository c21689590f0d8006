"""`labbook fill`."""

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from labbook.cli.complete import complete_run
from labbook.cli.output import print_json, put, say, tell
from labbook.cli.progress import bar
from labbook.errors import OutsideError, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from labbook.commands.fetch_artifacts import Fetched
    from labbook.commands.fill import Filled, FillWish
    from labbook.journal.artifacts import FetchedFile
    from labbook.journal.find import Journal
    from labbook.journal.runs import Run


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
    fetch: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help="Bring an artifact or model of the run to .labbook/artifacts/, its digest checked;"
            " can be given several times.",
        ),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Fetch results, save the run records and rewrite the report's regions and bound numbers.

    With --fetch alone a run that has ended and been filled isn't filled again.

    \b
    Example:
      labbook fill keywords-8khz --draft
      labbook fill keywords-8khz/3 --fetch predictions
    """
    from labbook.commands.fill import FillWish
    from labbook.journal.find import find_journal

    journal = find_journal(Path.cwd())
    wish = FillWish(run, wait=wait, draft=draft, force=force, commit=commit)
    due, filled, fetched = True, None, None
    if fetch:
        if draft:
            raise UsageError("--draft writes nothing, so nothing can be fetched with it")
        meant = _run_to_fetch_from(journal, run)
        wish = replace(wish, reference=str(meant.ref))
        due = meant.open or wait or commit or force
    if due:
        filled = _fill(journal, wish, json=json)
    if fetch and not (filled and filled.failed):
        fetched = _fetch(journal, wish.reference, fetch)
    if json:
        print_json({"schema": 1, **_filled_json(filled), **_fetched_json(fetched)})
    else:
        if filled:
            tell_filled(filled, draft=draft)
        for file in fetched.files if fetched else ():
            put(os.path.relpath(file.path))
    if filled and filled.failed:
        raise typer.Exit(OutsideError.exit_code)
    if fetched and fetched.failed:
        raise typer.Exit(fetched.failed[0][1].exit_code)


def _fill(journal: "Journal", wish: "FillWish", *, json: bool) -> "Filled":
    """Fill, with a progress bar; say which runs nothing could be had of."""
    from labbook import registry
    from labbook.commands.fill import fill
    from labbook.formats.report.regions import RegionEdited

    try:
        with bar("points") as count:
            filled = fill(
                journal,
                wish,
                launchers=registry.launchers(journal.layout, journal.settings),
                tracker=registry.tracker(journal.settings.tracker, journal.settings, count),
                on_wait=say,
            )
    except RegionEdited as edited:
        (say if json else put)(edited.diff)
        raise
    for ref, error in filled.failed:
        tell(error, str(ref))
    return filled


def _run_to_fetch_from(journal: "Journal", run: str) -> "Run":
    from labbook import registry
    from labbook.commands.fetch_artifacts import run_to_fetch_from

    return run_to_fetch_from(
        journal, run, registry.tracker(journal.settings.tracker, journal.settings)
    )


def _fetch(journal: "Journal", run: str, names: "Sequence[str]") -> "Fetched":
    """Fetch artifacts, with a progress bar; say how far each of them can be trusted."""
    from labbook import registry
    from labbook.commands.fetch_artifacts import fetch_artifacts

    with bar("bytes") as count:
        fetched = fetch_artifacts(journal, run, names, registry.trackers(journal.settings), count)
    for name, error in fetched.failed:
        tell(error, name)
    for file in fetched.files:
        say(_trust(file))
    return fetched


def _filled_json(filled: "Filled | None") -> dict[str, Any]:
    if filled is None:
        return {}
    states = {str(record.run): str(record.state) for record in filled.fetched}
    changed = [os.path.relpath(path) for path in filled.changed]
    return {"runs": states, "changed": changed, "diff": filled.diff}


def _fetched_json(fetched: "Fetched | None") -> dict[str, Any]:
    if fetched is None:
        return {}
    files = [
        {
            "name": file.artifact.name,
            "path": os.path.relpath(file.path),
            "sha256": file.sha256,
            "verified": file.verified,
        }
        for file in fetched.files
    ]
    return {"fetched": files}


def _trust(file: "FetchedFile") -> str:
    name = file.artifact.name
    if not file.verified:
        unknown = "the record has no digest for it, so nothing tells whether it is what it was"
        return f"{name}: {unknown}; it has {file.sha256}"
    if not file.fetched:
        return f"{name}: is here already, with the digest of the record"
    return f"{name}: has the digest of the record"


def tell_filled(filled: "Filled", *, draft: bool) -> None:
    """Say what became of the runs, and print the files that changed."""
    for record in filled.fetched:
        why = f": {record.reason}" if record.reason else ""
        say(f"{record.run} {record.state}{why}")
    if draft:
        put(filled.diff.removesuffix("\n"))
    for path in filled.changed:
        put(os.path.relpath(path))
    if not filled.changed and not draft:
        say("nothing changed")
