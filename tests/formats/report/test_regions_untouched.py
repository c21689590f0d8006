"""Whatever is written around the regions, filling them changes nothing of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from hypothesis import event, given, settings
from hypothesis import strategies as st

from labbook.errors import LabbookError
from labbook.formats.report.inputs import inputs_digest
from labbook.formats.report.numbers import find_numbers
from labbook.formats.report.refill import refill
from labbook.formats.report.region_markers import content_digest
from labbook.formats.report.regions import find_regions, replace_regions
from labbook.formats.report.render import ReportData, render_regions
from labbook.model.experiment import FrontMatter
from tests.formats.report.runs import EXPERIMENT, record

FRAGMENTS = (
    "a line\n",
    "\r\n",
    "\r",
    "\n\n\n",
    "\ufeff",
    "\t\ttabs\t\n",
    "trailing  \n",
    "😀 👩‍👩‍👧 e\u0301\n",
    "\u202e\u05d0\u05d1 right to left\u202c\n",
    "\x0c\x1c\x85\u2028\u2029",
    "```\n<!-- labbook:begin a -->\n```\n",
    "```\n",
    "~~~~ md\n<!-- labbook:end b -->\n~~~~\n",
    "- item\n\n  ```\n  <!-- labbook:begin c -->\n  ```\n",
    "1. one\n   - two\n\n         code <!-- labbook:end a -->\n",
    "> quoted\n> > <!-- a comment -->\n> ```\n> <!-- labbook:begin b -->\n> ```\n",
    "<div>\n<b>markup</b>\n\n</div>\n",
    "<!-- a\ncomment -->\n",
    "<!--",
    "-->",
    "<pre>\n<!-- labbook:begin a -->\n",
    "</pre>\n",
    "<script>\n",
    "| a | b |\n|---|---|\n| 1 | 2 |\n",
    "Heading\n=======\n",
    "\n    <!-- labbook:begin a -->\n",
    "The marker `<!-- labbook:begin a -->` in text\n",
    "12.3<!-- =nobody/measured -->",
    "[x]: https://lab/x\n",
    "<<<<<<< not a conflict",
    "---\n",
    "\\",
    "&#x202e;&lt;",
    "\x00",
)
NAMES = "abc"
contents = st.text(st.sampled_from("abc| \n.-*_#😀\u05d0\t"), max_size=30)
spot = st.tuples(st.integers(0, 3), st.integers(0, 1_000_000))
fragment = st.one_of(st.sampled_from(FRAGMENTS), st.text(max_size=6))
edit = st.one_of(
    st.tuples(st.just("insert"), spot, fragment),
    st.tuples(st.just("line"), spot, fragment),
    st.tuples(st.just("delete"), spot, st.integers(1, 12)),
    st.tuples(st.just("fill"), st.tuples(contents, contents, contents)),
    st.tuples(st.just("drop"), st.integers(0, 2)),
)


@dataclass(frozen=True)
class Report:
    """What a person wrote around the regions, and the regions as they were filled last.

    A region is None where somebody deleted it with its markers.
    """

    prose: tuple[str, ...]
    regions: tuple[str | None, ...]
    newline: str

    def block(self, region: int) -> str:
        inside = self.regions[region]
        return "" if inside is None else f"<!-- labbook:begin {NAMES[region]} -->{inside} -->"

    def text(self) -> str:
        blocks = [*(self.block(n) for n in range(len(NAMES))), ""]
        return "".join(f"{mine}{block}" for mine, block in zip(self.prose, blocks, strict=True))

    def with_prose(self, piece: int, text: str) -> "Report":
        return replace(self, prose=(*self.prose[:piece], text, *self.prose[piece + 1 :]))

    def filled(self, names: Sequence[str], texts: Sequence[str]) -> "Report":
        """As `fill` is to leave it: the regions that are named, all else as it was."""
        regions = list(self.regions)
        for number, name in enumerate(NAMES):
            if name in names:
                body = texts[number].strip("\n")
                between = f"\n{body}\n\n".replace("\n", self.newline) if body else ""
                digest = content_digest(between)
                regions[number] = f"{self.newline}{between}<!-- labbook:end {name} {digest}"
        return replace(self, regions=tuple(regions))


def edited(report: Report, kind: str, *arguments: object) -> Report:
    """The report after one edit of a person's."""
    if kind == "drop":
        (number,) = arguments
        regions = [None if n == number else region for n, region in enumerate(report.regions)]
        return replace(report, regions=tuple(regions))
    (piece, place), what = arguments  # type: ignore[misc]
    text = report.prose[piece]
    at = place % (len(text) + 1)
    if kind == "line":
        at = text.rfind("\n", 0, at) + 1
    if kind == "delete":
        return report.with_prose(piece, text[:at] + text[at + what :])
    return report.with_prose(piece, text[:at] + what + text[at:])


