"""`labbook build`."""

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from labbook.cli.output import put


def command(
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Where to; default: site/.")
    ] = None,
    strict: Annotated[
        bool, typer.Option("--strict/--no-strict", help="Whether a warning is an error.")
    ] = True,
) -> None:
    """Build the site: the experiments beside the hand-written pages.

    It is a folder of plain files that needs no server and loads nothing from outside;
    `mkdocs build` makes the same.

    \b
    Example:
      labbook build --out public
    """
    from labbook.commands.build import build
    from labbook.site.build import build_site

    site = build(Path.cwd(), partial(build_site, out=out, strict=strict))
    put(str(site / "index.html"))
