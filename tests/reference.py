"""The generated pages of the guide: `make reference` writes them, a test holds them to the code."""

from pathlib import Path
from typing import Any

import typer

from labbook.cli.main import COMMANDS, program
from labbook.journal.declared import settings_reference

FOLDER = Path(__file__).parent.parent / "journal" / "guide" / "reference"
WIDTH = 96


def pages() -> dict[str, str]:
    """The text of each generated page, by its file name."""
    return {"cli.md": _cli(), "settings.md": _settings()}


def _cli() -> str:
    group = program()
    parts = [
        "# Commands",
        "Every command prints data to stdout and messages to stderr. `labbook --install-completion`"
        " makes the shell complete experiments and runs.",
        "| exit code | means |\n| --- | --- |\n"
        "| 0 | fine |\n"
        "| 1 | problems were found, or the run that was followed failed |\n"
        "| 2 | wrong usage |\n"
        "| 3 | not a journal, or its settings are broken |\n"
        "| 4 | a system outside of labbook failed or can't be reached |\n"
        "| 5 | refused: not reviewed, not committed, or it would overwrite |\n"
        "| 70 | a bug in labbook; the message names a log to attach |\n"
        "| 130 | interrupted |",
    ]
    with typer.Context(group, info_name="labbook", terminal_width=WIDTH) as above:
        for name in COMMANDS:
            command: Any = group.get_command(above, name)
            context = type(above)(command, info_name=name, parent=above, terminal_width=WIDTH)
            parts += [f"## {name}", f"```text\n{command.get_help(context).rstrip()}\n```"]
    return "\n\n".join(parts) + "\n"


def _settings() -> str:
    return f"# Settings\n\n{settings_reference().rstrip()}\n"


def main() -> None:
    for name, text in pages().items():
        FOLDER.mkdir(parents=True, exist_ok=True)
        (FOLDER / name).write_text(text, encoding="utf-8")
        print(FOLDER / name)


if __name__ == "__main__":
    main()
