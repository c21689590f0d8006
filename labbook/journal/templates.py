"""Templates: the built-in ones, and a journal's own over them file by file."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from labbook.errors import LabbookError, ProblemsFound, UsageError
from labbook.formats.toml import line_of, parse_toml
from labbook.journal.settings import shown

JINJA = ".j2"
DESCRIPTION = "template.toml"
LANGUAGES = ("en", "ru")
_LANGUAGE = re.compile(rf"\.({'|'.join(LANGUAGES)})(?=\.[^.]+$)")
_IGNORED = {"__pycache__", ".DS_Store"}


@dataclass(frozen=True)
class Kind:
    """A kind of experiment: `experiment/<name>/`, described by its `template.toml`.

    `chain` is this kind's name, then those that it extends, nearest first. One without a
    description is there for others to extend.
    """

    name: str
    description: str | None
    chain: tuple[str, ...]
    front_matter: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class TemplateFile:
    """A file of a template: the name that it gets, and where its source lies under a root."""

    target: str
    source: str
    path: Path


@dataclass(frozen=True)
class Templates:
    """Folders with templates; what lies in an earlier one goes over the same path in a later."""

    roots: tuple[Path, ...]

    def kinds(self) -> list[Kind]:
        """All kinds of experiment that a person can choose, by name."""
        names = {
            folder.name
            for root in self.roots
            for folder in (root / "experiment").glob("*/")
            if self._find(f"experiment/{folder.name}/{DESCRIPTION}")
        }
        return [kind for name in sorted(names) if (kind := self.kind(name)).description]

    def kind(self, name: str) -> Kind:
        """The kind of that name.

        Raises UsageError for an unknown one, a LabbookError with file and line where its
        `template.toml` is broken or it extends itself.
        """
        chain: list[str] = []
        tables: list[Mapping[str, Any]] = []
        following: str | None = name
        while following is not None:
            if not (path := self._description(following)):
                raise self._unknown(following, chain)
            text = path.read_text(encoding="utf-8", errors="replace")
            table = parse_toml(text, name=shown(path))
            chain.append(following)
            tables.append(_checked(table, text, path))
            following = table.get("extends")
            if following in chain:
                raise ProblemsFound(
                    f"templates extend each other in a circle: {' > '.join([*chain, following])}",
                    path=shown(path),
                    line=line_of(text, "extends"),
                )
        front_matter: dict[str, Any] = {}
        for table in reversed(tables):
            front_matter |= table.get("front_matter", {})
        return Kind(name, tables[0].get("description"), tuple(chain), front_matter)

    def experiment_files(self, kind: Kind, language: str) -> list[TemplateFile]:
        """The files of a kind and of those it extends, a nearer one over a farther one."""
        chosen: dict[str, TemplateFile] = {}
        for name in reversed(kind.chain):
            files = self.files(f"experiment/{name}", language)
            chosen |= {file.target: file for file in files if file.target != DESCRIPTION}
        return [chosen[target] for target in sorted(chosen)]

    def files(self, folder: str, language: str) -> list[TemplateFile]:
        """All files below `folder`, in the language where there is a variant in it."""
        neutral: dict[str, TemplateFile] = {}
        fitting: dict[str, TemplateFile] = {}
        for root in reversed(self.roots):
            for path in sorted((root / folder).rglob("*")):
                if not path.is_file() or _IGNORED & set(path.parts):
                    continue
                relative = path.relative_to(root / folder).as_posix()
                target, variant = target_name(relative)
                file = TemplateFile(target, f"{folder}/{relative}", path)
                if variant is None:
                    neutral[target] = file
                elif variant == language:
                    fitting[target] = file
        chosen = neutral | fitting
        return [chosen[target] for target in sorted(chosen)]

    def render(self, file: TemplateFile, context: Mapping[str, Any]) -> bytes:
        """The file's content: rendered if it is a Jinja template, else its bytes.

        Raises LabbookError with file and line where the template is broken, names a value that
        isn't there, or does what a template may not do.
        """
        if not file.source.endswith(JINJA):
            return file.path.read_bytes()
        from labbook.journal.rendering import render

        return render(self.roots, file.source, context).encode()

    def _find(self, relative: str) -> Path | None:
        return next((root / relative for root in self.roots if (root / relative).is_file()), None)

    def _description(self, name: str) -> Path | None:
        is_plain = re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]*", name)
        return self._find(f"experiment/{name}/{DESCRIPTION}") if is_plain else None

    def _unknown(self, name: str, chain: list[str]) -> LabbookError:
        if chain:
            return ProblemsFound(f"template '{chain[-1]}' extends '{name}', which isn't there")
        known = ", ".join(kind.name for kind in self.kinds())
        return UsageError(f"there is no template '{name}'", hint=f"templates: {known}")


def templates(own: Path | None = None) -> Templates:
    """The built-in templates, under those in the folder `own` where it exists."""
    shipped = _shipped()
    if own is None or not own.is_dir() or own.resolve() == shipped:
        return Templates((shipped,))
    return Templates((own, shipped))


def target_name(relative: str) -> tuple[str, str | None]:
    """The name that a template's file gets, and the language that it is for.

    >>> target_name("report.ru.md.j2")
    ('report.md', 'ru')
    """
    path = PurePosixPath(relative.removesuffix(JINJA))
    language = _LANGUAGE.search(path.name)
    if language is None:
        return path.as_posix(), None
    return path.with_name(_LANGUAGE.sub("", path.name)).as_posix(), language[1]


def _shipped() -> Path:
    """In the wheel inside of the package, in a checkout beside it."""
    package = Path(__file__).resolve().parents[1]
    inside = package / "templates"
    return inside if inside.is_dir() else package.parent / "templates"


def _checked(table: Mapping[str, Any], text: str, path: Path) -> Mapping[str, Any]:
    kinds = {"extends": str, "description": str, "front_matter": dict}
    for key, value in table.items():
        place: dict[str, Any] = {"path": shown(path), "line": line_of(text, key)}
        if key not in kinds:
            raise ProblemsFound(f"unknown key '{key}'", hint=f"keys: {', '.join(kinds)}", **place)
        if not isinstance(value, kinds[key]):
            what = "a table" if kinds[key] is dict else "a text"
            raise ProblemsFound(f"'{key}' must be {what}", **place)
    return table
