"""`labbook list`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from labbook.cli.output import print_json, print_table, say

if TYPE_CHECKING:
    from labbook.commands.list import Listed

COLUMNS = ("experiment", "state", "result", "verdict", "title")


def command(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    as_markdown: Annotated[bool, typer.Option("--md", help="Print a Markdown table.")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV.")] = False,
) -> None:
    """List the experiments with their state, key metric and verdict, the newest first.

    \b
    Example:
      labbook list --md
    """
    from labbook import registry
    from labbook.commands.list import list_all
    from labbook.journal.find import find_journal

    journal = find_journal(Path.cwd())

    listed = list_all(journal, launchers=registry.launchers(journal.layout, journal.settings))
    if as_json:
        print_json({"schema": 1, "experiments": [_as_json(one) for one in listed]})
        return
    if listed:
        rows = [_row(one) for one in listed]
        print_table(COLUMNS, rows, "md" if as_markdown else "csv" if as_csv else "text")
    else:
        say("no experiment yet: labbook new SLUG makes one")
    for one in listed:
        if one.problem is not None:
            say(f"{one.experiment.id}: {one.problem}")


def _row(one: "Listed") -> list[str]:
    front_matter = one.experiment.front_matter
    result = f"{one.metric.name} {one.value}" if one.metric and one.value else ""
    return [one.experiment.id, one.state, result, front_matter.verdict or "", front_matter.title]


def _as_json(one: "Listed") -> dict[str, Any]:
    front_matter = one.experiment.front_matter
    measured = one.measured
    return {
        "id": one.experiment.id,
        "title": front_matter.title,
        "state": one.state,
        "published": one.published,
        "verdict": front_matter.verdict,
        "cause": front_matter.cause,
        "tags": list(front_matter.tags),
        "authors": list(front_matter.authors),
        "baseline": front_matter.baseline,
        "runs": list(one.runs),
        "metric": None
        if measured is None
        else {
            "name": measured.metric,
            "mean": measured.mean,
            "std": measured.std,
            "n": measured.n,
            "text": one.value,
        },
        "problem": None if one.problem is None else str(one.problem),
    }
