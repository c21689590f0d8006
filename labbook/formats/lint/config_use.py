"""What the code of an experiment says: the names in it, and whether the config's keys can be among
them only."""

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from labbook.formats.lint.config_flow import Flow
from labbook.formats.lint.source import parse


@dataclass(frozen=True)
class ConfigUse:
    """`names` are all names, attributes and words of texts; `is_in_sight` says whether the config
    is read by keys that are written there and in no other way."""

    names: frozenset[str]
    is_in_sight: bool


def config_use(texts: Iterable[str]) -> ConfigUse | None:
    """What these Python files say together; None where one can't be read."""
    trees = [parse(text) for text in texts]
    known = [tree for tree in trees if tree is not None]
    if len(known) < len(trees):
        return None
    names = frozenset(name for tree in known for name in said_names(tree))
    return ConfigUse(names, Flow(known).is_in_sight())


def said_names(tree: ast.AST) -> Iterator[str]:
    """Names, attributes and the words of texts, docstrings left out."""
    docstrings = set()
    for node in ast.walk(tree):
        match node:
            case ast.Expr(value=ast.Constant() as text):
                docstrings.add(text)
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.keyword(arg=str(name)):
                yield name
            case ast.Constant(value=str(text)) if node not in docstrings:
                yield from re.findall(r"\w+", text)
