"""`labbook serve`."""

from functools import partial
from pathlib import Path
from typing import Annotated

import typer


def command(
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="On this port.")] = 8000,
) -> None:
    """Show the site on this machine while you write; pages reload when a file changes.

    \b
    Example:
      labbook serve --port 8001
    """
    from labbook.commands.serve import serve
    from labbook.site.build import serve_site

    serve(Path.cwd(), partial(serve_site, port=port))
