"""Git's conflict markers in a report, and conflicts that refilling resolves."""

import re
from collections.abc import Set
from dataclasses import dataclass

from labbook.errors import LabbookError
from labbook.formats.report.blocks import split_lines
from labbook.formats.report.region_markers import Region, regions_of

CONFLICT_LINE = re.compile(r"(?:<{7}|>{7}|\|{7})(?:[ \t]|\Z)|={7}\Z")
_FOLLOWING = {"common": {"<"}, "<": {"|", "="}, "|": {"="}, "=": {">"}}


@dataclass(frozen=True)
class Sides:
    """The two whole texts that a conflict chooses between; `line` is where it begins."""

    ours: str
    theirs: str
    line: int


def split_conflicts(text: str, name: str | None = None) -> Sides | None:
    """Both sides of a text in conflict; None for a text without conflict markers.

    Raises LabbookError with the line where the markers aren't complete.
    """
    if "<<<<<<<" not in text and ">>>>>>>" not in text:
        return None
    ours: list[str] = []
    theirs: list[str] = []
    first: int | None = None
    begun = 1
    state = "common"
    for line in split_lines(text):
        kind = _kind(line.text, state)
        if kind is None:
            whole = line.text + line.newline
            if state in {"common", "<"}:
                ours.append(whole)
            if state in {"common", "="}:
                theirs.append(whole)
            continue
        if kind not in _FOLLOWING[state]:
            raise _incomplete(name, line.number)
        first = first or line.number
        begun = line.number if kind == "<" else begun
        state = "common" if kind == ">" else kind
    if state != "common":
        raise _incomplete(name, begun)
    return Sides("".join(ours), "".join(theirs), first) if first else None


def our_side(sides: Sides, refilled: Set[str], path: str | None) -> tuple[str, frozenset[str]]:
    """Our side of a conflict, and the names of the regions that it lies in.

    Raises LabbookError where it lies elsewhere too, or in a region that isn't to be refilled.
    """
    elsewhere = LabbookError(
        "a git conflict outside of the regions is not resolved",
        path=path,
        line=sides.line,
        hint="resolve it, then fill again",
    )
    try:
        ours, theirs = regions_of(sides.ours), regions_of(sides.theirs)
    except LabbookError:
        raise elsewhere from None
    if _skeleton(sides.ours, ours) != _skeleton(sides.theirs, theirs):
        raise elsewhere
    changed = frozenset(
        mine.name
        for mine, other in zip(ours, theirs, strict=True)
        if (mine.content, mine.digest) != (other.content, other.digest)
    )
    if not changed <= refilled:
        raise elsewhere
    return sides.ours, changed


def _skeleton(text: str, regions: list[Region]) -> str:
    """What isn't the machine's: the text without contents and digests."""
    for region in reversed(regions):
        after = text.find("-->", region.stop)
        text = f"{text[: region.start]}<!-- labbook:end {region.name} {text[after:]}"
    return text


def _kind(text: str, state: str) -> str | None:
    """Which marker a line is: `=======` is one only within a conflict, else a heading's line."""
    if not CONFLICT_LINE.match(text):
        return None
    kind = text[0]
    return None if state == "common" and kind in "=|" else kind


def _incomplete(name: str | None, line: int) -> LabbookError:
    return LabbookError(
        "a git conflict marker without its counterparts",
        path=name,
        line=line,
        hint="resolve the conflict by hand",
    )
