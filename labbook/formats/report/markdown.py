"""Strangers' text made fit for Markdown: nothing in it becomes markup, a link or a marker.

Special characters become HTML character references, which every Markdown dialect reads as plain
text (CommonMark 0.31, section 2.5), so that the same line is safe in a table, a list, a summary.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from urllib.parse import quote

from labbook.formats.terminal import ESCAPES

MAX_TEXT = 300

# The escapes of a terminal, and the one control sequence that has a single character for ESC [.
_STEERING = re.compile(rf"{ESCAPES.pattern}|\x9b[0-?]*[ -/]*[@-~]")
_SPACE = re.compile(r"\s+")
_SPECIAL = re.compile(
    r"[&<>|\\`*\[\]~$@#{}^=]|(?<![^\W_])_|_(?![^\W_])|:(?=//)|(?<=www)\.|(?<=WWW)\."
)
_LEADING = re.compile(r"\A(?:[-+:]|\d{1,9}(?=[.)]))")
_PLAIN_CODE = re.compile(r"(?!.*<!-)[^`|]+")
_LIKE_MARKERS = re.compile(r"\s*<!-|<{7}|>{7}|={7}|\|{7}")


def clean(text: str, *, limit: int = MAX_TEXT) -> str:
    """One line without terminal codes, control and direction characters, cut at `limit`."""
    visible = "".join(_visible(c) for c in _STEERING.sub("", _SPACE.sub(" ", text[: 4 * limit])))
    line = _SPACE.sub(" ", visible).strip()
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def _visible(character: str) -> str:
    """The character, or a mark in the place of one that hides or turns text."""
    if character == " " or unicodedata.category(character) not in {
        "Cc",
        "Cf",
        "Cs",
        "Co",
        "Zl",
        "Zp",
    }:
        return character
    return "\N{REPLACEMENT CHARACTER}"


def plain(text: str) -> str:
    """Text that renders as itself anywhere within a line."""
    return _LEADING.sub(_reference_of_first, _SPECIAL.sub(_reference, clean(text)))


def _reference(match: re.Match[str]) -> str:
    return f"&#{ord(match.group())};"


def _reference_of_first(match: re.Match[str]) -> str:
    found = match.group()
    return f"&#{ord(found[0])};{found[1:]}"


def code(text: str) -> str:
    """A name or value in code style; as plain text where it can't stand in a code span."""
    line = clean(text)
    if not line:
        return "—"
    return f"`{line}`" if _PLAIN_CODE.fullmatch(line) else plain(line)


def link(text: str, target: str) -> str:
    """A link, for http and https only; else its text."""
    if not re.fullmatch(r"https?://[!-~]+", target):
        return plain(text)
    return f"[{plain(text)}](<{quote(target, safe=':/?&=#%@+,;~!$')}>)"


def image(text: str, path: str) -> str:
    """An image in the experiment's folder; its path is relative, with forward slashes."""
    return f"![{plain(text)}]({quote(path, safe='/')})"


def fence(lines: Iterable[str], language: str = "text") -> str:
    """A code block of lines that can't end it, longer than any fence within."""
    cleaned = [_fenced_line(line) for line in lines]
    longest = max((len(m) for line in cleaned for m in re.findall(r"`{3,}", line)), default=2)
    ticks = "`" * (longest + 1)
    return "\n".join([f"{ticks}{language}", *cleaned, ticks])


def _fenced_line(line: str) -> str:
    visible = _STEERING.sub("", line.replace("\t", "    ")[: 4 * MAX_TEXT])
    shown = "".join(_visible(c) for c in visible).rstrip()[:MAX_TEXT]
    return f" {shown}" if _LIKE_MARKERS.match(shown) else shown


def table(head: Sequence[str], rows: Iterable[Sequence[str]], numeric: Sequence[int] = ()) -> str:
    """A table of cells that are Markdown already; columns in `numeric` are aligned right."""
    rule = ["--:" if index in numeric else "---" for index in range(len(head))]
    lines = [head, rule, *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def details(summary: str, content: str) -> str:
    """Content that is folded until a reader opens it; `summary` is Markdown-safe text."""
    return f"<details>\n<summary>{summary}</summary>\n\n{content}\n\n</details>"
