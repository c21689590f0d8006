"""`labbook doctor`."""

from pathlib import Path
from typing import Annotated

import typer

from labbook.cli.output import print_json, print_table, put


def command(
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show every setting with its source, and what is missing with its mend.

    Exits with 1 when something is missing that the settings ask for, with 3 outside of a journal.

    \b
    Example:
      labbook doctor
    """
    from labbook import registry
    from labbook.commands.doctor import as_json, doctor

    diagnosis = doctor(
        Path.cwd(),
        launchers=registry.LAUNCHERS,
        tracker=registry.tracker,
        forges=registry.forge,
    )
    if json:
        print_json(as_json(diagnosis))
    else:
        if diagnosis.settings:
            rows = [(setting.name, setting.value, setting.origin) for setting in diagnosis.settings]
            print_table(("setting", "value", "from"), rows)
            put("")
        for finding in diagnosis.findings:
            put(f"{finding.state:8} {finding.about}: {finding.found}")
            if finding.mend:
                put(f"         mend: {finding.mend}")
    raise typer.Exit(diagnosis.exit_code)
