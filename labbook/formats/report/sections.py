"""The hand-written part of a report: its sections, links and images."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from labbook.formats.report.blocks import Body
from labbook.formats.report.region_markers import Region
from labbook.formats.report.regions import find_regions

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_COMMENTS = re.compile(r"<!--[\s\S]*?(?:-->|\Z)")


@dataclass(frozen=True)
class Section:
    """A heading and what stands under it, up to the next heading of any level.

    `line` is the heading's, from 1; `end` the line behind the section's last. `empty` says that
    nothing was written by hand: comments and machine-owned regions don't count, and neither does
    a section that has subsections have to say anything itself.
    """

    heading: str
    level: int
    line: int
    end: int
    empty: bool


@dataclass(frozen=True)
class Link:
    """A link or an image; `line` is that of the paragraph's line that holds it, from 1."""

    target: str
    text: str
    line: int
    image: bool


def find_sections(text: str) -> list[Section]:
    """The sections of a report. Raises LabbookError for broken region markers."""
    body = Body(text)
    machine = _lines_of(find_regions(text))
    headings = _headings(body.blocks, machine)
    written = _written_lines(
        body, machine, {n for _, _, first, stop in headings for n in range(first, stop)}
    )
    sections = []
    for index, (heading, level, line, behind) in enumerate(headings):
        following = headings[index + 1] if index + 1 < len(headings) else None
        end = following[2] if following else len(body.lines) + 1
        has_parts = following is not None and following[1] > level
        empty = not has_parts and not any(n in written for n in range(behind, end))
        sections.append(Section(heading, level, line, end, empty))
    return sections


def _lines_of(regions: Sequence[Region]) -> frozenset[int]:
    return frozenset(n for region in regions for n in range(region.begin, region.end + 1))


def _headings(
    blocks: "Sequence[Token]", machine: frozenset[int]
) -> list[tuple[str, int, int, int]]:
    """Text, level, line and the line behind of every heading outside of regions and lists."""
    found = []
    for token, content in pairwise(blocks):
        if token.type == "heading_open" and token.level == 0 and token.map:
            first, stop = token.map[0] + 1, token.map[1] + 1
            if first not in machine:
                text = _COMMENTS.sub("", content.content).strip()
                found.append((text, int(token.tag[1:]), first, stop))
    return found


def _written_lines(body: Body, machine: frozenset[int], headings: set[int]) -> set[int]:
    """Lines with a person's words, code or tables."""
    written: set[int] = set()
    for token in body.blocks:
        if token.map is None or token.type.endswith(("_open", "_close")):
            continue
        content = token.content
        if token.type in {"inline", "html_block"}:
            content = _COMMENTS.sub("", content)
        if content.strip():
            written.update(range(token.map[0] + 1, token.map[1] + 1))
    return written - machine - headings


def find_links(text: str, *, machine: bool = False) -> list[Link]:
    """Links and images of the prose, those in regions too with `machine`.

    Raises LabbookError for broken region markers.
    """
    body = Body(text)
    skipped = frozenset() if machine else _lines_of(find_regions(text))
    found: list[Link] = []
    for token in _parser().parse(body.markdown):
        if token.type == "inline" and token.map and token.map[0] + 1 not in skipped:
            found += _links(token, token.map[0] + 1)
    return found


def _links(token: "Token", line: int) -> list[Link]:
    found = []
    children = token.children or []
    for index, child in enumerate(children):
        if child.type in {"softbreak", "hardbreak"}:
            line += 1
        elif child.type == "image":
            found.append(Link(str(child.attrs.get("src", "")), child.content, line, image=True))
        elif child.type == "link_open":
            words = _text_until_close(children[index + 1 :])
            found.append(Link(str(child.attrs.get("href", "")), words, line, image=False))
    return found


def _text_until_close(children: "Sequence[Token]") -> str:
    words = ""
    for child in children:
        if child.type == "link_close":
            break
        words += child.content
    return words


@lru_cache(maxsize=1)
def _parser() -> "MarkdownIt":
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark").enable("table")


def add_to_section(text: str, headings: Sequence[str], heading: str, addition: str) -> str:
    """The report with a paragraph added to the end of the first section of those headings.

    Where there is none, the section is added at the end of the report under `heading`. Every
    other byte stays. Raises LabbookError for broken region markers.
    """
    newline = "\r\n" if "\r\n" in text else "\n"
    paragraph = newline.join(addition.strip().splitlines())
    wanted = {name.casefold() for name in headings}
    section = next((s for s in find_sections(text) if s.heading.casefold() in wanted), None)
    lines = Body(text).lines
    if section is None:
        gap = _gap(text, newline)
        return f"{text}{gap}## {heading}{newline}{newline}{paragraph}{newline}"
    last = section.end - 1
    while not lines[last - 1].text.strip():
        last -= 1
    before, after = text[: lines[last - 1].end], text[lines[last - 1].end :]
    behind = newline if after and not after.startswith(("\r", "\n")) else ""
    return f"{before}{_gap(before, newline)}{paragraph}{newline}{behind}{after}"


def _gap(before: str, newline: str) -> str:
    """Line ends that leave one empty line behind what stands before."""
    if not before or before.endswith(newline * 2):
        return ""
    return newline if before.endswith(newline) else newline * 2
