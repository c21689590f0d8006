"""Experiments as `labbook new` lays them out, run as a launcher runs them."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from labbook.journal.templates import templates

NEW = {
    "id": "2026-11-23-commands",
    "title": "Commands",
    "authors": ["Ada Lovelace"],
    "hypothesis": None,
    "baseline": None,
}


def lay_out(kind: str, folder: Path, language: str = "en", **context: Any) -> Path:
    """Write a new experiment of that kind into `folder`."""
    source = templates()
    chosen = source.kind(kind)
    variables = {**NEW, "language": language, "front_matter": chosen.front_matter, **context}
    for file in source.experiment_files(chosen, language):
        target = folder / file.target
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(source.render(file, variables))
    return folder


def copy_tracking(folder: Path) -> None:
    """Put the template's tracking code into the folder."""
    for file in (Path(__file__).parents[2] / "templates/experiment/base").glob("*.py"):
        (folder / file.name).write_bytes(file.read_bytes())


def python(
    folder: Path, *arguments: str | Path, env: Mapping[str, str | Path] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run python in the folder with the environment of a run, and keep what it prints."""
    return subprocess.run(
        [sys.executable, *map(str, arguments)],
        cwd=folder,
        env={**os.environ, **{name: str(value) for name, value in (env or {}).items()}},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def result(output: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((output / "result.json").read_text(encoding="utf-8"))
    return content


def points(output: Path) -> list[tuple[str, int | None, float]]:
    lines = (output / "metrics.jsonl").read_text(encoding="utf-8").splitlines()
    events = [json.loads(line) for line in lines]
    return [(e["metric"], e.get("step"), float(e["value"])) for e in events if "metric" in e]
