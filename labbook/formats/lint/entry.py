"""How a training script takes overrides from the command line."""

import ast
from collections.abc import Sequence
from typing import Literal

from labbook.formats.lint.config_use import said_names
from labbook.formats.lint.source import parse

Convention = Literal["speechbrain", "plain"]
"""`--key value` with SpeechBrain's own run options among them, or without."""

_PARSERS = frozenset({
    "absl", "argparse", "click", "docopt", "fire", "getopt", "hydra", "jsonargparse", "optparse",
    "runpy", "simple_parsing", "subprocess", "typer", "tyro",
})  # fmt: skip
"""Modules by which a script has options of its own, or starts another program with them."""


def entry_point(words: Sequence[str]) -> str | None:
    """The script that a command runs: its first word that is a Python file.

    >>> entry_point(("torchrun", "--nproc_per_node=4", "train.py", "config.yaml"))
    'train.py'
    """
    scripts = (word for word in words if word.endswith(".py") and not word.startswith("-"))
    return next(scripts, None)


def convention(text: str) -> Convention | None:
    """How the script takes overrides; None where that isn't certain."""
    tree = parse(text)
    if tree is None:
        return None
    names = set(said_names(tree))
    if "parse_arguments" in names:
        return "speechbrain"
    return "plain" if "argv" in names and not _imported(tree) & _PARSERS else None


def _imported(tree: ast.Module) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add((node.module or "").partition(".")[0])
    return found
