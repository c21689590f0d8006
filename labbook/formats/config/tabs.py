"""Tabs, which libyaml takes as white space where ruamel.yaml refuses them."""

import re
from collections.abc import Sequence

_COMMENT = re.compile(r"(?:^|\s)#", re.MULTILINE)


def misplaced_tab(text: str, spans: Sequence[tuple[int, int]]) -> int | None:
    """The index of the first tab outside of comments and of `spans`, if there is one.

    `spans` are the places, from and to, of quoted texts, blocks and flow collections, in
    the order in which they begin; there a tab is fine.
    """
    end = 0
    for start, stop in [*spans, (len(text), len(text))]:
        if start > end:
            index = _tab(text, end, start)
            if index is not None:
                return index
        end = max(end, stop)
    return None


def _tab(text: str, start: int, stop: int) -> int | None:
    while (index := text.find("\t", start, stop)) >= 0:
        line_start = max(text.rfind("\n", 0, index) + 1, start)
        if not _COMMENT.search(text, line_start, index):
            return index
        line_end = text.find("\n", index, stop)
        start = line_end if line_end >= 0 else stop
    return None
