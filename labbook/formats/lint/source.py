"""What a Python module's text says of its names. Nothing is imported, nothing is run."""

import ast
import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from labbook.formats.lint.signature import (
    Function,
    Parameter,
    decorator_name,
    dotted,
    function_of,
    is_overload,
)

MAX_CHARACTERS = 524_288
"""Of one module; the longest that configs name are half of this."""

_REPLACES_MODULES = re.compile(r"""sys\.modules\[(?!["'][\w.]+["']\][.)])""")
"""Anything but a look at another module, as in `sys.modules["torch"].get_num_threads()`."""
_NO_ARGUMENT = ("ClassVar", "InitVar", "KW_ONLY")
_REPLACED = frozenset({"__init__", "__new__", "__call__", "__signature__"})


@dataclass(frozen=True)
class Alias:
    """An import: another name of what `target` names, a path from the environment's root."""

    target: str


@dataclass(frozen=True)
class Class:
    """`bases` and `decorators` are dotted names, None for what is no name. `fields` are the
    annotated names of the body, which a dataclass takes as arguments."""

    name: str
    bases: tuple[str | None, ...] = ()
    decorators: tuple[str | None, ...] = ()
    metaclass: str | None = None
    names: "Names" = field(default_factory=lambda: Names({}))
    fields: tuple[Parameter, ...] | None = ()


@dataclass(frozen=True)
class Unclear:
    """What only running the module would tell."""


UNCLEAR = Unclear()
Binding = Function | Class | Alias | Unclear


@dataclass(frozen=True)
class Names:
    """What the names of a module's or a class's body stand for once the body has run.

    `stars` are the modules of `from … import *`, None where one may or may not happen; each
    comes with the number of the statement, as the later binding of a name wins.
    """

    bound: Mapping[str, tuple[int, Binding]]
    stars: tuple[tuple[int, str | None], ...] = ()

    def get(self, name: str) -> Binding | None:
        """What the body itself binds the name to, stars apart."""
        return self.bound[name][1] if name in self.bound else None


@dataclass(frozen=True)
class Module:
    """`exported` is `__all__`, None where there is none or code puts it together. `words` are
    all words of the text: a name that is not among them is nowhere in it."""

    name: str
    names: Names
    exported: frozenset[str] | None = None
    words: frozenset[str] = frozenset()


def unclear_module(name: str) -> Module:
    """A module that is there and can't be read."""
    return Module(name, Names({}, ((0, None),)))


def read_module(text: str, name: str, *, is_package: bool = False) -> Module:
    """The module of that dotted name; an unclear one where the text is broken or too long."""
    tree = None if _REPLACES_MODULES.search(text) else parse(text)
    if tree is None:
        return unclear_module(name)
    package = name if is_package else name.rpartition(".")[0]
    names = _names(tree.body, package)
    words = frozenset(re.findall(r"\w+", text))
    return Module(name, names, _exported(tree.body, names), words)


def parse(text: str) -> ast.Module | None:
    """The syntax tree; None where the text is no Python, too long or nested too deep."""
    if len(text) > MAX_CHARACTERS:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _names(body: Sequence[ast.stmt], package: str) -> Names:
    bound: dict[str, tuple[int, Binding]] = {}
    stars: list[tuple[int, str | None]] = []
    for number, statement in enumerate(body, 1):
        for name, binding in _bindings(statement, package):
            if name == "*":
                stars.append((number, binding.target if isinstance(binding, Alias) else None))
            else:
                bound[name] = (number, binding)
    return Names(bound, tuple(stars))


