"""Build the site of a journal."""

from collections.abc import Callable
from pathlib import Path

from labbook.errors import JournalError
from labbook.journal.find import find_journal

SITE_SETTINGS = "mkdocs.yml"


def build(start: Path, build_site: Callable[[Path], Path]) -> Path:
    """Build the site of the journal around `start`; give the folder that it is in.

    `build_site` makes the site of a `mkdocs.yml`. Raises JournalError where there is none.
    """
    return build_site(site_settings(start))


def site_settings(start: Path) -> Path:
    """The `mkdocs.yml` of the journal around `start`. Raises JournalError where there is none."""
    path = find_journal(start).layout.root / SITE_SETTINGS
    if not path.is_file():
        raise JournalError(
            f"this journal has no {SITE_SETTINGS}", hint="labbook init writes one", path=path
        )
    return path
