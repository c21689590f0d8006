"""The guide explains every code that labbook can say, as `labbook/model/codes.py` declares it."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from labbook.model.codes import CODES, GROUPS, Code

ROOT = Path(__file__).parent.parent
GUIDE = ROOT / "journal" / "guide"
ALLOW = (
    "Where it is meant to be so: [allow it](../checks.md#allowing-a-problem) for the line, the "
    "experiment or the journal, with a reason."
)
PAGE = re.compile(
    r"# `(?P<code>[a-z-]+)`\n\n\*(?P<severity>[a-z, ]+)\* — (?P<found>[^\n]+(?:\n[^\n]+)*)\n\n"
    r"## Why\n\n(?P<why>.+?)\n\n## Mend\n\n(?P<mend>.+?)\n\n## Allow\n\n(?P<allow>.+)\n",
    re.DOTALL,
)
ROW = re.compile(r"\| \[`(.+?)`\]\((.+?)\) \| (.+?) \| (.+) \|")
MAKERS = {"Problem": 2, "Remark": 1, "ConfigFailure": 0}
"""What takes a code, and as which of its arguments; functions with a parameter `code` do too."""


@cache
def modules() -> tuple[ast.Module, ...]:
    files = (ROOT / "labbook").rglob("*.py")
    return tuple(ast.parse(file.read_text()) for file in files if file.name != "codes.py")


def makers(tree: ast.Module) -> dict[str, int]:
    found = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            names = [a.arg for a in node.args.args if a.arg not in {"self", "cls"}]
            if "code" in names:
                found[node.name] = names.index("code")
    return found


def texts(node: ast.AST | None, tree: ast.Module) -> Iterator[str]:
    """The texts that an argument can be; those of a name are what the module assigns to it."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from (*texts(node.body, tree), *texts(node.orelse, tree))
    elif isinstance(node, ast.Name):
        for assigned in ast.walk(tree):
            if isinstance(assigned, ast.Assign) and ast.unparse(assigned.targets[0]) == node.id:
                yield from texts(assigned.value, tree)


@cache
def said() -> frozenset[str]:
    """Every code that stands in the source."""
    everywhere = {name: at for tree in modules() for name, at in makers(tree).items()}
    found: set[str] = set()
    for tree in modules():
        imported = {
            alias.name
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom)
            for alias in node.names
        }
        known = {name: at for name, at in everywhere.items() if name in imported}
        known |= MAKERS | makers(tree)
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            name = getattr(call.func, "id", None) or getattr(call.func, "attr", "")
            if name in known:
                given = {keyword.arg: keyword.value for keyword in call.keywords}
                at = call.args[known[name] :][:1]
                found.update(texts(at[0] if at else given.get("code"), tree))
    return frozenset(found)


def test_every_code_in_the_source_is_declared_and_every_declared_one_is_said() -> None:
    assert {"region-edited", "wrong-type", "config-syntax", "launch-unreadable"} <= said()
    assert said() == CODES.keys()


def test_every_code_has_a_page_and_every_page_a_code() -> None:
    assert {page.stem for page in (GUIDE / "checks").glob("*.md")} == CODES.keys()


@pytest.mark.parametrize("code", CODES.values(), ids=lambda code: code.name)
def test_a_page_says_what_the_code_declares(code: Code) -> None:
    page = PAGE.fullmatch((GUIDE / "checks" / f"{code.name}.md").read_text(encoding="utf-8"))
    assert page is not None, "the form is: code, severity, Why, Mend, Allow"
    assert page["code"] == code.name
    assert page["severity"] == ", ".join(code.severities)
    if code.allowable:
        assert page["allow"].startswith(ALLOW)
        assert (page["allow"] == ALLOW) == (code.allowable == code.severities)
    else:
        assert page["allow"].startswith("This one can't be allowed: ")


def test_the_index_lists_the_codes_as_they_are_declared() -> None:
    index = (GUIDE / "checks.md").read_text(encoding="utf-8")
    listed = {}
    for title, text in re.findall(r"^### (.+?)\n(.+?)(?=^#|\Z)", index, re.DOTALL | re.MULTILINE):
        listed[title] = ROW.findall(text)
    assert listed == {
        title: [(c.name, f"checks/{c.name}.md", ", ".join(c.severities), c.title) for c in group]
        for title, group in GROUPS.items()
    }
    assert "\n## Allowing a problem\n" in index
