"""The site's own templates and words: the built-in ones, a journal's over them."""

import tomllib
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from jinja2 import FileSystemLoader, StrictUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from labbook.errors import ProblemsFound
from labbook.journal.find import Journal
from labbook.journal.templates import TemplateFile, templates

FOLDER = "site"
WORDS = "words.toml"


class SiteTemplates:
    """Templates below `site/` in the journal's language.

    Everything that is put into a template is escaped; what is already HTML must be Markup.
    """

    def __init__(self, journal: Journal) -> None:
        found, language = templates(journal.layout.templates), journal.settings.language
        self._files = {f.target: f for f in found.files(FOLDER, language)}
        self._shipped = {f.target: f for f in templates().files(FOLDER, language)}
        self._environment = ImmutableSandboxedEnvironment(
            loader=FileSystemLoader([str(root) for root in found.roots]),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            autoescape=True,
        )

    @cached_property
    def words(self) -> Mapping[str, Any]:
        """The site's words in the journal's language; a journal may change some of them."""
        words = _read_words(self._shipped[WORDS].path)
        for key, value in _read_words(self._file(WORDS).path).items():
            words[key] = {**words.get(key, {}), **value} if isinstance(value, dict) else value
        return words

    def render(self, name: str, context: Mapping[str, Any]) -> str:
        """The template `site/<name>` as HTML. Raises ProblemsFound where it is broken."""
        file = self._file(name)
        try:
            template = self._environment.get_template(file.source)
            return template.render(words=self.words, **context)
        except (TemplateError, ArithmeticError, LookupError, TypeError, ValueError) as error:
            line = getattr(error, "lineno", None)
            raise ProblemsFound(f"the template fails: {error}", path=file.path, line=line) from None

    def asset(self, name: str) -> str:
        """The text of a style sheet or script."""
        return self._file(name).path.read_text(encoding="utf-8")

    def _file(self, name: str) -> TemplateFile:
        return self._files[name]


def _read_words(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (ValueError, OSError) as error:
        raise ProblemsFound(f"this is no TOML: {error}", path=path) from None
