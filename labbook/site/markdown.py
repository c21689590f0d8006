"""Markdown of a report as HTML in which nothing of the author's runs or is loaded from outside.

CommonMark with tables. Raw HTML is shown as text, but for comments, which are left out, and a
few tags without attributes, which labbook's own regions use.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field
from html import escape
from itertools import pairwise
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import OptionsDict

from labbook.site.highlighting import highlight
from labbook.site.links import Target
from labbook.site.publishing import SOUNDS

COMMENT = "<!--"
HARMLESS = re.compile(
    f"{COMMENT}|</?(?:details|summary|sub|sup|kbd)>|<details open>|<br ?/?>", re.DOTALL
)
NOT_IN_ANCHOR = re.compile(r"[^\w\- ]")
NUMBER_AT_END = re.compile(r"[+\-−]?\d[\d.,]*(?:[eE][+\-]?\d+)?(?:[ \u00a0\u202f]?%)?$")
DEEPEST_NESTING = 40
LONGEST_PARAGRAPH = 20_000

TocToken = dict[str, Any]


@dataclass(frozen=True)
class Rendered:
    """HTML, the headings as nested tokens of MkDocs' table of contents, and all anchors."""

    html: str
    toc: list[TocToken]
    anchors: frozenset[str]


@dataclass(frozen=True)
class Reader:
    """What the text leads to: links, and where bound numbers come from.

    `number` gives the origin of the number that stands before a comment, None for a comment
    that binds nothing. `words` are the site's.
    """

    resolve: Callable[[str], Target]
    number: Callable[[str], str | None]
    words: Mapping[str, Any] = field(default_factory=dict)


def render_markdown(text: str, reader: Reader, *, title: str = "") -> Rendered:
    """Render a text; see the module for what is left out of it.

    Nor is a heading that says no more than `title`, which the page shows by itself.
    """
    markdown = _parser()
    env: dict[str, Any] = {"reader": reader}
    tokens = _without_title(markdown.parse(text, env), title)
    for token in tokens:
        if token.children:
            token.children = list(_mended(token.children, reader))
    headings = list(_anchored(tokens))
    html: str = markdown.renderer.render(tokens, markdown.options, env)
    return Rendered(html, _nested(headings), frozenset(h["id"] for h in headings))


def _parser() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": True, "maxNesting": DEEPEST_NESTING})
    markdown.enable(["table", "strikethrough"])
    markdown.core.ruler.before("inline", "labbook_endless", _leave_endless)
    markdown.validateLink = _leave_to_reader  # type: ignore[method-assign]
    markdown.add_render_rule("html_block", _render_raw)
    markdown.add_render_rule("html_inline", _render_raw)
    markdown.add_render_rule("image", _render_image)
    markdown.add_render_rule("fence", _render_source)
    markdown.add_render_rule("code_block", _render_source)
    return markdown


def _leave_to_reader(url: str) -> bool:  # noqa: ARG001
    """Links are judged by the reader's `resolve`, which reports those that it refuses."""
    return True


def _leave_endless(state: StateCore) -> None:
    """Endless paragraphs stay plain text: the time for their markup grows with the square."""
    for token in state.tokens:
        if token.type == "inline" and len(token.content) > LONGEST_PARAGRAPH:
            token.type = "text"


def without_markup(raw: str) -> str:
    """Raw HTML as text: comments are left out, harmless tags stay tags."""
    pieces, end = [], 0
    last = raw.rfind("-->")
    for found in HARMLESS.finditer(raw):
        if found.start() < end:
            continue
        pieces.append(escape(raw[end : found.start()]))
        if found[0] != COMMENT:
            pieces.append(found[0])
            end = found.end()
        elif found.end() - 2 <= last:
            # `<!-->` is a whole comment (CommonMark 0.31, section 6.6).
            end = raw.index("-->", found.end() - 2) + 3
        else:
            end = found.start()
    return "".join([*pieces, escape(raw[end:])])


def _without_title(tokens: list[Token], title: str) -> list[Token]:
    place = next((i for i, token in enumerate(tokens) if token.type == "heading_open"), None)
    if place is None or tokens[place].tag != "h1":
        return tokens
    if _plain(tokens[place + 1].children or []) != title.strip():
        return tokens
    return tokens[:place] + tokens[place + 3 :]


