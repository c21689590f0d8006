"""Arithmetic in references, as the library computes it, within bounds.

The library parses the text with `ast` after the references are put in, so that `<y>-<m>` of
2026 and 10 is 2016; what doesn't parse, or uses more than constants and seven operators,
stays a text (`-3` too: there is no unary minus).
"""

import ast
import operator
import re
import warnings
from collections.abc import Callable
from typing import Any

from labbook.formats.config.failure import ConfigFailure, Undetermined
from labbook.formats.config.limits import MAX_ARITHMETIC, MAX_INTEGER_BITS, MAX_STRING
from labbook.formats.config.nodes import ScalarValue
from labbook.formats.shortened import shorten

_OPERATORS: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Pow: operator.pow,
    ast.Mod: operator.mod,
}
_WIDE_FORMAT = re.compile(r"\d{4,}|\*")
_MAX_OPERATIONS_DEEP = 500


def evaluate(text: str) -> ScalarValue:
    """The value of `text` where it is arithmetic or a Python constant, else `text` itself.

    Raises ConfigFailure where the library fails (a division by zero, a result that YAML can't
    hold) or the result is too large, Undetermined for bytes.
    """
    if len(text) > MAX_ARITHMETIC:
        raise ConfigFailure("config-arithmetic", "a text with references in it is too long")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text, mode="eval")
        result = _evaluate(tree.body, 0)
    except (TypeError, SyntaxError, KeyError):
        return text
    except (ArithmeticError, ValueError, RecursionError, MemoryError) as error:
        reason = str(error) or type(error).__name__
        raise ConfigFailure("config-arithmetic", f"'{shorten(text)}' fails: {reason}") from error
    if isinstance(result, bytes):
        raise Undetermined
    if isinstance(result, str | int | float) or result is None:
        return result
    raise ConfigFailure(
        "config-arithmetic", f"'{shorten(text)}' makes a {type(result).__name__}, not a value"
    )


def _evaluate(node: ast.expr, depth: int) -> Any:
    if depth > _MAX_OPERATIONS_DEEP:
        raise ValueError("too many operations")
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, ast.BinOp):
        operate = _OPERATORS[type(node.op)]
        left, right = _evaluate(node.left, depth + 1), _evaluate(node.right, depth + 1)
        _refuse_bombs(operate, left, right)
        return _bounded(operate(left, right))
    raise TypeError(node)


def _refuse_bombs(operate: Callable[[Any, Any], Any], left: Any, right: Any) -> None:
    """Raise ValueError before an operation whose result would be huge."""
    texts = str | bytes
    if operate is operator.pow and isinstance(left, int) and isinstance(right, int):
        if abs(left) > 1 and right * abs(left).bit_length() > 2 * MAX_INTEGER_BITS:
            raise ValueError("the result is too large")
    elif operate is operator.mul:
        for repeated, times in ((left, right), (right, left)):
            if isinstance(repeated, texts) and isinstance(times, int):
                _bound_length(len(repeated) * times)
    elif operate is operator.mod and isinstance(left, texts):
        template = left if isinstance(left, str) else left.decode("latin-1")
        if _WIDE_FORMAT.search(template):
            raise ValueError("the result is too large")


def _bounded(result: Any) -> Any:
    if isinstance(result, int) and result.bit_length() > MAX_INTEGER_BITS:
        raise ValueError("the result is too large")
    if isinstance(result, str | bytes):
        _bound_length(len(result))
    return result


def _bound_length(length: int) -> None:
    if length > MAX_STRING:
        raise ValueError("the result is too large")
