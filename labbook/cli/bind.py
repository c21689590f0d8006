"""`labbook bind`."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from labbook.cli.complete import complete_experiment
from labbook.cli.output import print_json, print_table, put, say

if TYPE_CHECKING:
    from labbook.commands.bind import Bound, Proposed


def command(
    experiment: Annotated[
        str,
        typer.Argument(
            metavar="EXPERIMENT",
            help="Experiment whose report is meant.",
            shell_complete=complete_experiment,
        ),
    ],
    draft: Annotated[
        bool, typer.Option("--draft", help="Print how the report would change, write nothing.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Bind numbers in the prose to the values that their sentences say; others are listed.

    \b
    Example:
      labbook bind keywords-8khz --draft
    """
    from labbook.commands.bind import bind
    from labbook.journal.find import find_journal

    bound = bind(find_journal(Path.cwd()), experiment, draft=draft, on_wait=say)
    if json:
        _print_json(bound, draft=draft)
    else:
        _tell(bound, draft=draft)


def _print_json(bound: "Bound", *, draft: bool) -> None:
    proposed = [
        {
            "line": one.line,
            "column": one.column,
            "number": one.number,
            "written": one.is_sure and not draft,
            "candidates": [{"expression": c.expression, "value": c.value} for c in one.candidates],
        }
        for one in bound.proposed
    ]
    report = os.path.relpath(bound.report)
    print_json({"schema": 1, "report": report, "proposed": proposed, "diff": bound.diff})


def _verdict(one: "Proposed", place: int) -> str:
    if one.is_sure:
        return "bound"
    if place:
        return "or"
    return "one of" if len(one.candidates) > 1 else "equal"


def _tell(bound: "Bound", *, draft: bool) -> None:
    if draft:
        put(bound.diff.removesuffix("\n"))
    elif bound.proposed:
        rows = [
            (
                str(one.line) if place == 0 else "",
                one.number if place == 0 else "",
                f"={candidate.expression}",
                f"{candidate.value:.6g}",
                _verdict(one, place),
            )
            for one in bound.proposed
            for place, candidate in enumerate(one.candidates[:1] if one.is_sure else one.candidates)
        ]
        print_table(("line", "number", "binding", "value", ""), rows)
    sure = sum(one.is_sure for one in bound.proposed)
    said = "would be bound" if draft else "bound"
    say(f"{said}: {sure}, left to you: {len(bound.proposed) - sure}")
    if sure and not draft:
        put(os.path.relpath(bound.report))
