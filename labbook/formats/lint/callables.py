"""The signature of a class or a function by its dotted name, nothing being imported.

When in doubt there is none: of what is decorated, made by a metaclass, bound in an `if` or by
code, only running it would tell.
"""

from labbook.formats.lint.linking import MAX_DEPTH, FindModule, Found, Linker, Missing, ModulesIn
from labbook.formats.lint.signature import Function, Signature
from labbook.formats.lint.source import Class, Module

MAX_PARAMETERS = 1_000

_EMPTY_BASES = frozenset({"object", "abc.ABC", "typing.Generic"})
"""Bases that have no say in how an object is made."""
_MAKERS = frozenset({"__init_subclass__", "__new__"})
_METACLASSES = frozenset({"abc.ABCMeta"})
_DATACLASS = "dataclasses.dataclass"
_NAMED_TUPLE = "typing.NamedTuple"
_HARMLESS = frozenset({
    "abc.abstractmethod",
    "contextlib.contextmanager",
    "dataclasses.dataclass",
    "functools.cache",
    "functools.lru_cache",
    "functools.total_ordering",
    "speechbrain.utils.checkpoints.register_checkpoint_hooks",
    "torch.inference_mode",
    "torch.jit.export",
    "torch.jit.ignore",
    "torch.jit.unused",
    "torch.no_grad",
    "typing.final",
    "typing.runtime_checkable",
})  # fmt: skip
"""Decorators that leave a signature as it is, or as the fields say."""


class Callables:
    """Answers for one environment; what was answered once is remembered."""

    def __init__(
        self, find_module: FindModule, modules_in: ModulesIn = lambda _package: ()
    ) -> None:
        self._linker = Linker(find_module, modules_in)
        self._signatures: dict[str, Signature | Missing | None] = {}

    def signature(self, name: str) -> Signature | Missing | None:
        """What the class or function takes when it is called; None where that isn't certain."""
        if name not in self._signatures:
            found = self._linker.locate(name)
            known = self._called(found, 0) if isinstance(found, Found) else found
            too_long = isinstance(known, Signature) and len(known.parameters) > MAX_PARAMETERS
            self._signatures[name] = None if too_long else known
        return self._signatures[name]

    def _called(self, found: Found, depth: int) -> Signature | None:
        item = found.item
        if isinstance(item, Function):
            return item.signature if self._is_harmless(found.module, item) else None
        return self._made(found.module, item, depth) if self._is_plain(found, depth) else None

    def _made(self, module: Module, made: Class, depth: int) -> Signature | None:
        """What making an object of a plain class takes."""
        own = made.names.get("__init__")
        if isinstance(own, Function):
            return own.signature.bound() if self._is_harmless(module, own) else None
        if own is not None:
            return None
        bases = self._bases(module, made)
        is_dataclass = _DATACLASS in self._decorators(module, made)
        if bases == [_NAMED_TUPLE] or (is_dataclass and not bases):
            return Signature(made.fields) if made.fields is not None else None
        if is_dataclass or len(bases) > 1:
            return None
        if not bases:
            return Signature()
        base = self._linker.locate(bases[0] or "", depth + 1)
        return self._called(base, depth + 1) if isinstance(base, Found) else None

    def _is_plain(self, found: Found, depth: int) -> bool:
        """Whether objects of the class are made by `__init__` and nothing else."""
        made, module = found.item, found.module
        if not isinstance(made, Class) or depth > MAX_DEPTH:
            return False
        if made.names.bound.keys() & _MAKERS:
            return False
        if made.metaclass and self._linker.absolute(module, made.metaclass) not in _METACLASSES:
            return False
        if not self._is_harmless(module, made):
            return False
        return all(self._is_plain_base(base, depth) for base in self._bases(module, made))

    def _is_plain_base(self, name: str | None, depth: int) -> bool:
        if name == _NAMED_TUPLE:
            return True
        base = self._linker.locate(name, depth + 1) if name else None
        return isinstance(base, Found) and self._is_plain(base, depth + 1)

    def _bases(self, module: Module, made: Class) -> list[str | None]:
        """The bases that have a say in how an object is made, None for what isn't certain."""
        bases = (self._linker.absolute(module, base) if base else None for base in made.bases)
        return [base for base in bases if base not in _EMPTY_BASES]

    def _decorators(self, module: Module, item: Function | Class) -> set[str | None]:
        return {self._linker.absolute(module, name) if name else None for name in item.decorators}

    def _is_harmless(self, module: Module, item: Function | Class) -> bool:
        return self._decorators(module, item) <= _HARMLESS
