"""Compares what labbook reads with what the library loads."""

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from labbook.formats.config import Config, read_config
from labbook.model.problem import Severity

STRICTER = {"config-circular-reference", "config-single-item"}
"""Where the library loads something, though nothing that anybody meant."""


class Library:
    """The real HyperPyYAML in a child process; one for many configs."""

    def __init__(self) -> None:
        self._child = self._start()

    @staticmethod
    def _start() -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, "-W", "ignore", str(Path(__file__).with_name("library_child.py"))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
        )

    def load(self, path: Path, overrides: Mapping[str, Any] | str | None) -> dict[str, Any]:
        """What the library makes of the file, or its error; a config that kills it is one too."""
        assert self._child.stdin
        assert self._child.stdout
        self._child.stdin.write(json.dumps({"path": str(path), "overrides": overrides}) + "\n")
        self._child.stdin.flush()
        line = self._child.stdout.readline()
        if not line:
            self.close()
            self._child = self._start()
            return {"error": "the process died"}
        answer: dict[str, Any] = json.loads(line)
        return answer

    def close(self) -> None:
        self._child.kill()
        self._child.communicate()


@dataclass
class Comparison:
    """What was compared so far."""

    library: Library
    folder: Path
    configs: int = 0
    refused: int = 0
    leaves: int = 0
    mismatches: list[str] = field(default_factory=list)

    def compare(
        self,
        files: Mapping[str, str],
        overrides: Mapping[str, Any] | str | None = None,
    ) -> Config:
        """Read `config.yaml` of `files` with both and note every difference."""
        for name, text in files.items():
            (self.folder / name).write_text(text, encoding="utf-8", newline="")
        ours = read_config(
            files["config.yaml"],
            name="config.yaml",
            read_include=lambda path: files[path],
            overrides=overrides,
        )
        theirs = self.library.load(self.folder / "config.yaml", overrides)
        self.configs += 1
        found = differences(ours, theirs)
        if "error" in theirs and "!applyref:" in "".join(files.values()):
            found = []  # what the call returned is what the library failed on
        if "error" in theirs:
            self.refused += 1
        else:
            self.leaves += sum(not leaf.symbolic for leaf in ours.leaves)
        self.mismatches += found
        assert not found, found
        return ours

    def summary(self) -> str:
        return (
            f"{self.configs} configs ({self.refused} of them refused by both), "
            f"{self.leaves} leaves, {len(self.mismatches)} mismatches"
        )


def differences(ours: Config, theirs: Mapping[str, Any]) -> list[str]:
    errors = [p for p in ours.problems if p.severity is Severity.ERROR]
    if "has no attribute 'size'" in theirs.get("error", ""):
        return []
    if "error" in theirs:
        return [] if errors else [f"the library fails: {theirs['error']}"]
    if errors:
        if any(problem.code in STRICTER for problem in errors):
            return []
        return [f"the library reads what labbook refuses: {errors[0]}"]
    expected: dict[str, list[str]] = theirs["leaves"]
    symbolic = {leaf.key for leaf in ours.leaves if leaf.symbolic}
    mine = {leaf.key: shown(leaf.value) for leaf in ours.leaves if not leaf.symbolic}
    found = [
        f"{key}: labbook {value}, library {expected.get(key)}"
        for key, value in mine.items()
        if expected.get(key) != value
    ]
    for key, value in expected.items():
        if key not in mine and not covered(key, symbolic):
            found.append(f"{key}: missing, library {value}")
    return found


def shown(value: Any) -> list[str]:
    return ["date" if isinstance(value, date) else type(value).__name__, repr(value)]


def covered(key: str, symbolic: set[str]) -> bool:
    """Whether the key is symbolic, or part of an object that is shown somewhere else."""
    return any(key == one or key.startswith(one + ".") for one in symbolic)
