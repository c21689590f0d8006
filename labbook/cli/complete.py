"""What the shell offers: names read from folders and tags, and silence where there are none.

Given to typer as `shell_complete`, for its `autocompletion` offers only what begins with what was
typed, and ids begin with a date that nobody types.
"""

import subprocess
from pathlib import Path
from typing import Any

from labbook.model.reference import EXPERIMENT_ID


def complete_experiment(_context: Any, _parameter: Any, incomplete: str) -> list[str]:
    """Ids of experiments that contain what was typed, the newest first."""
    return [name for name in _experiments() if incomplete in name]


def complete_run(_context: Any, _parameter: Any, incomplete: str) -> list[str]:
    """Experiments, and runs once an experiment is there in full."""
    experiment, slash, _ = incomplete.partition("/")
    if not slash:
        return complete_experiment(_context, _parameter, incomplete)
    pattern = f"refs/tags/run/{experiment}/*"
    done = subprocess.run(
        ["git", "for-each-ref", "--format=%(refname:strip=3)", "--sort=-version:refname", pattern],
        capture_output=True,
        text=True,
        check=False,
    )
    return [name for name in done.stdout.split() if name.startswith(incomplete)]


def _experiments() -> list[str]:
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / "experiments").is_dir():
            entries = (folder / "experiments").iterdir()
            names = (entry.name for entry in entries if EXPERIMENT_ID.fullmatch(entry.name))
            return sorted(names, reverse=True)
    return []
