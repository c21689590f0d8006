"""The MkDocs plugin: experiments beside the hand-written pages."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from mkdocs.config.base import Config
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page

from labbook.errors import LabbookError
from labbook.journal.find import find_journal
from labbook.site.journal_pages import SafePages, safe_meta
from labbook.site.links import Target
from labbook.site.pages import RenderedPage
from labbook.site.publication import ASSETS, INDEX, Publication
from labbook.site.templating import SiteTemplates

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.livereload import LiveReloadServer

FIRST, LAST = 100, -100


class Options(Config):
    """The plugin has none: what it needs stands in the journal's settings."""


class LabbookPlugin(BasePlugin[Options]):
    """Publishes `experiments/`, and keeps from running what authors wrote.

    A broken report never breaks the site: its page says what is wrong, and so does
    `labbook check`.
    """

    def on_config(self, config: "MkDocsConfig") -> "MkDocsConfig":
        try:
            self._journal = find_journal(Path(config.config_file_path).parent)
            self._publication = Publication(self._journal, SiteTemplates(self._journal), config)
        except LabbookError as error:
            raise PluginError(str(error)) from error
        self._page = ""
        # Pages that are folders can't be read from disk, and fonts would come from outside.
        config.use_directory_urls = False
        if config.theme.name == "material":
            config.theme["font"] = False
        if config.nav and INDEX not in str(config.nav):
            config.nav.insert(1, INDEX)
        config.extra_css.append(ASSETS["labbook.css"])
        config.extra_javascript.append(ASSETS["labbook.js"])
        config.markdown_extensions.append(SafePages(self._judge))
        return config

    @event_priority(LAST)
    def on_files(self, files: Files, config: "MkDocsConfig") -> Files:  # noqa: ARG002
        try:
            self._publication.fill(files)
        except LabbookError as error:
            raise PluginError(str(error)) from error
        return files

    def on_nav(self, nav: Navigation, config: "MkDocsConfig", files: Files) -> Navigation:
        """Lift the index out of the section that MkDocs makes of a folder with one page."""
        if config.nav:
            return nav
        index = files.get_file_from_path(INDEX)
        for place, item in enumerate(nav.items):
            if item.children and [getattr(c, "file", None) for c in item.children] == [index]:
                nav.items[place] = item.children[0]
                item.children[0].parent = None
        return nav

    @event_priority(FIRST)
    def on_page_markdown(self, markdown: str, page: Page, **_: Any) -> str:
        self._page = page.file.src_uri
        if not isinstance(page, RenderedPage):
            page.meta = safe_meta(dict(page.meta))
        return markdown

    def on_page_content(self, html: str, page: Page, **_: Any) -> str:
        # A theme that finds no title here takes the page's and takes its escapes back.
        page.meta.setdefault("title", page.title)
        return html

    def on_serve(self, server: "LiveReloadServer", **_: Any) -> "LiveReloadServer":
        layout = self._journal.layout
        for folder in (layout.experiments, layout.templates / "site"):
            if folder.is_dir():
                server.watch(str(folder))
        return server

    def _judge(self, link: str) -> Target:
        return self._publication.judge(link, self._page)
