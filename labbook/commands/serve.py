"""Show the site of a journal while it is written."""

from collections.abc import Callable
from pathlib import Path

from labbook.commands.build import site_settings


def serve(start: Path, serve_site: Callable[[Path], None]) -> None:
    """Serve the site of the journal around `start` until it is interrupted.

    `serve_site` serves the site of a `mkdocs.yml`. Raises JournalError where there is none.
    """
    serve_site(site_settings(start))
