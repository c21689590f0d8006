"""The end of a log: what a reader needs in order to see why a run failed."""

import re
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from labbook.model.run import LOG_LINES

MOST_LINES = 2 * LOG_LINES
"""How many lines a log's end has at most, with a traceback from further back."""

MOST_READ = 10_000
"""How many lines from the end a traceback is looked for."""

GAP = "[…]"
"""Stands where lines were left out."""

_MOST_LINE = 2000
_FRAMES = 8
_MESSAGE = 4
_HEAD = re.compile(r"(?P<prefix>.*?)(?:Original )?Traceback \(most recent call last\):\s*")
_CHAINED = (
    "During handling of the above exception, another exception occurred:",
    "The above exception was the direct cause of the following exception:",
)
_NOISE = re.compile(
    r"""(?:[\w.]*\.)?(?:ChildFailedError|SignalException|DistBackendError|DistNetworkError
    |BrokenPipeError|ConnectionResetError|KeyboardInterrupt|EOFError)\b""",
    re.VERBOSE,
)
_UNRAISABLE = re.compile(r"\s*(?:Exception ignored in|Exception in thread)\b")


@dataclass(frozen=True)
class _Block:
    """A traceback: its head stands at `start`, its exception at `exception`, `stop` is behind."""

    start: int
    exception: int
    stop: int
    prefix: str


def has_traceback(log: Iterable[str]) -> bool:
    """Whether a traceback begins in it."""
    return any(_HEAD.match(line) for line in log)


def last_lines(log: Iterable[str]) -> list[str]:
    """As much of a log as its end is looked for in."""
    return list(deque(log, MOST_READ))


def end_of_log(lines: Sequence[str]) -> tuple[str, ...]:
    """The last lines, and before them the traceback that tells why, where it lies further back.

    That is the last one that is not the noise of processes which end because another one failed
    (torch's launcher, broken pipes). Of a long one the head, the last frames and the exception
    are left, of chained ones the first and the last. At most `MOST_LINES` lines; `GAP` stands for
    those left out.
    """
    last = max(0, len(lines) - LOG_LINES)
    chain = _telling_chain(lines)
    if not chain or chain[0].start >= last:
        return tuple(lines[last:])
    shown = _condensed(lines, chain)
    start, stop = chain[0].start, chain[-1].stop
    room = min(MOST_LINES - len(shown) - 1, LOG_LINES)
    rest = lines[max(stop, len(lines) - room) :]
    gap = [GAP] if len(lines) - len(rest) > stop else []
    spare = max(0, LOG_LINES - len(shown) - len(rest))
    return (*lines[max(0, start - spare) : start], *shown, *gap, *rest)


@dataclass(frozen=True)
class LastError:
    """The first line of an exception, None where its log breaks off before that.

    `after` is how many lines follow its traceback, those of noise not counted.
    """

    exception: str | None
    after: int


def last_error(lines: Sequence[str]) -> LastError | None:
    """The exception of the traceback that tells why a program ended; None without any."""
    blocks = _blocks(lines)
    if not blocks:
        return None
    telling = _telling(lines, blocks)
    block = blocks[telling]
    noise = sum(other.stop - other.start + 1 for other in blocks[telling + 1 :])
    exception = lines[block.exception : block.stop][:1]
    bare = [line[len(block.prefix) :].strip() for line in exception]
    return LastError(bare[0] if bare else None, len(lines) - block.stop - noise)


def _telling_chain(lines: Sequence[str]) -> list[_Block]:
    """The traceback that tells why, with those that it is chained to, the first cause first."""
    blocks = _blocks(lines)
    if not blocks:
        return []
    last = first = _telling(lines, blocks)
    while first and _is_chained(lines, blocks[first - 1], blocks[first]):
        first -= 1
    return blocks[first : last + 1]


def _telling(lines: Sequence[str], blocks: Sequence[_Block]) -> int:
    telling = [place for place, block in enumerate(blocks) if not _is_noise(lines, block)]
    return telling[-1] if telling else len(blocks) - 1


def _blocks(lines: Sequence[str]) -> list[_Block]:
    heads = [
        (at, match["prefix"])
        for at, line in enumerate(lines)
        if "Traceback (" in line and (match := _HEAD.fullmatch(line[:_MOST_LINE]))
    ]
    return [
        _block(lines, at, prefix, following)
        for (at, prefix), (following, _) in pairwise([*heads, (len(lines), "")])
    ]


def _block(lines: Sequence[str], start: int, prefix: str, following: int) -> _Block:
    """Frames are indented, the exception's first line is not; its message may be several lines.

    A prefix that only the head has, a logger's say, is none. `following` is the
    next head.
    """
    if start + 1 < following and not lines[start + 1].startswith(prefix):
        prefix = ""

    def inner(at: int) -> str:
        return lines[at].removeprefix(prefix) if lines[at].startswith(prefix) else ""

    exception = start + 1
    while exception < following and inner(exception).startswith((" ", "\t")):
        exception += 1
    stop = exception
    while stop < min(following, exception + _MESSAGE) and inner(stop):
        stop += 1
    return _Block(start, exception, stop, prefix)


def _is_noise(lines: Sequence[str], block: _Block) -> bool:
    before = lines[block.start - 1] if block.start else ""
    exception = lines[block.exception] if block.exception < block.stop else ""
    return bool(
        _NOISE.match(exception[len(block.prefix) : _MOST_LINE]) or _UNRAISABLE.match(before)
    )


def _is_chained(lines: Sequence[str], first: _Block, second: _Block) -> bool:
    between = lines[max(first.exception, second.start - 3) : second.start]
    return any(line.strip().endswith(_CHAINED) for line in between)


def _condensed(lines: Sequence[str], chain: Sequence[_Block]) -> list[str]:
    """The first and the last traceback of a chain, each with its last frames."""
    if len(chain) == 1:
        return _shortened(lines, chain[0], _FRAMES * 2)
    first, last = chain[0], chain[-1]
    link = [line for line in lines[last.start - 3 : last.start] if line.strip()]
    skipped = [GAP] if len(chain) > 2 else []
    return [
        *_shortened(lines, first, _FRAMES),
        *skipped,
        *[line for line in link if line.strip().endswith(_CHAINED)],
        *_shortened(lines, last, _FRAMES),
    ]


def _shortened(lines: Sequence[str], block: _Block, most: int) -> list[str]:
    """The head, the frames that fit into `most` lines, the exception and its message."""
    frames = lines[block.start + 1 : block.exception]
    message = lines[block.exception : block.stop]
    if len(frames) > most:
        kept = list(frames[-most:])
        while kept and not kept[0][len(block.prefix) :].startswith("  File "):
            del kept[0]
        frames = [f"{block.prefix}  {GAP}", *(kept or frames[-2:])]
    return [lines[block.start], *frames, *message]
