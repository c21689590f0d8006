"""From a dotted name to the class or function that it stands for, across modules."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from labbook.formats.lint.signature import Function
from labbook.formats.lint.source import (
    UNCLEAR,
    Alias,
    Binding,
    Class,
    Module,
    Unclear,
    unclear_module,
)
from labbook.formats.nearest import nearest

MAX_DEPTH = 30
"""Re-exports on the way to one class."""
MAX_LOOKUPS = 50_000
"""Names looked up in modules altogether; a config needs hundreds."""

FindModule = Callable[[str], Module | None]
"""The module of a dotted name, an unclear one where its source can't be read, or None."""

ModulesIn = Callable[[str], Collection[str]]
"""The modules within a package; for the name "" those that lie beside the code itself."""

_DYNAMIC = frozenset({
    "_C", "__dict__", "__getattr__", "__path__", "eval", "exec", "globals", "lazy_export_all",
    "locals", "setattr", "vars",
})  # fmt: skip
"""Words of a module that may bind names which its text doesn't show; `_C` is what compiled parts
of a package are called, which may add names to it."""


@dataclass(frozen=True)
class Found:
    """A class or a function with the module that it is written in."""

    module: Module
    item: Function | Class


@dataclass(frozen=True)
class Missing:
    """The module has no such name; `near` is the nearest that it has, found once however often
    a config names what is missing.

    `module` is empty for a module that isn't there, while another of nearly that name is.
    """

    module: str
    name: str
    near: str | None


class Linker:
    """Follows names through the modules of one environment.

    None always means that only running the modules would tell. What was answered once is
    remembered, and a name that leads back to itself is answered with None.
    """

    def __init__(self, find_module: FindModule, modules_in: ModulesIn) -> None:
        self._find_module = find_module
        self._modules_in = modules_in
        self._located: dict[str, Found | Missing | None] = {}
        self._bindings: dict[tuple[str, str], Binding | None] = {}
        self._lookups = 0

    def locate(self, name: str, depth: int = 0) -> Found | Missing | None:
        """As `pydoc.locate`, by which the library finds classes: the longest beginning that is
        a module, then its attributes."""
        if name not in self._located:
            self._located[name] = None
            self._located[name] = self._locate(name, depth)
        return self._located[name]

    def absolute(self, module: Module, name: str, depth: int = 0) -> str | None:
        """What an expression `a.b.C` in the module means, as a path from the environment's
        root; a builtin is its plain name."""
        first, dot, rest = name.partition(".")
        binding = self._binding(module, first, depth)
        if isinstance(binding, Alias):
            return binding.target + dot + rest
        if isinstance(binding, Unclear):
            return None
        return name if binding is None else f"{module.name}.{name}"

    def _locate(self, name: str, depth: int) -> Found | Missing | None:
        parts = name.split(".")
        if depth > MAX_DEPTH or not all(part.isidentifier() for part in parts):
            return None
        module, count = self._find_module(parts[0]), 1
        while module is not None and count < len(parts):
            inner = self._find_module(".".join(parts[: count + 1]))
            if inner is None:
                break
            if depth == 0 and self._is_hidden(module, inner.name):
                return None
            module, count = inner, count + 1
        if module is None:
            return self._without_module(parts[0])
        if len(parts) - count == 1:
            return self._member(module, parts[-1], depth)
        # Of what is deeper than one name, the signature would be a method's.
        if count < len(parts):
            return self._without_inner(module, parts[count], depth)
        return None

    def _without_inner(self, module: Module, name: str, depth: int) -> Missing | None:
        """Packages around it may lead the name elsewhere, as SpeechBrain does with old ones."""
        parts = module.name.split(".")
        around = [self._find_module(".".join(parts[:count])) for count in range(1, len(parts))]
        if any(p is None or p == unclear_module(p.name) or name in p.words for p in around):
            return None
        if self._binding(module, name, depth) is not None:
            return None
        return self._missing(module, name, self._modules_in(module.name))

    def _without_module(self, name: str) -> Missing | None:
        """Only code that lies here can be known to be no other: the image may have any package."""
        near = nearest(name, self._modules_in(""))
        return Missing("", name, near) if near else None

    @staticmethod
    def _missing(module: Module, name: str, names: Collection[str]) -> Missing | None:
        sure = name not in module.words and not module.words & _DYNAMIC
        return Missing(module.name, name, nearest(name, names)) if sure else None

    def _is_hidden(self, package: Module, inner: str) -> bool:
        """Whether the package may call something else by the name of its module `inner`, which
        an import would find all the same."""
        name = inner.rpartition(".")[2]
        binding = package.names.get(name) or self._binding(package, name, 0)
        if isinstance(binding, Alias):
            return binding.target != inner
        return isinstance(binding, Function | Class) or name in package.names.bound

    def _member(self, module: Module, name: str, depth: int) -> Found | Missing | None:
        binding = self._binding(module, name, depth)
        if isinstance(binding, Function | Class):
            return Found(module, binding)
        if isinstance(binding, Alias):
            found = self.locate(binding.target, depth + 1)
            return found if isinstance(found, Found) else None
        if binding is None and module.names.bound:
            return self._missing(module, name, self._names(module))
        return None

    def _names(self, module: Module) -> tuple[str, ...]:
        sources = [self._find_module(origin) for _, origin in module.names.stars if origin]
        exported = (name for source in sources if source for name in source.exported or ())
        return (*module.names.bound, *exported)

    def _binding(self, module: Module, name: str, depth: int) -> Binding | None:
        """What the name stands for when the module has run; None where nothing binds it."""
        self._lookups += 1
        if self._lookups > MAX_LOOKUPS:
            return UNCLEAR
        key = (module.name, name)
        if key not in self._bindings:
            self._bindings[key] = UNCLEAR
            self._bindings[key] = self._last_binding(module, name, depth)
        return self._bindings[key]

    def _last_binding(self, module: Module, name: str, depth: int) -> Binding | None:
        number, own = module.names.bound.get(name, (0, None))
        for place, origin in reversed(module.names.stars):
            if place < number:
                break
            through = self._through_star(origin, name, depth)
            if through is not None:
                return through
        return own

    def _through_star(self, origin: str | None, name: str, depth: int) -> Binding | None:
        """What `from origin import *` binds the name to."""
        self._lookups += 1
        if origin is None or depth > MAX_DEPTH or self._lookups > MAX_LOOKUPS:
            return UNCLEAR
        source = self._find_module(origin)
        if source is None or ("__all__" in source.names.bound and source.exported is None):
            return UNCLEAR
        exported = not name.startswith("_") if source.exported is None else name in source.exported
        binding = self._binding(source, name, depth + 1) if exported else None
        if binding is None:
            return UNCLEAR if exported and name in source.words else None
        return UNCLEAR if binding is UNCLEAR else Alias(f"{source.name}.{name}")
