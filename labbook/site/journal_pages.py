"""Hand-written pages: Python-Markdown as the journal configured it, but without raw HTML."""

import re
from collections.abc import Callable
from html import escape, unescape
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import HTML_RE, HtmlInlineProcessor
from markdown.preprocessors import HtmlBlockPreprocessor
from markdown.treeprocessors import Treeprocessor, UnescapeTreeprocessor
from markdown.util import AMP_SUBSTITUTE

from labbook.site.links import Target
from labbook.site.markdown import without_markup

KEPT_META = {"hide", "search", "status", "icon"}
TEXT_META = {"title", "description", "author", "subtitle"}
ATTRIBUTES = frozenset(
    {
        *("href", "src", "alt", "title", "class", "id", "name", "width", "height", "align"),
        *("start", "colspan", "rowspan", "target", "rel", "lang", "type", "checked", "disabled"),
        *("for", "loading", "data-tabs", "viewBox", "d", "xmlns"),
    }
)
ALIGNMENT = re.compile(r"text-align: ?(?:left|right|center);?")


class SafePages(Extension):
    """Keeps raw HTML, scripts in attributes and outside pictures out of hand-written pages.

    `resolve` judges the links of the page that is being rendered.
    """

    def __init__(self, resolve: Callable[[str], Target]) -> None:
        super().__init__()
        self._resolve = resolve

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        md.preprocessors.register(_SafeBlocks(md), "html_block", 20)
        md.inlinePatterns.register(_SafeInline(HTML_RE, md), "html", 90)
        # Behind all that makes attributes, before MkDocs resolves the links.
        md.treeprocessors.register(_SafeTree(md, self._resolve), "labbook_safe", 0.5)


class _SafeBlocks(HtmlBlockPreprocessor):
    def run(self, lines: list[str]) -> list[str]:
        before = len(self.md.htmlStash.rawHtmlBlocks)
        found: list[str] = super().run(lines)
        blocks = self.md.htmlStash.rawHtmlBlocks
        blocks[before:] = [without_markup(str(block)) for block in blocks[before:]]
        return found


class _SafeInline(HtmlInlineProcessor):
    def handleMatch(self, m: Any, data: str) -> tuple[str, int, int]:  # noqa: ARG002, N802
        raw = self.backslash_unescape(self.unescape(m.group(1)))
        return self.md.htmlStash.store(without_markup(raw)), m.start(0), m.end(0)


class _SafeTree(Treeprocessor):
    def __init__(self, md: Markdown, resolve: Callable[[str], Target]) -> None:
        super().__init__(md)
        self._resolve = resolve

    def run(self, root: Element) -> None:
        for element in root.iter():
            for name, value in list(element.attrib.items()):
                if name not in ATTRIBUTES and not (name == "style" and ALIGNMENT.fullmatch(value)):
                    del element.attrib[name]
            if element.tag == "a":
                self._mend_link(element)
            elif element.tag == "img":
                self._mend_image(element)

    def _mend_link(self, element: Element) -> None:
        if "href" in element.attrib:
            link = element.attrib["href"]
            if AMP_SUBSTITUTE not in link:
                element.set("href", self._resolve(self._plain(link)).url or "#")
        else:
            element.tag = "span"

    def _mend_image(self, element: Element) -> None:
        target = self._resolve(self._plain(element.get("src") or ""))
        if target.url is not None and not target.outside:
            element.set("src", target.url)
            return
        alt = element.get("alt") or target.url or ""
        element.attrib.clear()
        element.tag, element.text = "a", alt
        element.set("href", target.url or "#")

    def _plain(self, link: str) -> str:
        """The link as a browser will read it, escapes and entities taken back."""
        return unescape(UnescapeTreeprocessor().unescape(link))


def safe_meta(meta: dict[str, Any]) -> dict[str, Any]:
    """Of a page's own front matter what a theme may show; texts are escaped.

    Not among them is `template`, with which a page would choose what renders it.
    """
    kept = {key: value for key, value in meta.items() if key in KEPT_META}
    texts = {k: escape(str(v)) for k, v in meta.items() if k in TEXT_META and v is not None}
    tags = meta.get("tags")
    if isinstance(tags, list):
        texts["tags"] = [escape(str(tag)) for tag in tags]  # type: ignore[assignment]
    return {**kept, **texts}
