"""`labbook status`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from labbook.cli.complete import complete_run
from labbook.cli.output import TableStyle, print_json, print_table, say

if TYPE_CHECKING:
    from labbook.commands.status import RunReport

COLUMNS = ("run", "state", "since", "host", "last line", "reason")


def command(
    reference: Annotated[
        str | None,
        typer.Argument(
            metavar="[RUN|EXPERIMENT]",
            help="Without it, all open runs.",
            shell_complete=complete_run,
        ),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    md: Annotated[bool, typer.Option("--md", help="Print a Markdown table.")] = False,
    csv: Annotated[bool, typer.Option("--csv", help="Print CSV.")] = False,
) -> None:
    """Show where runs stand; a run is open until `labbook fill` has brought its end home.

    \b
    Example:
      labbook status keywords-8khz/2
    """
    from labbook import registry
    from labbook.commands.status import status
    from labbook.journal.find import find_journal

    journal = find_journal(Path.cwd())
    launchers = registry.launchers(journal.layout, journal.settings)
    reports = status(journal, reference, launchers=launchers)
    if json:
        print_json({"schema": 1, "runs": [_row(report) for report in reports]})
    elif reports:
        style: TableStyle = "md" if md else "csv" if csv else "text"
        print_table(COLUMNS, [_cells(_row(report)) for report in reports], style)
    else:
        say("no run is open")


def _row(report: "RunReport") -> dict[str, Any]:
    status, claim = report.status, report.run.claim
    attempt = status.attempts[-1] if status.attempts else None
    since = (attempt.finished or attempt.started) if attempt else None
    return {
        "run": str(report.run.ref),
        "state": status.state.value,
        "since": since or claim.created or None,
        "host": status.host or claim.host,
        "last_line": status.last_line,
        "reason": _reason(report),
        "unpushed": claim.unpushed,
        "launcher": claim.launcher,
    }


def _reason(report: "RunReport") -> str | None:
    parts = [report.status.reason, "its claim is not pushed" if report.run.claim.unpushed else None]
    return "; ".join(part for part in parts if part) or None


def _cells(row: dict[str, Any]) -> list[str]:
    from labbook.formats.excerpt import excerpt

    texts = [row[column.replace(" ", "_")] or "" for column in COLUMNS]
    return [*texts[:4], *map(excerpt, texts[4:])]
