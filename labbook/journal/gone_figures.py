"""Figures of an earlier fill that no record names any more."""

from collections.abc import Iterable
from pathlib import Path

from labbook.model.layout import RunLayout


def remove_figures(layout: RunLayout, names: Iterable[str]) -> list[Path]:
    """Delete the files, named as a record does; those that are there, in the order of the names.

    Where the folder is a link, what is in it isn't the run's own, and nothing is deleted.
    """
    if layout.figures.resolve() != layout.folder.resolve() / layout.figures.name:
        return []
    paths = [layout.folder / name for name in names]
    removed = [path for path in paths if path.is_file() or path.is_symlink()]
    for path in removed:
        path.unlink()
    return removed
