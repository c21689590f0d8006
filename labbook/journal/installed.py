"""The source of a module that a run would import, found without importing anything.

The folders are walked as Python's own finder does it (importlib.machinery.FileFinder), for
`find_spec` on a submodule would import its parents.
"""

import os
import stat
import sys
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

from labbook.formats.lint.source import Module, read_module, unclear_module

MAX_BYTES = 524_288
"""Of one module; the longest that configs name are half of this."""
MAX_TOTAL_BYTES = 8_388_608
"""Of all modules that one experiment's config leads to."""
MAX_REMEMBERED = 512

Listing = Mapping[str, frozenset[str]]
"""What stands in a folder: the endings of each name, `{"torch": {""}, "six": {"py"}}`."""


def python_folders(
    first: Iterable[Path], environment: Mapping[str, str] | None = None
) -> tuple[Path, ...]:
    """Where a run's Python looks for modules: `first`, then our own paths, then those of an
    active virtual environment if it is another."""
    environ = os.environ if environment is None else environment
    own = [Path(entry) for entry in sys.path if entry]
    active = environ.get("VIRTUAL_ENV")
    other = sorted(Path(active).glob("lib/python3*/site-packages")) if active else []
    return tuple(dict.fromkeys([*first, *own, *other]))


class Installed:
    """The modules in a list of folders, a former folder over a later one; the lab's own code
    lies in the folders `own`."""

    def __init__(self, folders: Iterable[Path], own: Iterable[Path] = ()) -> None:
        self._folders = tuple(map(str, folders))
        self._own = tuple(map(str, own))
        self._modules: dict[str, Module | None] = {}
        self._packages: dict[str, tuple[str, ...]] = {}
        self._listings: dict[str, Listing] = {}
        self._left = MAX_TOTAL_BYTES

    def find_module(self, name: str) -> Module | None:
        """The module of that dotted name, None where there is none.

        It is an unclear one where it is compiled, broken, too long, no text, or a folder
        without an `__init__.py`.
        """
        if name not in self._modules:
            parent, _, last = name.rpartition(".")
            known = last.isidentifier() and (not parent or self.find_module(parent) is not None)
            self._modules[name] = self._find(name, parent, last) if known else None
        return self._modules[name]

    def modules_in(self, package: str) -> tuple[str, ...]:
        """The modules within a package that was found; for the name "" the lab's own ones."""
        folders = self._packages.get(package, ()) if package else self._own
        found = {
            name
            for folder in folders
            for name, endings in self._listing(folder).items()
            if "py" in endings or "__init__" in self._listing(os.path.join(folder, name))  # noqa: PTH118
        }
        return tuple(sorted(found - {"__init__"}))

    def _find(self, name: str, parent: str, last: str) -> Module | None:
        portions = []
        for folder in self._packages.get(parent, ()) if parent else self._folders:
            endings = self._listing(folder).get(last, frozenset())
            inside = os.path.join(folder, last)  # noqa: PTH118
            within = self._listing(inside) if "" in endings else {}
            if "__init__" in within:
                self._packages[name] = (inside,)
                return self._read(inside, "__init__", within["__init__"], name)
            if endings - {""}:
                return self._read(folder, last, endings, name)
            if within:
                portions.append(inside)
        self._packages[name] = tuple(portions)
        return unclear_module(name) if portions else None

    def _listing(self, folder: str) -> Listing:
        """Empty for what is no folder or can't be read."""
        if folder not in self._listings:
            endings: dict[str, set[str]] = {}
            try:
                entries = os.listdir(folder)  # noqa: PTH208
            except (OSError, ValueError):
                entries = []
            for entry in entries:
                stem, _, ending = entry.partition(".")
                if ending.rpartition(".")[2] in {"", "py", "pyc", "so", "pyd"}:
                    endings.setdefault(stem, set()).add(ending)
            self._listings[folder] = {stem: frozenset(found) for stem, found in endings.items()}
        return self._listings[folder]

    def _read(self, folder: str, stem: str, endings: frozenset[str], name: str) -> Module:
        """A compiled module stands before a source file of the same name."""
        compiled = any(ending.endswith(("so", "pyd")) for ending in endings)
        if compiled or "py" not in endings or self._left <= 0:
            return unclear_module(name)
        path = os.path.join(folder, f"{stem}.py")  # noqa: PTH118
        try:
            found = os.stat(path)  # noqa: PTH116
        except OSError:
            return unclear_module(name)
        if not stat.S_ISREG(found.st_mode) or found.st_size > MAX_BYTES:
            return unclear_module(name)
        self._left -= found.st_size
        return _module(path, name, stem == "__init__", (found.st_mtime_ns, found.st_size))


@lru_cache(MAX_REMEMBERED)
def _module(path: str, name: str, is_package: bool, _stamp: tuple[int, int]) -> Module:
    """Experiments share their environment, so a module is read once as long as it stays."""
    try:
        text = Path(path).read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeError):
        return unclear_module(name)
    return read_module(text, name, is_package=is_package)
