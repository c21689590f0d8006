"""The plugin's own pages: their HTML comes from labbook, never from Python-Markdown."""

from collections.abc import Callable, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import get_toc

from labbook.errors import LabbookError
from labbook.site.markdown import Rendered

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig


class RenderedPage(Page):
    """A page whose HTML `build` gives once all files of the site are known.

    Its Markdown and its front matter are kept from MkDocs and from other plugins, which would
    render templates and raw HTML in them.
    """

    def __init__(
        self,
        title: str,
        file: File,
        config: "MkDocsConfig",
        build: Callable[[], Rendered],
        hide: Sequence[str] = (),
    ) -> None:
        super().__init__(escape(title), file, config)
        self._build = build
        self._hide = list(hide)

    def read_source(self, config: "MkDocsConfig") -> None:  # noqa: ARG002
        self.markdown = ""
        # A theme that finds no title here takes the page's and takes its escapes back.
        self.meta: dict[str, Any] = {"title": self.title, "hide": self._hide}

    def render(self, config: "MkDocsConfig", files: Files) -> None:  # noqa: ARG002
        try:
            rendered = self._build()
        except LabbookError as error:
            raise PluginError(str(error)) from error
        self.content = rendered.html
        self.toc = get_toc(rendered.toc)  # type: ignore[arg-type]
        self.present_anchor_ids = set(rendered.anchors)
