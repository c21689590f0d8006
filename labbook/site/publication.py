"""What labbook adds to the files of a site, takes from them, and where links between them lead."""

import posixpath
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from mkdocs.plugins import get_plugin_logger
from mkdocs.structure.files import File, Files, InclusionLevel

from labbook.errors import JournalError
from labbook.journal.find import Journal
from labbook.site.index_page import index_page
from labbook.site.links import Links, Place, Target, link_for_mkdocs
from labbook.site.markdown import Reader, Rendered, render_markdown
from labbook.site.pages import RenderedPage
from labbook.site.publishing import (
    PAGE,
    ignored_by_git,
    is_publishable,
    publishable_files,
    published_content,
)
from labbook.site.report_page import ReportPage
from labbook.site.templating import SiteTemplates
from labbook.site.view import LARGEST_REPORT, View, load_views

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

EXPERIMENTS = "experiments"
INDEX = f"{EXPERIMENTS}/index.md"
INDEX_URL = f"{EXPERIMENTS}/index.html"
ASSETS = {"labbook.css": "assets/labbook/labbook.css", "labbook.js": "assets/labbook/labbook.js"}

log = get_plugin_logger("labbook")


class Publication:
    """One build of a site. Files are known by their path in the repository."""

    def __init__(self, journal: Journal, templates: SiteTemplates, config: "MkDocsConfig") -> None:
        self._journal = journal
        self._root = journal.layout.root
        self._templates = templates
        self._config = config
        pages = Path(config.docs_dir).resolve()
        if not pages.is_relative_to(self._root):
            raise JournalError("docs_dir lies outside of the journal", path=config.config_file_path)
        self._pages = pages.relative_to(self._root).as_posix()
        self._published: dict[str, str] = {}

    def fill(self, files: Files) -> None:
        """Make MkDocs' files those of the journal: guarded pages, experiments, their index."""
        self._guard(files)
        views = load_views(self._journal)
        experiments = self._journal.layout.experiments
        ignored = ignored_by_git(experiments) if experiments.is_dir() else frozenset()
        for view in views:
            self._add_experiment(view, files, ignored)
        title = self._templates.words["experiments"]
        self._add_page(
            files, INDEX, INDEX_URL, title, lambda links: index_page(views, self._templates, links)
        )
        for name, path in ASSETS.items():
            files.append(File.generated(self._config, path, content=self._templates.asset(name)))
        self._published = {
            self._source(file): quote(file.dest_uri)
            for file in files
            if not file.inclusion.is_excluded()
        }

    def judge(self, link: str, page: str) -> Target:
        """A link of a hand-written page, for MkDocs to resolve; `page` is its path in docs_dir."""
        return link_for_mkdocs(link, page, self._pages, self._published)

    def _guard(self, files: Files) -> None:
        """Leave out what a browser would run, and links to files outside of the journal."""
        config = self._config
        chosen = {str(item) for item in [*config.extra_css, *config.extra_javascript]}
        for file in list(files):
            if file.src_dir != config.docs_dir or file.src_uri in chosen:
                continue
            path = Path(str(file.abs_src_path))
            if not is_publishable(path, self._root):
                files.remove(file)
                if file.inclusion.is_included():
                    log.info(f"'{file.src_uri}' is left out: no page, picture or data")
            elif path.suffix == PAGE and not _is_text(path):
                files.remove(file)
                log.warning(f"'{file.src_uri}' is left out: it is not UTF-8 text")
            elif (content := published_content(path)) is not None:
                file.content_bytes = content

    def _add_experiment(self, view: View, files: Files, ignored: frozenset[Path]) -> None:
        for error in view.problems:
            log.info(f"experiment {view.id}: {error}")
        folder = view.experiment.layout.folder
        report = self._name(view.experiment.layout.report)
        page = ReportPage(view, self._journal, self._templates, INDEX_URL)
        self._add_page(files, report, f"{EXPERIMENTS}/{view.id}/index.html", view.title, page.build)
        for path in publishable_files(folder, self._root, ignored):
            if self._name(path) == report:
                continue
            if path.suffix == PAGE:
                self._add_notes(files, path)
            else:
                self._add_file(files, path)

    def _add_notes(self, files: Files, path: Path) -> None:
        """Another Markdown file of an experiment, beside its report."""

        def build(links: Links) -> Rendered:
            text = path.read_text(encoding="utf-8", errors="replace")[:LARGEST_REPORT]
            return render_markdown(text, Reader(links.resolve, lambda _: None, words))

        words, name = self._templates.words, self._name(path)
        self._add_page(files, name, name.removesuffix(PAGE) + ".html", path.stem, build)

    def _add_page(
        self, files: Files, source: str, url: str, title: str, build: Callable[[Links], Rendered]
    ) -> None:
        level = InclusionLevel.INCLUDED if source == INDEX else InclusionLevel.NOT_IN_NAV
        file = File.generated(self._config, source, content="", inclusion=level)
        file.dest_uri = url
        hide = ["toc"] if source == INDEX else []
        RenderedPage(title, file, self._config, lambda: build(self._links(file)), hide)
        if (old := files.get_file_from_path(source)) is not None:
            files.remove(old)
        files.append(file)

    def _add_file(self, files: Files, path: Path) -> None:
        name, content = self._name(path), published_content(path)
        if content is None:
            file = File.generated(self._config, name, abs_src_path=str(path))
        else:
            file = File.generated(self._config, name, content=content)
        files.append(file)

    def _links(self, file: File) -> Links:
        def missing(link: str) -> None:
            log.info(f"'{file.src_uri}' links to '{unquote(link)}', which is not on the site")

        return Links(self._published, Place(file.src_uri, quote(file.dest_uri)), missing)

    def _source(self, file: File) -> str:
        """The file's path in the repository; generated files carry it already."""
        is_hand_written = file.src_dir == self._config.docs_dir
        return posixpath.join(self._pages, file.src_uri) if is_hand_written else file.src_uri

    def _name(self, path: Path) -> str:
        return path.relative_to(self._root).as_posix()


def _is_text(path: Path) -> bool:
    try:
        path.read_text(encoding="utf-8")
    except ValueError:
        return False
    return True