def readable(report: Report) -> list[str] | None:
    """The regions that are found in the report; None where it can't be filled."""
    try:
        return [region.name for region in find_regions(report.text())]
    except LabbookError:
        return None


@settings(max_examples=150)
@given(
    edits=st.lists(edit, min_size=8, max_size=14),
    newline=st.sampled_from(["\n", "\r\n", "\r"]),
    bom=st.booleans(),
)
def test_a_thousand_edits_around_the_regions_survive(
    edits: list[tuple[object, ...]], newline: str, bom: bool
) -> None:
    start = f"{chr(0xFEFF) if bom else ''}# Report{newline}{newline}"
    between = f"{newline}Words.{newline}{newline}"
    fresh = [f"{newline}<!-- labbook:end {name}" for name in NAMES]
    report = Report((start, between, between, f"{newline}The end."), tuple(fresh), newline)
    for kind, *arguments in edits:
        if kind != "fill":
            after = edited(report, str(kind), *arguments)
            names = readable(after)
            event(f"{kind}: {'kept' if names is not None else 'refused'}")
            if names is None:
                # What can't be read is refused as a whole: the person takes the edit back.
                continue
            report = after
            continue
        (texts,) = arguments
        names = readable(report)
        assert names is not None
        wanted = report.filled(names, texts)  # type: ignore[arg-type]
        new = dict(zip(NAMES, texts, strict=True))  # type: ignore[call-overload]
        filled = replace_regions(report.text(), new)
        assert filled == wanted.text()
        assert replace_regions(filled, new) == filled
        assert [region.name for region in find_regions(filled)] == names
        assert not any(region.edited for region in find_regions(filled))
        report = wanted


REPORT = Report(
    (
        "---\ntitle: x\n---\nWe saw 9.99<!-- =error -->, and 1.5<!-- =nobody/measured -->.\n\n",
        "\n```\n9.9<!-- =error -->\n```\n\n",
        "\n",
        "\nThe end.",
    ),
    ("\n<!-- labbook:end a", None, None),
    "\n",
)


def bound(report: Report) -> list[int]:
    """The lines of the numbers that have a value."""
    return [one.line for one in find_numbers(report.text()) if one.expression == "error"]


@settings(max_examples=60)
@given(
    edits=st.lists(st.tuples(st.just("line"), spot, fragment), max_size=8),
    values=st.lists(st.sampled_from([1.25, 12.345, 100.0]), min_size=1, max_size=4),
)
def test_a_report_that_is_refilled_changes_in_regions_and_bound_numbers_only(
    edits: list[tuple[object, ...]], values: list[float]
) -> None:
    report = REPORT
    for kind, *arguments in edits:
        after = edited(report, str(kind), *arguments)
        whole = after.prose[0].startswith(REPORT.prose[0])
        if whole and readable(after) == ["a"] and bound(after) == [4]:
            report = after
    text = report.text().replace("begin a", "begin summary").replace("end a", "end summary")
    before, found, after = text.partition("<!-- labbook:begin summary -->\n")
    tail = after[after.index(" -->") :]
    for value in values:
        data = ReportData(EXPERIMENT, FrontMatter("x"), (record(1, {"error": value}),))
        text = refill(text, data, name="report.md")
        assert refill(text, data, name="report.md") == text
        rendered = render_regions(data)["summary"].strip("\n")
        inside = f"\n{rendered}\n\n" if rendered else ""
        digests = f"{content_digest(inside)} {inputs_digest(data)}"
        marker = f"<!-- labbook:end summary {digests}"
        prose = before.replace("We saw 9.99<", f"We saw {value:.2f}<")
        assert text == f"{prose}{found}{inside}{marker}{tail}"
