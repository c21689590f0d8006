"""The page of one experiment: a head made of its front matter, the report, its sources."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from labbook.errors import LabbookError
from labbook.formats.report.expressions import evaluate, read_expression
from labbook.journal.experiments import resolve_experiment
from labbook.journal.find import Journal
from labbook.model.run import RunRecord
from labbook.site.highlighting import highlight
from labbook.site.links import Links
from labbook.site.markdown import Reader, Rendered, render_markdown
from labbook.site.publishing import is_publishable
from labbook.site.summary import summarise
from labbook.site.templating import SiteTemplates
from labbook.site.view import View

BINDING = re.compile(r"<!--\s*=(.*?)-->", re.DOTALL)
RUN_NUMBER = re.compile(r"/\d+$")
SOURCES = ("config.yaml", "launch.yaml")
LARGEST_SOURCE = 64 * 1024


@dataclass(frozen=True)
class Reference:
    """What the front matter names; `url` is None where the site has no page of it."""

    text: str
    url: str | None


@dataclass(frozen=True)
class RunLine:
    """A run with its files, None for one that isn't there."""

    record: RunRecord
    url: str | None
    series: str | None


@dataclass(frozen=True)
class Source:
    """A file that is shown at the end of the page."""

    name: str
    url: str | None
    html: Markup


@dataclass(frozen=True)
class ReportPage:
    """Builds the page of an experiment; `index` is the URL of the list of experiments."""

    view: View
    journal: Journal
    templates: SiteTemplates
    index: str

    def build(self, links: Links) -> Rendered:
        """The page, its links as they are to be written in it."""
        view, words = self.view, self.templates.words
        reader = Reader(links.resolve, self._origin(), words)
        body = render_markdown(view.body, reader, title=view.title)
        front_matter = view.front_matter
        context = {
            "view": view,
            "summary": summarise(view, words),
            "index": links.to(self.index),
            "body": Markup(body.html),  # noqa: S704 - rendered without the author's markup
            "hypothesis": self._hypothesis(links),
            "baseline": self._references([front_matter.baseline or ""], links),
            "supersedes": self._references(front_matter.supersedes, links),
            "superseded_by": self._references(view.superseded_by, links),
            "related": self._references(front_matter.related, links),
            "runs": [self._run(record, links) for record in view.records],
            "sources": list(filter(None, (self._source(name, links) for name in SOURCES))),
        }
        html = self.templates.render("experiment.html", context)
        return Rendered(html, body.toc, body.anchors)

    def _origin(self) -> Callable[[str], str | None]:
        """Where a bound number comes from, by the comment behind it."""
        words, results = self.templates.words, self.view.results

        def origin(comment: str) -> str | None:
            binding = BINDING.fullmatch(comment)
            if binding is None:
                return None
            text = binding[1].strip()
            try:
                value = evaluate(text, results)
                run = read_expression(text).run
            except LabbookError as error:
                return f"{text}: {error.sentence}"
            numbers = [run] if run else [record.run.number for record in results.runs]
            runs = words["run"] if len(numbers) == 1 else words["runs"].lower()
            said = f"{runs} {', '.join(map(str, numbers))}"
            if run == "baseline":
                said = str(self.view.front_matter.baseline)
            return f"{words['number_from']} ({said}): {text} = {value:.6g}"

        return origin

    def _hypothesis(self, links: Links) -> Reference | None:
        text = self.view.front_matter.hypothesis
        if not text:
            return None
        pages = self.journal.layout.pages.name
        return Reference(text, links.to_file(f"{pages}/hypotheses/{text}.md"))

    def _references(self, names: Sequence[str], links: Links) -> list[Reference]:
        return [Reference(name, self._experiment(name, links)) for name in names if name]

    def _experiment(self, name: str, links: Links) -> str | None:
        try:
            layout = resolve_experiment(self.journal, RUN_NUMBER.sub("", name))
        except LabbookError:
            return None
        return links.to_file(self._name(layout.report))

    def _run(self, record: RunRecord, links: Links) -> RunLine:
        layout = self.view.experiment.layout.run(record.run.number)
        files = [links.to_file(self._name(path)) for path in (layout.record, layout.series)]
        return RunLine(record, *files)

    def _source(self, name: str, links: Links) -> Source | None:
        path = self.view.experiment.layout.folder / name
        if not is_publishable(path, self.journal.layout.root):
            return None
        text = path.read_bytes()[:LARGEST_SOURCE].decode("utf-8", errors="replace")
        html = Markup(highlight(text, "yaml"))  # noqa: S704 - escaped by the highlighter
        return Source(name, links.to_file(self._name(path)), html)

    def _name(self, path: Path) -> str:
        return path.relative_to(self.journal.layout.root).as_posix()