def _mended(children: Sequence[Token], reader: Reader) -> Iterator[Token]:
    """Inline tokens with links resolved and bound numbers explained."""
    broken = False
    mended: list[Token] = []
    for token in children:
        if token.type == "link_open":
            broken = _mend_link(token, reader)
        elif token.type == "link_close" and broken:
            token.tag = "span"
        elif token.type == "html_inline":
            origin = reader.number(token.content)
            if origin is not None:
                mended = _explain_number(mended, origin)
                continue
        mended.append(token)
    yield from mended


def _mend_link(token: Token, reader: Reader) -> bool:
    """Point the link to its target; say whether there is none."""
    target = reader.resolve(str(token.attrGet("href") or ""))
    if target.url is None:
        title = str(reader.words.get("broken_link", ""))
        token.tag, token.attrs = "span", {"class": "labbook-broken", "title": title}
        return True
    token.attrSet("href", target.url)
    if target.outside:
        token.attrSet("rel", "noopener noreferrer")
    return False


def _explain_number(before: list[Token], origin: str) -> list[Token]:
    """Wrap the number at the end of the text before its comment."""
    place = next((i for i in range(len(before) - 1, -1, -1) if before[i].content), None)
    if place is None or before[place].type != "text":
        return before
    text = before[place].content
    number = NUMBER_AT_END.search(text)
    if number is None:
        return before
    open_tag = Token("number_open", "span", 1, {"class": "labbook-number", "title": origin})
    parts = [
        Token("text", "", 0, content=text[: number.start()]),
        open_tag,
        Token("text", "", 0, content=number[0]),
        Token("number_close", "span", -1),
    ]
    return [*before[:place], *parts, *before[place + 1 :]]


def _anchored(tokens: Sequence[Token]) -> Iterator[TocToken]:
    """Give every heading an anchor of its own."""
    taken: Counter[str] = Counter()
    for token, inline in pairwise(tokens):
        if token.type != "heading_open":
            continue
        text = _plain(inline.children or [])
        slug = NOT_IN_ANCHOR.sub("", text.lower()).strip().replace(" ", "-") or "section"
        anchor = slug
        while taken[anchor]:
            anchor = f"{slug}-{taken[slug]}"
            taken[slug] += 1
        taken[anchor] += 1
        token.attrSet("id", anchor)
        yield {"level": int(token.tag[1]), "id": anchor, "name": escape(text), "children": []}


def _nested(headings: Sequence[TocToken]) -> list[TocToken]:
    roots: list[TocToken] = []
    path: list[TocToken] = []
    for heading in headings:
        while path and path[-1]["level"] >= heading["level"]:
            path.pop()
        (path[-1]["children"] if path else roots).append(heading)
        path.append(heading)
    return roots


def _plain(children: Sequence[Token]) -> str:
    kinds = {"text", "code_inline", "image"}
    return "".join(token.content for token in children if token.type in kinds).strip()


def _render_raw(_: RendererHTML, tokens: Sequence[Token], index: int, *rest: Any) -> str:  # noqa: ARG001
    return without_markup(tokens[index].content)


def _render_source(_: RendererHTML, tokens: Sequence[Token], index: int, *rest: Any) -> str:  # noqa: ARG001
    token = tokens[index]
    return highlight(token.content, (token.info.split() or [""])[0])


def _render_image(
    self: RendererHTML,
    tokens: Sequence[Token],
    index: int,
    options: OptionsDict,
    env: MutableMapping[str, Any],
) -> str:
    """An image or a sound of the site; one from outside becomes a link, so nothing is loaded.

    A sound is written as an image is, which forges play too; it is loaded when it is played.
    """
    token, reader = tokens[index], env["reader"]
    alt = self.renderInlineAsText(token.children or [], options, env)
    target = reader.resolve(str(token.attrGet("src") or ""))
    if target.url is None:
        title = escape(str(reader.words.get("broken_link", "")))
        shown = escape(alt or str(reader.words.get("unnamed_image", "")))
        return f'<span class="labbook-broken" title="{title}">{shown}</span>'
    if target.outside:
        note = escape(str(reader.words.get("external_image", "")))
        shown = escape(alt or target.url)
        url = escape(target.url)
        return f'<a href="{url}" rel="noopener noreferrer">{shown}</a> <small>({note})</small>'
    if PurePosixPath(urlsplit(target.url).path).suffix.lower() in SOUNDS:
        label = f' aria-label="{escape(alt)}" title="{escape(alt)}"' if alt else ""
        return f'<audio controls preload="none" src="{escape(target.url)}"{label}></audio>'
    return f'<img src="{escape(target.url)}" alt="{escape(alt)}" loading="lazy">'
