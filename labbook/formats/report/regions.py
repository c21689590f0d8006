"""The machine-owned regions of a report, and refilling them while all else stays as it is.

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
from collections.abc import Mapping
from dataclasses import dataclass

from labbook.errors import LabbookError, Refused
from labbook.formats.report.blocks import Body, Line
from labbook.formats.report.conflicts import CONFLICT_LINE, Sides, split_conflicts

_MARKER = re.compile(
    r"<!-- labbook:(?P<kind>begin|end) (?P<name>[a-z][a-z0-9-]{0,39})"
    r"(?: (?P<digest>[0-9a-f]{8,64})(?: (?P<inputs>[0-9a-f]{8,64}))?)? -->[ \t]*"
)
_LIKE_A_MARKER = re.compile(r"<!-*\s*/?labbook:(?!\s*allow[\s:])", re.IGNORECASE)
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


class RegionEdited(Refused):
    """A region was edited by hand; `diff` shows what filling it would change."""

    def __init__(self, sentence: str, *, diff: str, path: str | None, line: int) -> None:
        super().__init__(
            sentence,
            hint="move the text out of the region, or overwrite it with --force",
            path=path,
            line=line,
        )
        self.diff = diff


def content_digest(content: str) -> str:
    """16 hex digits of the SHA-256 of a region's content, whatever the line ends."""
    unified = content.replace("\r\n", "\n").replace("\r", "\n")
    return hashlib.sha256(unified.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def find_regions(text: str, *, name: str | None = None) -> list[Region]:
    """The regions of a report in their order.

    Raises LabbookError with the line for a marker that is broken, nested, doubled or alone, and
    for git conflict markers.
    """
    sides = split_conflicts(text, name)
    if sides is not None:
        raise LabbookError(
            "a git conflict is not resolved",
            path=name,
            line=sides.line,
            hint="resolve it; one inside of a region is resolved by 'labbook fill'",
        )
    return _find(text, name)


def _find(text: str, path: str | None) -> list[Region]:
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
        elif _LIKE_A_MARKER.search(_CODE_SPAN.sub("", line.text)):
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


def replace_regions(
    text: str,
    contents: Mapping[str, str],
    *,
    inputs: str | None = None,
    force: bool = False,
    name: str | None = None,
) -> str:
    """The report with its regions refilled, every byte outside of them as it was.

    A region that isn't in the report stays away. The content gets the file's line ends and an
    empty line before and after. `inputs` is the digest of what the contents are rendered from:
    a region that was filled from the same stays as it is (unless `force`), whatever the wording.
    Git conflicts inside of regions are resolved by refilling.
    Raises RegionEdited where a person edited inside a region (unless `force`), LabbookError for
    broken markers, a conflict elsewhere, and content that would forge a marker.
    """
    for region_name, content in contents.items():
        _check_content(region_name, content)
    sides = split_conflicts(text, name)
    conflicting: frozenset[str] = frozenset()
    if sides is not None:
        text, conflicting = _one_side(sides, contents, name)
    regions = _find(text, name)
    if not force:
        _refuse_edited([r for r in regions if r.name not in conflicting], contents, name)
    filled = text
    for region in reversed(regions):
        if region.name in contents and (force or not rendered_from(region, inputs)):
            filled = _refill(filled, region, contents[region.name], inputs)
    _check_filled(filled, regions, name)
    return filled


def rendered_from(region: Region, inputs: str | None) -> bool:
    """Whether the region is as labbook wrote it, out of these very inputs."""
    return inputs is not None and region.inputs == inputs and not region.edited


def _check_content(name: str, content: str) -> None:
    for line in content.splitlines():
        if _LIKE_A_MARKER.match(line) or CONFLICT_LINE.match(line):
            raise LabbookError(f"the new content of region '{name}' holds a marker line")


def _refill(text: str, region: Region, content: str, inputs: str | None) -> str:
    newline = "\r\n" if text.endswith("\r\n", 0, region.start) else text[region.start - 1]
    between = _padded(content).replace("\n", newline)
    digest = content_digest(between)
    if (region.digest, region.inputs, region.content) == (digest, None, between):
        return text  # a marker without inputs gets them when its region changes
    end_of_marker = text.find("-->", region.stop) + 3
    digests = f"{digest} {inputs}" if inputs else digest
    marker = f"<!-- labbook:end {region.name} {digests} -->"
    return text[: region.start] + between + marker + text[end_of_marker:]


def _padded(content: str) -> str:
    body = content.replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    return f"\n{body}\n\n" if body else ""


def _refuse_edited(regions: list[Region], contents: Mapping[str, str], path: str | None) -> None:
    edited = [
        region
        for region in regions
        if region.edited
        and region.name in contents
        and content_digest(region.content) != content_digest(_padded(contents[region.name]))
    ]
    if not edited:
        return
    names = ", ".join(f"'{region.name}'" for region in edited)
    what = f"the region {names} was" if len(edited) == 1 else f"the regions {names} were"
    raise RegionEdited(
        f"{what} edited by hand",
        diff="".join(_diff(region, contents[region.name]) for region in edited),
        path=path,
        line=edited[0].begin,
    )


def _diff(region: Region, content: str) -> str:
    from difflib import unified_diff

    lines = unified_diff(
        [f"{line}\n" for line in region.content.splitlines()],
        [f"{line}\n" for line in _padded(content).splitlines()],
        fromfile=f"region {region.name}, edited by hand",
        tofile=f"region {region.name}, filled again",
    )
    return "".join(lines)


def _check_filled(text: str, regions: list[Region], path: str | None) -> None:
    """Content can change how the lines behind it read: an open fence would hide a marker."""
    after = _find(text, path)
    if [r.name for r in after] != [r.name for r in regions]:
        raise LabbookError("the new content would hide another region", path=path)


def _one_side(
    sides: Sides, contents: Mapping[str, str], path: str | None
) -> tuple[str, frozenset[str]]:
    """Our side of a conflict and the regions it lies in, all of which are about to be refilled."""
    elsewhere = LabbookError(
        "a git conflict outside of the regions is not resolved",
        path=path,
        line=sides.line,
        hint="resolve it, then fill again",
    )
    try:
        ours, theirs = _find(sides.ours, None), _find(sides.theirs, None)
    except LabbookError:
        raise elsewhere from None
    if _skeleton(sides.ours, ours) != _skeleton(sides.theirs, theirs):
        raise elsewhere
    changed = frozenset(
        mine.name
        for mine, other in zip(ours, theirs, strict=True)
        if (mine.content, mine.digest) != (other.content, other.digest)
    )
    if not changed <= contents.keys():
        raise elsewhere
    return sides.ours, changed


def _skeleton(text: str, regions: list[Region]) -> str:
    """What isn't the machine's: the text without contents and digests."""
    for region in reversed(regions):
        after = text.find("-->", region.stop)
        text = f"{text[: region.start]}<!-- labbook:end {region.name} {text[after:]}"
    return text
