"""A figure's traces in numbers, on axes whose kinds are known."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import isfinite

from labbook.formats.figures.figure_words import say
from labbook.formats.figures.plotly.axis import Reading, read_axis
from labbook.formats.figures.plotly.bars import blocks_of
from labbook.formats.figures.plotly.fewer import fewer
from labbook.formats.figures.plotly.points import MOST_ERRORS
from labbook.formats.figures.plotly.refusal import NotDrawn
from labbook.formats.figures.plotly.shapes import Blocks, Look, Points, finite, looks_of
from labbook.formats.figures.plotly.traces import Bars, Figure, Scatter
from labbook.model.settings import Language

MOST_CATEGORIES = 200


@dataclass(frozen=True)
class Content:
    """What stands between the axes in the order of the traces; `notes` say what is left out."""

    x: Reading
    y: Reading
    shapes: Sequence[Points | Blocks]
    notes: Sequence[str]

    @property
    def points(self) -> list[Points]:
        return [shape for shape in self.shapes if isinstance(shape, Points)]

    @property
    def blocks(self) -> list[Blocks]:
        return [shape for shape in self.shapes if isinstance(shape, Blocks)]

    @property
    def lying(self) -> bool:
        return any(blocks.trace.lying for blocks in self.blocks)

    def extents(self) -> tuple[list[float], list[float]]:
        """All numbers that the two axes must have room for."""
        across = [v for one in self.blocks for box in one.boxes for v in box[:2]]
        along = [v for one in self.blocks for box in one.boxes for v in box[2:]]
        x, y = (along, across) if self.lying else (across, along)
        for one in self.points:
            pairs = [(a, b) for a, b in zip(one.x, one.y, strict=True) if isfinite(a + b)]
            x += [a for a, _ in pairs]
            y += [b for _, b in pairs] + [v for ends in one.errors for v in ends]
            y += [0.0] if one.trace.fill == "zero" and self.y.kind == "linear" else []
        return (
            [v for v in finite(x) if v > 0 or self.x.kind != "log"],
            [v for v in finite(y) if v > 0 or self.y.kind != "log"],
        )


def content_of(figure: Figure) -> Content:
    """Read the traces on their axes."""
    scatters = [trace for trace in figure.traces if isinstance(trace, Scatter)]
    bars = [trace for trace in figure.traces if isinstance(trace, Bars)]
    if len({trace.lying for trace in bars}) > 1:
        raise NotDrawn("bars in two directions")
    lying = any(trace.lying for trace in bars)
    values = [trace.values for trace in bars]
    positions = [trace.positions for trace in bars]
    x = read_axis(figure.x, [*(t.x for t in scatters), *(values if lying else positions)])
    y = read_axis(figure.y, [*(t.y for t in scatters), *(positions if lying else values)])
    if bars and (x if lying else y).kind not in {"linear", "log"}:
        raise NotDrawn("bars whose values are no numbers")
    order = [trace for trace in figure.traces if isinstance(trace, Scatter | Bars)]
    looks = list(zip(order, looks_of(order), strict=True))
    notes, blocks = list[str](), iter(list[Blocks]())
    if bars:
        at, cut = _fewer(y if lying else x, MOST_CATEGORIES // len(bars), figure.language)
        x, y = (x, at) if lying else (at, y)
        looked = [(trace, look) for trace, look in looks if isinstance(trace, Bars)]
        found, condensed = blocks_of(figure, looked, at)
        blocks, notes = iter(found), [cut, condensed]
    shapes = [
        next(blocks) if isinstance(trace, Bars) else _points(trace, look, x, y)
        for trace, look in looks
    ]
    notes += _lost([shape for shape in shapes if isinstance(shape, Points)], x, y, figure.language)
    return Content(x, y, shapes, [note for note in notes if note])


def _fewer(reading: Reading, most: int, language: Language) -> tuple[Reading, str]:
    count = len(reading.categories)
    if count <= most:
        return reading, ""
    fewer = replace(reading, categories=reading.categories[:most])
    note = say(language, "first {drawn} of {count} categories", drawn=most, count=f"{count:,}")
    return fewer, note


def _points(trace: Scatter, look: Look, x: Reading, y: Reading) -> Points:
    across, along = x.numbers(trace.x), y.numbers(trace.y)
    errors: list[tuple[float, float]] = []
    if y.kind in {"linear", "log"} and len(trace.errors) <= MOST_ERRORS:
        ends = zip(along, trace.errors, strict=False)
        errors = [(value - below, value + above) for value, (below, above) in ends]
    count = sum(isfinite(a) and isfinite(b) for a, b in zip(across, along, strict=True))
    kept = fewer(across, along, lines=trace.lines, log=(x.kind == "log", y.kind == "log"))
    return Points(trace, look, [across[i] for i in kept], [along[i] for i in kept], errors, count)


def _lost(points: Sequence[Points], x: Reading, y: Reading, language: Language) -> Iterator[str]:
    total = sum(len(one.trace.y) for one in points)
    gone = total - sum(one.count for one in points)
    if gone:
        axes = "log axes" if "log" in {x.kind, y.kind} else "the axes"
        text = f"{{lost}} of {{count}} points have no place on {axes}"
        yield say(language, text, lost=f"{gone:,}", count=f"{total:,}")
    if any(len(one.trace.errors) > MOST_ERRORS for one in points):
        yield say(language, "without error bars")
