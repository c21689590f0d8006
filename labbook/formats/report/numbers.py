"""Numbers in prose that are bound to a metric: `12.3<!-- =test/error_rate -->`."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from math import isfinite

from labbook.errors import LabbookError
from labbook.formats.report.blocks import Body
from labbook.formats.report.comments import HtmlComment, html_comments
from labbook.formats.report.regions import find_regions

_NUMBER = re.compile(
    r"""(?<![\w.,+\-−])(?<!\d[:/'’^])(?P<number>  # nothing but the end of 12:30, 3/4, 1'000
    (?P<sign>[+\-−])?
    (?![1-9]\d{0,2},\d{3}(?!\d))  # 1,234 reads both ways, so it is neither
    (?!(?<=\d[ \u00a0\u2009\u202f])\d{3}(?!\d))  # nor is the end of 1 234 a number
    \d+(?:(?P<point>[.,])(?P<decimals>\d+))?
    (?P<exponent>[eE][+\-]?\d+)?
    )(?:[ \u00a0\u202f]?%)?[*_]{0,3}\Z""",
    re.VERBOSE,
)
_REACH = 60
_JOINED = re.compile(r"\d(?:[:'’′^…–—*∶]|\s*[/⁄∕×]\s*)\Z")
_GROUPED = re.compile(r"\d(?:[\s\u00a0\u2009\u200b\u202f\\]|&nbsp;|&\#160;|&\#x[aA]0;)+\Z")
_THREE_DIGITS = re.compile(r"\d{3}(?!\d)")
_BINDING = re.compile(r"[ \t]*=(?P<bound>[^\r\n]*)")


@dataclass(frozen=True)
class BoundNumber:
    """A number bound to an expression.

    `line` and `column` count from 1; `start` and `stop` are the number's offsets in the report.
    `text` is empty where no number stands before the comment. `before` is what stands before the
    number, `after` what is between it and the comment.
    """

    line: int
    column: int
    start: int
    stop: int
    text: str
    expression: str
    before: str
    after: str

    def renewed(self, value: float) -> str:
        """The value, written the way that the number is, and so that it is read again there.

        That needs a dot where a comma would read both ways: 1.234 for what was 0,999. Raises
        LabbookError for a value that isn't finite, and where nothing helps: 120 behind `in 5 `.
        """
        new = rewrite(self.text, value)
        for form in (new, new.replace(",", ".")):
            report = f"{self.before}{form}{self.after}"
            read = number_before(report, 0, len(report))
            if read is not None and read["number"] == form:
                return form
        raise LabbookError(
            f"{new} would not be read again if it were written here",
            hint="put a word between it and the digits or signs before it",
        )


def find_numbers(text: str) -> list[BoundNumber]:
    """The bound numbers of the hand-written prose: not in code, comments, regions or the head.

    Raises LabbookError for broken region markers.
    """
    if "<!--" not in text:
        return []
    body = Body(text)
    machine = {n for r in find_regions(text) for n in range(r.begin, r.end + 1)}
    found = []
    for comment in html_comments(body):
        binding = _BINDING.fullmatch(comment.text)
        if binding and body.line_at(comment.piece_start).number not in machine:
            found.append(_bound(body, comment, binding["bound"].strip()))
    return found


def _bound(body: Body, comment: HtmlComment, expression: str) -> BoundNumber:
    at = comment.start
    number = number_before(body.text, comment.piece_start, at)
    start = number.start("number") if number else at
    text = number["number"] if number else ""
    stop = start + len(text)
    line = body.line_at(start)
    before = body.text[max(comment.piece_start, start - _REACH) : start]
    column = start - line.start + 1
    after = body.text[stop:at]
    return BoundNumber(line.number, column, start, stop, text, expression, before, after)


def number_before(text: str, first: int, at: int) -> re.Match[str] | None:
    """The number that a comment at `at` would bind, its group `number`, looking back to `first`."""
    number = _NUMBER.search(text, max(first, at - _REACH), at)
    return None if number is None or _is_part(number, first) else number


def _is_part(number: re.Match[str], first: int) -> bool:
    """Whether what matched is the end of something longer: of 10–12, 3 / 4, 2&nbsp;000."""
    start = number.start("number")
    before = number.string[max(first, start - _REACH) : start]
    grouped = _THREE_DIGITS.match(number["number"]) and _GROUPED.search(before)
    return bool(grouped or _JOINED.search(before))


def update_numbers(text: str, resolve: Callable[[str], float]) -> str:
    """The report with its bound numbers set to what `resolve` gives for their expressions.

    A number keeps its count of digits, its decimal sign and its way to write a minus. Every
    other byte stays, and so does a number for which `resolve` raises LabbookError or whose new
    value could not be read again there.
    """
    for bound in reversed(find_numbers(text)):
        if not bound.text:
            continue
        try:
            new = bound.renewed(resolve(bound.expression))
        except LabbookError:
            continue
        text = text[: bound.start] + new + text[bound.stop :]
    return text


def rewrite(old: str, value: float) -> str:
    """The value written the way that `old` is: digits, sign, decimal comma, exponent.

    Raises LabbookError for a value that isn't finite.
    """
    match = _NUMBER.fullmatch(old)
    if match is None or not isfinite(value):
        raise LabbookError(f"'{value}' can't be written as a number")
    digits = len(match["decimals"] or "")
    exponent = match["exponent"]
    new = f"{abs(value):.{digits}{'e' if exponent else 'f'}}"
    zero = not any(c in "123456789" for c in new.partition("e")[0])
    if exponent:
        new = _exponent(new, exponent)
    if match["point"] == ",":
        new = new.replace(".", ",")
    if value < 0 and not zero:
        return ("−" if match["sign"] == "−" else "-") + new
    return "+" + new if match["sign"] == "+" else new


def _exponent(new: str, old: str) -> str:
    mantissa, _, power = new.partition("e")
    width = len(old.lstrip("eE+-"))
    sign = "-" if int(power) < 0 else "+" if "+" in old else ""
    return f"{mantissa}{old[0]}{sign}{abs(int(power)):0{width}d}"
