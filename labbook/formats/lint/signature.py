"""Signatures of functions, from their syntax trees."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, replace

AnyFunction = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Parameter:
    """`by_place` and `by_name` say how an argument may be given."""

    name: str
    required: bool
    by_place: bool = True
    by_name: bool = True


@dataclass(frozen=True)
class Signature:
    """What a callable takes; `any_place` and `any_name` stand for `*args` and `**kwargs`."""

    parameters: tuple[Parameter, ...] = ()
    any_place: bool = False
    any_name: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """Arguments that may be given by their name."""
        return tuple(parameter.name for parameter in self.parameters if parameter.by_name)

    @property
    def places(self) -> tuple[str, ...]:
        """Arguments that may be given without their name."""
        return tuple(parameter.name for parameter in self.parameters if parameter.by_place)

    def bound(self) -> "Signature | None":
        """Without `self`; None for a method that has no place for it."""
        if self.places:
            return replace(self, parameters=self.parameters[1:])
        return self if self.any_place else None


@dataclass(frozen=True)
class Function:
    """`decorators` are dotted names, None for what is no name."""

    name: str
    signature: Signature
    decorators: tuple[str | None, ...] = ()


def function_of(node: AnyFunction) -> Function:
    """The function with its signature as written, decorators left for others to judge."""
    arguments = node.args
    return Function(
        node.name,
        Signature(
            tuple(_parameters(arguments)),
            any_place=arguments.vararg is not None,
            any_name=arguments.kwarg is not None,
        ),
        tuple(decorator_name(decorator) for decorator in node.decorator_list),
    )


def is_overload(node: AnyFunction) -> bool:
    """Whether this is for type checkers only and the real function comes later."""
    names = (decorator_name(decorator) or "" for decorator in node.decorator_list)
    return any(name.rpartition(".")[2] == "overload" for name in names)


def decorator_name(node: ast.expr) -> str | None:
    """`a.b` for `@a.b` and for `@a.b(…)`; None where a dataclass's arguments change how it is
    made."""
    if not isinstance(node, ast.Call):
        return dotted(node)
    changed = any(keyword.arg in {"init", "kw_only", None} for keyword in node.keywords)
    return None if changed else dotted(node.func)


def dotted(node: ast.expr) -> str | None:
    """`a.b.C` of an expression that is no more than that."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return None
    return ".".join([node.id, *reversed(parts)])


def _parameters(arguments: ast.arguments) -> Iterator[Parameter]:
    by_place = [*arguments.posonlyargs, *arguments.args]
    first_default = len(by_place) - len(arguments.defaults)
    for number, argument in enumerate(by_place):
        by_name = number >= len(arguments.posonlyargs)
        yield Parameter(argument.arg, number < first_default, by_name=by_name)
    for argument, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        yield Parameter(argument.arg, default is None, by_place=False)
