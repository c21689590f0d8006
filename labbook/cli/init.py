"""`labbook init`."""

from pathlib import Path
from typing import Annotated

import typer

from labbook.cli.output import print_json, put, say
from labbook.errors import UsageError


def command(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="Folder of the journal; made if it isn't there.")
    ] = Path(),
    language: Annotated[
        str | None, typer.Option(help="Language of pages, comments and reports: en or ru.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Lay out a journal: git repository, settings, site, CI file, hook; never overwrites.

    \b
    Example:
      labbook init my-journal --language ru
    """
    from labbook.commands.init import as_json, init

    if language not in {None, "en", "ru"}:
        raise UsageError(f"there is no language '{language}'", hint="en or ru")
    done = init(folder, language)  # type: ignore[arg-type]
    if json:
        print_json(as_json(done))
        return
    for path in done.made:
        put(str(folder / path))
    for path in done.kept:
        say(f"left alone: {folder / path}")
    for path in done.ignored:
        say(f"not committed, for git ignores it: {folder / path}")
    if not done.state_ignored:
        say("git doesn't ignore .labbook/: add the line /.labbook/ to .gitignore")
    if done.repository_made:
        say(f"a git repository was made in {done.root}")
    say("next: labbook new SLUG makes an experiment")
