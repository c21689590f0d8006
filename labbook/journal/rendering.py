"""Jinja over the template folders: sandboxed, strict about names, errors with file and line."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from jinja2 import FileSystemLoader, StrictUndefined, TemplateError, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from labbook.errors import ProblemsFound
from labbook.journal.settings import shown

FAILURES = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


def render(roots: Sequence[Path], source: str, context: Mapping[str, Any]) -> str:
    """Render the template at `source` below the first of `roots` that has it.

    Raises ProblemsFound with file and line where the template is broken, names a value that
    isn't there, or does what a template may not do.
    """
    environment = _environment(roots)
    try:
        return environment.get_template(source).render(context)
    except UnicodeDecodeError:
        raise ProblemsFound("the template is not UTF-8 text", path=_place(roots, source)) from None
    except TemplateSyntaxError as error:
        path = shown(Path(error.filename)) if error.filename else _place(roots, source)
        raise ProblemsFound(
            f"the template is broken: {error.message}", path=path, line=error.lineno
        ) from None
    except (TemplateError, *FAILURES) as error:
        path, line = _failing_line(error, roots) or (_place(roots, source), None)
        raise ProblemsFound(f"the template fails: {error}", path=path, line=line) from None
    except (RecursionError, MemoryError) as error:
        reason = f"the template fails: {type(error).__name__}"
        raise ProblemsFound(reason, path=_place(roots, source)) from None


def to_json(value: Any) -> str:
    """The value as JSON on one line that is YAML too: what isn't printable is escaped.

    Beyond the first 65,536 characters JSON's escapes are pairs, which YAML doesn't read; there
    YAML takes every character as it is.

    >>> to_json({"title": "Ключ: <слово>\\x85"})
    '{"title": "Ключ: <слово>\\\\u0085"}'
    """
    text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    return "".join(c if c.isprintable() or c > "\uffff" else json.dumps(c)[1:-1] for c in text)


def _environment(roots: Sequence[Path]) -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader([str(root) for root in roots]),
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        autoescape=False,
    )
    environment.filters["tojson"] = to_json
    return environment


def _failing_line(error: BaseException, roots: Sequence[Path]) -> tuple[str, int] | None:
    """The last line of a template that the traceback passes through."""
    place = None
    step = error.__traceback__
    while step is not None:
        file = Path(step.tb_frame.f_code.co_filename)
        if any(file.is_relative_to(root) for root in roots):
            place = shown(file), step.tb_lineno
        step = step.tb_next
    return place


def _place(roots: Sequence[Path], source: str) -> str:
    return next((shown(root / source) for root in roots if (root / source).is_file()), source)
