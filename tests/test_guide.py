"""The guide names what the code can say."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
MAKERS = {"Problem", "ConfigFailure", "_problem", "problem", "noted", "problem_of"}
CODE = re.compile(r"[a-z]+(-[a-z]+)+")


def codes() -> Iterator[str]:
    """Texts in kebab-case that are given to whatever makes a problem."""
    for file in (ROOT / "labbook").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", None) in MAKERS:
                for argument in node.args:
                    text = getattr(argument, "value", None)
                    if isinstance(text, str) and CODE.fullmatch(text):
                        yield text


def test_every_code_of_a_problem_is_explained() -> None:
    explained = set(re.findall(r"`([a-z-]+)`", (ROOT / "journal/guide/checks.md").read_text()))
    known = set(codes())
    assert {"region-edited", "number-drifted", "baseline-unknown"} <= known
    assert known - explained == set()
