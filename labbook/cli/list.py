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
    from labbook.commands.list import list_all, published_ids
    from labbook.journal.find import find_journal

    journal = find_journal(Path.cwd())

    listed = list_all(journal, launchers=registry.launchers(journal.layout, journal.settings))
    if as_json:
        published = published_ids(journal)
        print_json({"schema": 1, "experiments": [_as_json(one, published) for one in listed]})
        return
    if listed:
        rows = [_row(one) for one in listed]
        print_table(COLUMNS, rows, "md" if as_markdown else "csv" if as_csv else "text")
    else:
        say("no experiment yet: labbook new SLUG makes one")
    for card in (one.card for one in listed):
        if card["problem"] is not None:
            say(f"{card['id']}: {card['problem']}")


def _row(one: "Listed") -> list[str]:
    card, metric = one.card, one.card["metric"]
    result = f"{metric['name']} {metric['text']}" if metric and metric["text"] else ""
    return [card["id"], one.state, result, card["verdict"] or "", card["title"]]


def _as_json(one: "Listed", published: frozenset[str]) -> dict[str, Any]:
    known = one.card["id"] in published
    return {**one.card, "state": one.state, "runs": list(one.runs), "published": known}
