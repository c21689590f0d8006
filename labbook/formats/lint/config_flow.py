"""Where the config goes in the code of an experiment, and whether its keys are in sight there.

It is followed by the names of variables, arguments and attributes; a name is the same name
everywhere, so rather too much is taken for the config than too little. As soon as it goes where
no key is named (`**hparams`, `hparams[name]`, a call of somebody else's code), it is lost.
"""

import ast
import re
from collections.abc import Sequence

from labbook.formats.lint.signature import AnyFunction, function_of

MAX_ROUNDS = 10
"""From function to function."""

_CONFIG = frozenset({"cfg", "conf", "config", "hparams", "hyperparams", "params"})
_LOADER = re.compile(r"(?:load|read).*(?:yaml|config|cfg|params)|(?:safe|full)_load")
_ALL_KEYS = frozenset({"__dict__", "copy", "items", "keys", "popitem", "update", "values"})
_ONE_KEY = frozenset({"get", "pop", "setdefault"})
_ONE_NAME = frozenset({"delattr", "getattr", "hasattr", "setattr"})
_HARMLESS = frozenset({
    "Brain", "Path", "bool", "connect", "describe", "isinstance", "len", "open", "print", "str",
    "type",
})  # fmt: skip
"""Calls that get all of the config, or a path that is called so, and use no key of it. A tracker
that is told everything (`describe`, `connect`) makes no use of anything; of the keys that
SpeechBrain's Brain takes there is a list."""


class _Lost(Exception):
    """The config goes where its keys can't be seen."""


class Flow:
    """The config's way through all files of an experiment."""

    def __init__(self, trees: Sequence[ast.AST]) -> None:
        self._nodes = [node for tree in trees for node in ast.walk(tree)]
        self._parents = {c: node for node in self._nodes for c in ast.iter_child_nodes(node)}
        self._functions: dict[str, list[AnyFunction]] = {}
        self._bases: dict[str, list[str]] = {}
        for node in self._nodes:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                self._functions.setdefault(self._called_as(node), []).append(node)
            elif isinstance(node, ast.ClassDef):
                self._bases[node.name] = [_last(base) for base in node.bases]
        self._names = set(_CONFIG)
        self._givers: set[str] = set()

    def is_in_sight(self) -> bool:
        """Whether the config is read, and only by keys that are written there."""
        try:
            for _ in range(MAX_ROUNDS):
                known = len(self._names) + len(self._givers)
                reads = sum(self._reads(node) for node in self._nodes if self._is_config(node))
                if known == len(self._names) + len(self._givers):
                    return reads > 0
        except _Lost:
            pass
        return False

    def _called_as(self, function: AnyFunction) -> str:
        """A class's name for its `__init__`."""
        owner = self._parents.get(function)
        if function.name == "__init__" and isinstance(owner, ast.ClassDef):
            return owner.name
        return function.name

    def _is_config(self, node: ast.AST) -> bool:
        match node:
            case ast.Name(id=name, ctx=ast.Load()) | ast.Attribute(attr=name, ctx=ast.Load()):
                return name in self._names
            case ast.Call(func=function):
                name = _last(function)
                return name in self._givers or _LOADER.fullmatch(name) is not None
        return False

    def _reads(self, node: ast.AST) -> bool:
        """Whether a key is read here; what else is done with the config is followed."""
        parent = self._parents.get(node)
        match parent:
            case ast.Subscript(value=value, slice=ast.Constant(value=str())) if value is node:
                return True
            case ast.Attribute(attr=name) if name not in _ALL_KEYS | _ONE_KEY:
                return True
            case ast.Compare(left=ast.Constant(), ops=[ast.In() | ast.NotIn()]):
                return True
        self._follow(node, parent)
        return False

    def _follow(self, node: ast.AST, parent: ast.AST | None) -> None:
        match parent:
            case ast.Compare(ops=[ast.Is() | ast.IsNot()]) | ast.Expr() | ast.If():
                pass
            case ast.Attribute(attr=name) if name in _ONE_KEY:
                self._check_key(self._parents.get(parent), 0)
            case ast.Assign(targets=targets):
                self._learn(*targets)
            case ast.AnnAssign(target=target) | ast.NamedExpr(target=target):
                self._learn(target)
            case ast.Call(func=function, args=arguments) if function is not node:
                places = [place for place, argument in enumerate(arguments) if argument is node]
                self._pass(parent, places[0])
            case ast.keyword(arg=str(name)):
                self._pass(self._parents[parent], name)
            case ast.Return() | ast.Tuple():
                self._return(parent)
            case _:
                raise _Lost

    def _learn(self, *targets: ast.expr) -> None:
        for target in targets:
            if isinstance(target, ast.Tuple | ast.List):
                self._learn(*target.elts)
            elif isinstance(target, ast.Name | ast.Attribute):
                self._names.add(_last(target))
            else:
                raise _Lost

    def _return(self, node: ast.AST) -> None:
        """Calls of the function around give the config from now on."""
        if isinstance(node, ast.Tuple):
            node = self._parents[node]
        if not isinstance(node, ast.Return):
            raise _Lost
        while not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            if node not in self._parents:
                raise _Lost
            node = self._parents[node]
        self._givers.add(node.name)

    def _pass(self, call: ast.AST, argument: int | str) -> None:
        if not isinstance(call, ast.Call):
            raise _Lost
        name = _last(call.func)
        if name in _ONE_NAME:
            self._check_key(call, 1)
            return
        for _ in range(MAX_ROUNDS):
            if name not in self._functions and self._bases.get(name):
                name = self._bases[name][0]
        if name in _HARMLESS or _LOADER.fullmatch(name):
            return
        if name not in self._functions or any(isinstance(a, ast.Starred) for a in call.args):
            raise _Lost
        for function in self._functions[name]:
            self._names.add(self._parameter(function, argument))

    def _parameter(self, function: AnyFunction, argument: int | str) -> str:
        """The name that the function calls its argument by."""
        signature = function_of(function).signature
        if isinstance(argument, str) and argument in signature.names:
            return argument
        is_method = isinstance(self._parents.get(function), ast.ClassDef)
        places = signature.places[int(is_method and not function.decorator_list) :]
        if isinstance(argument, int) and argument < len(places):
            return places[argument]
        raise _Lost

    @staticmethod
    def _check_key(call: ast.AST | None, place: int) -> None:
        """The call's argument at that place must be a written key."""
        arguments = call.args[place:] if isinstance(call, ast.Call) else []
        if not arguments or not isinstance(arguments[0], ast.Constant):
            raise _Lost


def _last(node: ast.expr) -> str:
    """`C` of `a.b().C`."""
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
