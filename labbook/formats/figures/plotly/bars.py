"""Bars in numbers: beside each other, on each other, fewer where there are too many."""

from collections.abc import Sequence
from itertools import pairwise
from math import ceil, fsum, isfinite
from statistics import fmean
from xml.etree.ElementTree import Element

from labbook.formats.figures.figure_words import say
from labbook.formats.figures.marks import INK
from labbook.formats.figures.plotly.axis import Reading
from labbook.formats.figures.plotly.shapes import Blocks, Box, Look
from labbook.formats.figures.plotly.traces import Bars, Figure
from labbook.formats.figures.scale import Scale, short
from labbook.formats.figures.svg import add, coordinate, plain
from labbook.model.settings import Language

MOST_BARS = 200
MOST_NUMBERED = 16
_Bar = tuple[float, float]


def blocks_of(
    figure: Figure, bars: Sequence[tuple[Bars, Look]], reading: Reading
) -> tuple[list[Blocks], str]:
    """The bars' boxes, as upright ones, and what was done to have no more than 200 of them."""
    columns: list[Sequence[_Bar]] = [
        [(p, v) for p, v in zip(reading.numbers(b.positions), b.values, strict=True) if isfinite(p)]
        for b, _ in bars
    ]
    stacked = figure.bar_mode in {"stack", "relative"}
    columns, size = _condense(columns, stacked=stacked)
    unit = _unit(columns)
    gap = 0.2 if figure.bar_gap is None else figure.bar_gap
    width = unit * (1 - gap)
    side_by_side = len(bars) if figure.bar_mode == "group" else 1
    slot = width / side_by_side
    heaps: dict[tuple[float, bool], float] = {}
    found = []
    for i, ((trace, look), column) in enumerate(zip(bars, columns, strict=True)):
        boxes = []
        for position, value in column:
            left = position - width / 2 + (i * slot if side_by_side > 1 else 0)
            base = 0.0
            if stacked and isfinite(value):
                heap = position, figure.bar_mode == "relative" and value < 0
                base = heaps.get(heap, 0.0)
                heaps[heap] = base + value
            boxes.append((left, left + slot, base, base + value))
        opacity = 0.55 if figure.bar_mode == "overlay" and len(bars) > 1 else 0.85
        found.append(Blocks(trace, look, boxes, opacity))
    note = say(figure.language, "each bar: mean of {size}", size=size)
    return found, note if size > 1 else ""


def draw_blocks(figure: Element, blocks: Blocks, x: Scale, y: Scale, language: Language) -> None:
    """The boxes as one path; `x` and `y` are the scales of positions and values on the page."""
    group = add(figure, "g", fill=blocks.look.colour, fill_opacity=f"{blocks.opacity:g}")
    add(group, "title", plain(blocks.trace.name or say(language, "bars"), 80))
    d = ""
    for left, right, base, top in blocks.boxes:
        if isfinite(top):
            d += _box((x.place(left), x.place(right), y.place(base), y.place(top)), blocks)
    if d:
        add(group, "path", d=d)


def draw_numbers(figure: Element, blocks: Sequence[Blocks], x: Scale, y: Scale) -> None:
    """The values at the ends of few and wide bars that stand on the axis."""
    boxes = [box for one in blocks for box in one.boxes if isfinite(box[3]) and box[2] == 0]
    if len(boxes) > MOST_NUMBERED or sum(len(one.boxes) for one in blocks) > len(boxes):
        return
    lying = blocks[0].trace.lying
    texts = add(figure, "g", fill=INK, font_size="12")
    for left, right, _, top in boxes:
        across, along = x.place((left + right) / 2), y.place(top)
        if lying:
            add(texts, "text", short(top), x=along + 6, y=across + 4)
        else:
            above = along - 6 if top >= 0 else along + 14
            add(texts, "text", short(top), x=across, y=above, text_anchor="middle")


def _box(box: Box, blocks: Blocks) -> str:
    left, right, base, top = box
    if blocks.trace.lying:
        return (
            f"M{coordinate(base)} {coordinate(left)}H{coordinate(top)}"
            f"V{coordinate(right)}H{coordinate(base)}z"
        )
    return (
        f"M{coordinate(left)} {coordinate(base)}V{coordinate(top)}"
        f"H{coordinate(right)}V{coordinate(base)}z"
    )


def _condense(
    columns: Sequence[Sequence[_Bar]], *, stacked: bool
) -> tuple[list[Sequence[_Bar]], int]:
    """Where bars are too many, those of a trace at one position as one, then few neighbours as one.

    The latter have the mean of what each trace has there; on a stack a trace without a bar counts
    as zero, so that its height is a mean, too.
    """
    places = sorted({position for column in columns for position, _ in column})
    if max(len(places) * len(columns), sum(map(len, columns))) > MOST_BARS:
        columns = [_merged(column, stacked=stacked) for column in columns]
    size = ceil(len(places) * len(columns) / MOST_BARS)
    if size <= 1:
        return [*columns], 1
    bucket = {position: i // size for i, position in enumerate(places)}
    middles = [fmean(places[i : i + size]) for i in range(0, len(places), size)]
    condensed: list[Sequence[_Bar]] = []
    for column in columns:
        values: dict[int, list[float]] = {}
        for position, value in column:
            values.setdefault(bucket[position], []).append(value)
        counts = {
            i: len(places[i * size : (i + 1) * size]) if stacked else len(values[i]) for i in values
        }
        condensed.append([(middles[i], fsum(values[i]) / counts[i]) for i in sorted(values)])
    return condensed, size


def _merged(column: Sequence[_Bar], *, stacked: bool) -> list[_Bar]:
    """At each position what stands above zero as one bar, and what hangs below.

    On a stack they are as long together, elsewhere the longest of them hides the others.
    """
    found: dict[tuple[float, bool], float] = {}
    for position, value in column:
        if isfinite(value):
            place = position, value < 0
            other = found.get(place, 0.0)
            found[place] = other + value if stacked else max(other, value, key=abs)
    return [(position, value) for (position, _), value in found.items()]


def _unit(columns: Sequence[Sequence[_Bar]]) -> float:
    """The least distance of two positions, 1 where there is one position only."""
    positions = sorted({position for column in columns for position, _ in column})
    return min((b - a for a, b in pairwise(positions)), default=1.0) or 1.0