def _bindings(statement: ast.stmt, package: str) -> Iterator[tuple[str, Binding]]:
    """The names that a statement binds, `*` standing for all those of another module."""
    match statement:
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            if not is_overload(statement):
                yield statement.name, function_of(statement)
        case ast.ClassDef():
            yield statement.name, _class(statement, package)
        case ast.Import():
            for alias in statement.names:
                first = alias.name.partition(".")[0]
                yield (alias.asname, Alias(alias.name)) if alias.asname else (first, Alias(first))
        case ast.ImportFrom():
            origin = _origin(statement, package)
            for alias in statement.names:
                if alias.name == "*":
                    yield "*", Alias(origin)
                else:
                    yield alias.asname or alias.name, Alias(f"{origin}.{alias.name}")
        case ast.AnnAssign(value=None):
            return
        case _:
            yield from ((name, UNCLEAR) for name in _stored(statement))


def _stored(root: ast.stmt) -> Iterator[str]:
    """Every name that is bound anywhere within, and classes whose making is changed."""
    for node in ast.walk(root):
        match node:
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
                yield name
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield name
            case ast.ClassDef(name=name) | ast.ExceptHandler(name=str(name)):
                yield name
            case ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
                yield name
            case ast.alias(name=name, asname=asname):
                yield asname or name.partition(".")[0]
            case ast.Attribute(value=ast.Name(id=name), attr=attr):
                if attr in _REPLACED or name == "__all__":
                    yield name


def _origin(statement: ast.ImportFrom, package: str) -> str:
    """The module that `from … import` names, dots in front resolved; empty if they lead out."""
    if not statement.level:
        return statement.module or ""
    parts = package.split(".")
    if statement.level > len(parts):
        return ""
    parts = parts[: len(parts) - statement.level + 1]
    return ".".join([*parts, statement.module] if statement.module else parts)


def _class(node: ast.ClassDef, package: str) -> Class:
    metaclass = None
    for keyword in node.keywords:
        metaclass = (dotted(keyword.value) if keyword.arg == "metaclass" else None) or "?"
    return Class(
        node.name,
        tuple(_base(base) for base in node.bases),
        tuple(decorator_name(decorator) for decorator in node.decorator_list),
        metaclass,
        _names(node.body, package),
        _fields(node.body),
    )


def _base(node: ast.expr) -> str | None:
    return dotted(node.value if isinstance(node, ast.Subscript) else node)


def _fields(body: Sequence[ast.stmt]) -> tuple[Parameter, ...] | None:
    """The annotated names of a class; None where one is more than an argument."""
    fields = []
    for statement in body:
        match statement:
            case ast.AnnAssign(target=ast.Name(id=name), annotation=annotation, value=value):
                has_default = _has_default(value)
                if has_default is None or _is_no_argument(annotation):
                    return None
                fields.append(Parameter(name, required=not has_default))
    return tuple(fields)


def _is_no_argument(annotation: ast.expr) -> bool:
    """Whether it says so, as a name or within a text."""
    for node in ast.walk(annotation):
        for word in (getattr(node, part, None) for part in ("id", "attr", "value")):
            if isinstance(word, str) and any(mark in word for mark in _NO_ARGUMENT):
                return True
    return False


def _has_default(value: ast.expr | None) -> bool | None:
    """Of a dataclass's field; None for a field that `field(…)` makes no argument of."""
    if not isinstance(value, ast.Call):
        return value is not None
    said = {keyword.arg for keyword in value.keywords}
    if said & {"init", "kw_only", None}:
        return None
    is_field = (dotted(value.func) or "").rpartition(".")[2] == "field"
    return not is_field or bool(said & {"default", "default_factory"})


def _exported(body: Sequence[ast.stmt], names: Names) -> frozenset[str] | None:
    """The list `__all__` as it is bound last, if it is a plain one."""
    number = names.bound["__all__"][0] if "__all__" in names.bound else 0
    match body[number - 1] if number else None:
        case ast.Assign(value=ast.List(elts=items) | ast.Tuple(elts=items)):
            texts = [item.value for item in items if isinstance(item, ast.Constant)]
            if len(texts) == len(items):
                return frozenset(text for text in texts if isinstance(text, str))
    return None
