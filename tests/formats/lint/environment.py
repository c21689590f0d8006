"""An environment whose modules are texts."""

from labbook.formats.lint.callables import Callables
from labbook.formats.lint.linking import Missing
from labbook.formats.lint.signature import Signature
from labbook.formats.lint.source import Module, read_module


def callables(**texts: str) -> Callables:
    """`pkg=` is a module, `pkg__=` a package, `pkg__mod=` a module in it."""
    modules: dict[str, Module] = {}
    for key, text in texts.items():
        name = key.rstrip("_").replace("__", ".")
        modules[name] = read_module(text, name, is_package=key.endswith("__"))
    return Callables(modules.get)


def names(signature: Signature | Missing | None) -> tuple[str, ...] | None:
    """Arguments by name, `*` where a place or name that is none of them is taken as well."""
    if not isinstance(signature, Signature):
        return None
    more = ("*",) if signature.any_place or signature.any_name else ()
    return (*signature.names, *more)
