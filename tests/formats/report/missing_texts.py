"""What labbook says in a record of what is missing: read from its own source."""

import ast
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import labbook

CALLS = {"Missing", "Unreadable", "NotDrawn"}
SAMPLES = ("7", "metrics", "3 metrics", "steps 3 to 5", "zip", "the zip's was taken", "plot", "")
"""What may stand where a text has a value of the run."""


def missing_texts() -> dict[str, list[str]]:
    """Each text by where it stands, with samples in the place of its values."""
    root = Path(labbook.__file__).parent
    files = [file for file in sorted(root.rglob("*.py")) if "lint" not in file.parts]
    return {
        f"{file.relative_to(root)}: {ast.unparse(text)}": _filled_in(text)
        for file in files
        for text in _texts(ast.parse(file.read_text(encoding="utf-8")))
    }


def _texts(module: ast.Module) -> Iterator[ast.Constant | ast.JoinedStr]:
    """Those that the calls are given, there or by a name that the same function gives them."""
    for function in ast.walk(module):
        if not isinstance(function, ast.FunctionDef):
            continue
        nodes = list(ast.walk(function))
        given = [
            argument
            for node in nodes
            if isinstance(node, ast.Call) and ast.unparse(node.func) in CALLS
            for argument in node.args
        ]
        names = {node.id for node in given if isinstance(node, ast.Name)}
        given += [
            node.value
            for node in nodes
            if isinstance(node, ast.Assign) and names & {ast.unparse(to) for to in node.targets}
        ]
        for node in given:
            parts = [node.body, node.orelse] if isinstance(node, ast.IfExp) else [node]
            for part in parts:
                if isinstance(part, ast.JoinedStr) or (
                    isinstance(part, ast.Constant) and isinstance(part.value, str)
                ):
                    yield part


def _filled_in(text: ast.Constant | ast.JoinedStr) -> list[str]:
    parts = text.values if isinstance(text, ast.JoinedStr) else [text]
    each = [[str(one.value)] if isinstance(one, ast.Constant) else SAMPLES for one in parts]
    return ["".join(chosen) for chosen in product(*each)]
