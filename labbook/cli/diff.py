"""`labbook diff`."""

from pathlib import Path
from typing import Annotated

import typer

from labbook.cli.complete import complete_run
from labbook.cli.output import print_json, put, say, terminal_width
from labbook.errors import UsageError


def command(
    a: Annotated[
        str,
        typer.Argument(
            metavar="A",
            help="An experiment, a run, a config file, or REV:PATH as in git.",
            shell_complete=complete_run,
        ),
    ],
    b: Annotated[
        str | None,
        typer.Argument(
            metavar="[B]",
            help="What A is compared with; without it, A's baseline is compared with A.",
            shell_complete=complete_run,
        ),
    ] = None,
    as_markdown: Annotated[
        bool, typer.Option("--md", help="Print Markdown for a merge request.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show what was changed from A to B, apart from what only follows from it.

    Compared are the values of config and manifest, not how they are written.

    \b
    Example:
      labbook diff keywords-8khz
      labbook diff HEAD~3:keywords-8khz keywords-8khz
      labbook diff keywords-8khz/1 keywords-8khz/2 --md
    """
    from labbook.commands.diff import diff
    from labbook.formats.diffs.as_json import difference_as_json
    from labbook.formats.diffs.markdown import render_markdown
    from labbook.formats.diffs.text import WIDTH, render_text
    from labbook.formats.problems.plain import plain_lines
    from labbook.journal.find import find_journal

    if as_markdown and as_json:
        raise UsageError("--md and --json exclude each other")
    found = diff(find_journal(Path.cwd()), a, b)
    for label, errors in found.errors.items():
        for problem in errors:
            told = "\n".join(plain_lines([problem]))
            say(f"{label}: {told}")
    if as_json:
        print_json(difference_as_json(found.difference))
    elif as_markdown:
        put(render_markdown(found.difference))
    else:
        put(render_text(found.difference, terminal_width() or WIDTH))
