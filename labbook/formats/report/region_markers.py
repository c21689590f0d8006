"""Where the machine-owned regions of a report are.

    <!-- labbook:begin results -->
    …
    <!-- labbook:end results 3f9a1c0d2b4e5f67 0b5d11a2c3e4f596 -->

The end marker's first digest tells whether a person has edited inside; the second is that of what
the region was rendered from, so that another wording alone rewrites nothing. Markers in code
blocks are text (see blocks.py); a marker counts only where it is alone on its line, from the
first column.
"""

import hashlib
import re
from dataclasses import dataclass

from labbook.errors import LabbookError
from labbook.formats.report.blocks import Body, Line

_MARKER = re.compile(
    r"<!-- labbook:(?P<kind>begin|end) (?P<name>[a-z][a-z0-9-]{0,39})"
    r"(?: (?P<digest>[0-9a-f]{8,64})(?: (?P<inputs>[0-9a-f]{8,64}))?)? -->[ \t]*"
)
LIKE_A_MARKER = re.compile(r"<!-*\s*/?labbook:(?!\s*allow[\s:])", re.IGNORECASE)
_CODE_SPAN = re.compile(r"(`+)(?!`).+?(?<!`)\1(?!`)")
_FORM = "a marker stands alone on its line: <!-- labbook:begin results -->"


@dataclass(frozen=True)
class Region:
    """A machine-owned span. `begin` and `end` are the lines of its markers, from 1.

    `content` is the text between them, line ends included; `start` and `stop` are its offsets.
    `edited` says that the content isn't what labbook wrote. `inputs` is the digest of what it
    was rendered from, where the marker has one.
    """

    name: str
    begin: int
    end: int
    content: str
    digest: str | None
    start: int
    stop: int
    edited: bool
    inputs: str | None = None


def content_digest(content: str) -> str:
    """16 hex digits of the SHA-256 of a region's content, whatever the line ends."""
    unified = content.replace("\r\n", "\n").replace("\r", "\n")
    return hashlib.sha256(unified.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def regions_of(text: str, path: str | None = None) -> list[Region]:
    """The regions of a text without git conflicts, in their order.

    Raises LabbookError with the line for a marker that is broken, nested, doubled or alone.
    """
    regions: list[Region] = []
    begun: tuple[Line, str] | None = None
    for line, marker in _markers(text, path):
        name = marker["name"]
        if marker["kind"] == "begin":
            if begun is not None:
                raise LabbookError(
                    f"the region '{begun[1]}' isn't ended before '{name}' begins",
                    path=path,
                    line=begun[0].number,
                    hint=f"put '<!-- labbook:end {begun[1]} -->' where it ends",
                )
            twin = next((r for r in regions if r.name == name), None)
            if twin is not None:
                raise LabbookError(
                    f"the region '{name}' stands twice, first in line {twin.begin}",
                    path=path,
                    line=line.number,
                    hint="delete one of the two with its markers",
                )
            begun = (line, name)
        else:
            if begun is None or begun[1] != name:
                raise LabbookError(
                    f"the region '{name}' ends here but doesn't begin",
                    path=path,
                    line=line.number,
                    hint=f"put '<!-- labbook:begin {name} -->' where it begins, or delete the line",
                )
            regions.append(_region(text, begun[0], line, marker))
            begun = None
    if begun is not None:
        raise LabbookError(
            f"the region '{begun[1]}' begins here but doesn't end",
            path=path,
            line=begun[0].number,
            hint="close a code block left open inside of it, or put its end marker back",
        )
    return regions


def _markers(text: str, path: str | None) -> list[tuple[Line, re.Match[str]]]:
    """Every marker outside of code, after a cheap look whether there is any."""
    if "labbook:" not in text.lower():
        return []
    body = Body(text)
    found = []
    for line in body.lines:
        if "labbook:" not in line.text.lower() or line.number in body.code_lines:
            continue
        marker = _MARKER.fullmatch(
            line.text.removeprefix("\ufeff") if line.start == 0 else line.text
        )
        if marker is not None and not (marker["kind"] == "begin" and marker["digest"]):
            found.append((line, marker))
        elif LIKE_A_MARKER.search(_CODE_SPAN.sub("", line.text)):
            raise LabbookError(
                "a region's marker is broken", path=path, line=line.number, hint=_FORM
            )
    return found


def _region(text: str, begin: Line, end: Line, marker: re.Match[str]) -> Region:
    content = text[begin.end : end.start]
    name, digest = marker["name"], marker["digest"]
    edited = bool(content.strip()) if digest is None else content_digest(content) != digest
    place = (begin.number, end.number, content, digest, begin.end, end.start)
    return Region(name, *place, edited, marker["inputs"])
