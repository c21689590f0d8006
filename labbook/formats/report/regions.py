"""Refilling the machine-owned regions of a report, while all else stays as it is."""

import re
from collections.abc import Mapping

from labbook.errors import LabbookError, Refused
from labbook.formats.report.conflicts import CONFLICT_LINE, our_side, split_conflicts
from labbook.formats.report.region_markers import LIKE_A_MARKER, Region, content_digest, regions_of

_FIGURE = re.compile(r"\d+(?:\.\d+)?")


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
    return regions_of(text, name)


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
    a region that was filled from the same stays as it is (unless `force`) while its figures are
    the same, whatever the wording.
    Git conflicts inside of regions are resolved by refilling.
    Raises RegionEdited where a person edited inside a region (unless `force`), LabbookError for
    broken markers, a conflict elsewhere, and content that would forge a marker.
    """
    for region_name, content in contents.items():
        _check_content(region_name, content)
    sides = split_conflicts(text, name)
    conflicting: frozenset[str] = frozenset()
    if sides is not None:
        text, conflicting = our_side(sides, contents.keys(), name)
    regions = regions_of(text, name)
    if not force:
        _refuse_edited([r for r in regions if r.name not in conflicting], contents, name)
    filled = text
    for region in reversed(regions):
        new = contents.get(region.name)
        if new is not None and (force or not is_current(region, inputs, new)):
            filled = _refill(filled, region, new, inputs)
    _check_filled(filled, regions, name)
    return filled


def is_current(region: Region, inputs: str | None, content: str) -> bool:
    """Whether labbook wrote the region out of these very inputs, with the figures of `content`."""
    if inputs is None or region.inputs != inputs or region.edited:
        return False
    return sorted(_FIGURE.findall(region.content)) == sorted(_FIGURE.findall(content))


def _check_content(name: str, content: str) -> None:
    for line in content.splitlines():
        if LIKE_A_MARKER.match(line) or CONFLICT_LINE.match(line):
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
    after = regions_of(text, path)
    if [r.name for r in after] != [r.name for r in regions]:
        raise LabbookError("the new content would hide another region", path=path)
