"""The paragraphs in which a report tells its results, as a reader meets them: without markup."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from labbook.formats.report.blocks import Body
from labbook.formats.report.regions import find_regions
from labbook.formats.report.sections import find_sections

CODE, HIDDEN = "\ue000", "#"
"""What stands for a code span, and for each digit of a link, a formula or a quotation."""

_TELLING = re.compile(
    r"[\d.\s]*(?:results?|analysis|discussion|conclusions?|findings"
    r"|результаты?|анализ|обсуждение|выводы?|заключение)\b",
    re.IGNORECASE,
)
_ITEM_HEAD = re.compile(r"(?:[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+)*(?:\[[ xX]\][ \t])?")
_MARKUP = re.compile(
    r"""\\(?P<escaped>[!-/:-@\[-`{-~])
    |(?P<ticks>`+)
    |(?P<gone><!--[\s\S]*?(?:-->|\Z)|</?[A-Za-z][^<>`]{0,500}>|\*+|~~|(?<!\w)_+|_+(?!\w))
    |!?\[(?P<words>[^\[\]`<]{0,300})\](?:\([^()`<]{0,500}\)|\[[^\[\]`<]{0,100}\])
    |(?P<hidden>\[[\^@\d][^\[\]`<]{0,60}\]
      |(?:https?://|www\.)[^\s<>`]{1,1000}|<https?:[^\s<>`]{1,1000}>
      |\$[^$`<]{1,300}\$
      |«[^«»`<]{0,500}»|“[^“”`<]{0,500}”|„[^„“`<]{0,500}“|"[^"`<]{0,300}")
    |(?P<space>&nbsp;|&\#160;|&thinsp;)""",
    re.VERBOSE,
)
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True)
class Passage:
    """A paragraph, an item or a table's row; `codes` are its code spans by their place in `text`.

    Emphasis, comments and link targets are gone. What is quoted, linked
    or a formula is there without its digits. `start` and `stop` are its offsets in the report.
    """

    text: str
    codes: Mapping[int, str]
    start: int
    stop: int
    table: bool
    _places: Sequence[int]
    _sources: Sequence[int]

    def offset(self, place: int) -> int:
        """Where in the report a character of `text` stands."""
        found = bisect_right(self._places, place) - 1
        return self._sources[found] + place - self._places[found]


def find_passages(report: str) -> list[Passage]:
    """Passages of the sections that tell results: hand-written, neither headings nor quotations.

    Raises LabbookError for broken region markers.
    """
    lines = _telling_lines(report)
    if not lines:
        return []
    body = Body(report)
    return [
        _passage(body, first, stop, table) for first, stop, table in _spans(body) if first in lines
    ]


def _telling_lines(report: str) -> set[int]:
    """The lines of sections that tell results, with their subsections, but for the regions."""
    telling: int | None = None
    lines: set[int] = set()
    for section in find_sections(report):
        if telling is not None and section.level <= telling:
            telling = None
        if telling is None and _TELLING.match(section.heading):
            telling = section.level
        if telling is not None:
            lines.update(range(section.line + 1, section.end))
    for region in find_regions(report) if lines else ():
        lines.difference_update(range(region.begin, region.end + 1))
    return lines


def _spans(body: Body) -> Iterator[tuple[int, int, bool]]:
    """First line, line behind the last, and whether it is a row, of what can be a passage."""
    quoted = 0
    blocks = body.blocks
    for place, token in enumerate(blocks):
        if token.type == "blockquote_open":
            quoted += 1
        elif token.type == "blockquote_close":
            quoted -= 1
        elif quoted or not token.map:
            continue
        elif token.type == "tr_open" and blocks[place + 1].type == "td_open":
            yield token.map[0] + 1, token.map[1] + 1, True
        elif token.type == "paragraph_open":
            yield token.map[0] + 1, token.map[1] + 1, False


def _passage(body: Body, first: int, stop: int, table: bool) -> Passage:
    start, end = body.lines[first - 1].start, body.lines[stop - 2].end
    head = None if table else _ITEM_HEAD.match(body.text, start, end)
    writer = _Writer(body.text)
    writer.write(head.end() if head else start, end)
    text = "".join(writer.pieces)
    return Passage(text, writer.codes, start, end, table, writer.places, writer.sources)


class _Writer:
    """Copies a stretch of a report without its markup, noting where each piece came from."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.pieces: list[str] = []
        self.places: list[int] = [0]
        self.sources: list[int] = [0]
        self.codes: dict[int, str] = {}
        self._length = 0

    def put(self, text: str, source: int) -> None:
        if text:
            self.places.append(self._length)
            self.sources.append(source)
            self.pieces.append(text)
            self._length += len(text)

    def write(self, start: int, end: int) -> None:
        ticks = _tick_runs(self.source, start, end)
        while match := _MARKUP.search(self.source, start, end):
            self.put(self.source[start : match.start()], start)
            start = self._markup(match, ticks)
        self.put(self.source[start:end], start)

    def _markup(self, match: re.Match[str], ticks: Mapping[int, list[int]]) -> int:
        start, stop = match.span()
        if match["ticks"]:
            return self._code(start, stop, ticks)
        if match["escaped"]:
            self.put(match["escaped"], start + 1)
        elif match["words"] is not None:
            self.put(_DIGIT.sub(HIDDEN, match["words"]), match.start("words"))
        elif match["hidden"]:
            self.put(_DIGIT.sub(HIDDEN, match["hidden"]), start)
        elif match["space"] or _joins(self.source, start, stop):
            self.put(" ", start)
        return stop

    def _code(self, start: int, stop: int, ticks: Mapping[int, list[int]]) -> int:
        runs = ticks[stop - start]
        closing = bisect_left(runs, stop)
        if closing == len(runs):
            self.put(self.source[start:stop], start)
            return stop
        self.codes[self._length] = self.source[stop : runs[closing]].strip()
        self.put(CODE, start)
        return runs[closing] + stop - start


def _tick_runs(text: str, start: int, end: int) -> dict[int, list[int]]:
    """Where runs of backticks begin, by their length."""
    runs: dict[int, list[int]] = {}
    for match in re.compile("`+").finditer(text, start, end):
        runs.setdefault(len(match[0]), []).append(match.start())
    return runs


def _joins(text: str, start: int, stop: int) -> bool:
    """Whether leaving out what stands there would make one word of two."""
    before, after = text[start - 1 : start], text[stop : stop + 1]
    return before.isalnum() and after.isalnum()
