"""`labbook new`."""

import os
from pathlib import Path
from typing import Annotated

import typer

from labbook.cli.complete import complete_experiment
from labbook.cli.output import print_json, put, say


def command(
    slug: Annotated[str, typer.Argument(help="Name of the experiment in a few words.")],
    template: Annotated[
        str, typer.Option("--template", "-t", help="Template that the files are made from.")
    ] = "speechbrain",
    older: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar="EXPERIMENT",
            shell_complete=complete_experiment,
            help="Take the files of an older experiment, which becomes the baseline.",
        ),
    ] = None,
    title: Annotated[
        str | None, typer.Option(help="Title of the report; made from SLUG without it.")
    ] = None,
    hypothesis: Annotated[
        str | None, typer.Option(help="What you expect to be true: a sentence or a slug.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Make the folder of a new experiment and print its path.

    \b
    Example:
      labbook new "keywords at 8 kHz" --from keywords-16khz
    """
    from labbook.commands.new import new
    from labbook.journal.find import find_journal

    journal = find_journal(Path.cwd())
    done = new(journal, slug, template=template, older=older, title=title, hypothesis=hypothesis)
    path = os.path.relpath(done.layout.folder)
    if json:
        print_json({"schema": 1, "experiment": done.layout.id, "path": path})
        return
    put(path)
    if done.author is None:
        say("the report has no author: git config --global user.name is not set")
    say(f"next: write down question and prediction in {Path(path, 'report.md')}, then")
    say(f"  labbook launch {done.layout.id} --commit -m WHY")
