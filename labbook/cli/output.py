"""Data goes to stdout, words go to stderr; nothing that was read can steer the terminal."""

import os
import re
import sys
from collections.abc import Sequence
from typing import Any, Literal

from labbook.errors import LabbookError
from labbook.formats.secrets import without_secrets
from labbook.formats.terminal import clean

TableStyle = Literal["text", "md", "csv"]


def say(text: str) -> None:
    """A message for the person in front of the terminal, without secrets."""
    print(clean(without_secrets(text)), file=sys.stderr, flush=True)  # noqa: T201


def tell(error: LabbookError, of: str | None = None) -> None:
    """An error with its hint, `of` being what it is about."""
    say(f"error: {error}" if of is None else f"error: {of}: {error}")
    if error.hint:
        say(f"hint: {error.hint}")


def put(text: str) -> None:
    """A line of data."""
    print(clean(text))  # noqa: T201


def terminal_width() -> int | None:
    """How many characters fit on a line, None where stdout is no terminal."""
    if sys.stdout is None or not sys.stdout.isatty():
        return None
    return os.get_terminal_size(sys.stdout.fileno()).columns or None


def print_json(value: Any) -> None:
    """The value as JSON with sorted keys, NaN and infinities excluded."""
    import json

    # JSON has an escape of its own for what the encoding can't express.
    ascii_only = not (sys.stdout.encoding or "").lower().startswith("utf")
    print(json.dumps(value, ensure_ascii=ascii_only, indent=2, sort_keys=True, allow_nan=False))  # noqa: T201


def print_table(
    columns: Sequence[str], rows: Sequence[Sequence[str]], style: TableStyle = "text"
) -> None:
    """A table for a person, or for pasting as Markdown or CSV."""
    if style == "csv":
        import csv

        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerows([columns, *rows])
    elif style == "md":
        for line in [columns, ["---"] * len(columns), *rows]:
            put("| " + " | ".join(_markdown_cell(cell) for cell in line) + " |")
    elif sys.stdout is not None and sys.stdout.isatty():
        _print_rich(columns, rows)
    else:
        _print_aligned(columns, rows)


def _markdown_cell(text: str) -> str:
    return re.sub(r"([\\|<>`*_\[\]])", r"\\\1", clean(text).replace("\n", " "))


def _print_aligned(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    table = [[clean(cell) for cell in row] for row in [columns, *rows]]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    for row in table:
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=True)]
        put("  ".join(cells).rstrip())


def _print_rich(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(Text(clean(cell)) for cell in row))
    Console().print(table)
