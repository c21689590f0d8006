"""Curves of a metric as SVG.

Colours are mid-tones of about 4:1 contrast on a white page and on a dark one alike, because a
picture shown by `<img>` can't know which of the two it stands on.
"""

from collections.abc import Sequence
from math import isfinite, nan
from xml.etree.ElementTree import Element

from labbook.formats.figures.condense import condense
from labbook.formats.figures.figure_words import say
from labbook.formats.figures.frame import (
    BOTTOM,
    HEIGHT,
    TOP,
    WIDTH,
    draw_axes,
    draw_heading,
    draw_labels,
    draw_selection,
)
from labbook.formats.figures.labels import Label, place_labels, text_width
from labbook.formats.figures.lines import Band, Line
from labbook.formats.figures.looks import Request, by_step, curves_of, description, subtitle
from labbook.formats.figures.marks import (
    INK,
    MEAN,
    Curve,
    Plane,
    draw_area,
    draw_curve,
    draw_gaps,
    draw_point,
    value_text,
)
from labbook.formats.figures.scale import Scale, step_scale, value_scale
from labbook.formats.figures.svg import add, new_figure, plain, serialise
from labbook.formats.metrics import best_point
from labbook.model.experiment import Goal
from labbook.model.settings import Language

MOST_BYTES = 12_288
MOST_LABEL = 22


def curves_svg(
    title: str,
    lines: Sequence[Line],
    *,
    band: Band | None,
    unit: str,
    goal: Goal | None,
    select_step: int | None,
    language: Language,
    mark_best: bool = True,
) -> str:
    """A figure of at most 12 KB: thin runs, a bold mean in its band, a dashed baseline.

    The best point by `goal` is marked on the mean, or on the run where there is one only, if
    `mark_best`; with `select_step` the value at that step instead, and each run's own point where
    the lines have steps of their own. NaN and infinity leave a gap with a cross.
    Values over more than 2.5 decades, all positive, get a logarithmic axis. A line of too many
    points is drawn as the mean of each few and the range around it, and at most 24 lines are
    drawn; the figure says so.
    """
    request = Request(title, lines, band, plain(unit, 16), goal, select_step, mark_best, language)
    figure = ""
    for places in (720, 480, 240, 120, 60):
        figure = _figure(request, places)
        if len(figure.encode()) <= MOST_BYTES:
            break
    return figure


def _figure(request: Request, places: int) -> str:
    curves = curves_of(request, places)
    band = _condensed(request.band, places // 6) if request.band else None
    title = plain(request.title, 70) or say(request.language, "metric")
    figure = new_figure(WIDTH, HEIGHT, title, description(request, curves))
    draw_heading(figure, title, subtitle(request, curves))
    if not any(curve.finite for curve in curves):
        nothing = say(request.language, "no finite value to draw")
        add(figure, "text", nothing, x=WIDTH / 2 - 80, y=HEIGHT / 2, fill=INK)
        return serialise(figure)
    plane = _plane(curves, band, request.goal)
    draw_axes(figure, plane, request.language)
    if request.select_step is not None and plane.x.low <= request.select_step <= plane.x.high:
        draw_selection(figure, request.select_step, plane, request.language)
    _draw_areas(figure, curves, band, plane, request.language)
    for curve in curves:
        draw_curve(figure, curve, plane)
    marks = add(figure, "g", font_size="13")
    for curve in curves:
        draw_gaps(marks, curve, plane, BOTTOM, request.language)
    _mark(request, curves, plane, marks)
    labels = place_labels(_labels(curves, plane.y), TOP, BOTTOM)
    draw_labels(figure, labels, plane.x.end + 10)
    return serialise(figure)


def _condensed(band: Band, most: int) -> Band:
    """The band in few steps, with a gap wherever one of its edges has one."""
    low, high = by_step(band.steps, band.low), by_step(band.steps, band.high)
    broken = [not (isfinite(a) and isfinite(b)) for (_, a), (_, b) in zip(low, high, strict=True)]
    low, high = (
        [(step, nan if gap else value) for (step, value), gap in zip(edge, broken, strict=True)]
        for edge in (low, high)
    )
    lows, highs = condense(low, most).low, condense(high, most).high
    steps = [step for step, _ in lows]
    return Band(band.label, steps, [value for _, value in lows], [value for _, value in highs])


def _plane(curves: Sequence[Curve], band: Band | None, goal: Goal | None) -> Plane:
    """Scales that leave room for the label of the best point and for the lines' names."""
    values = [value for curve in curves for value in curve.extent]
    if band:
        values += [value for value in (*band.low, *band.high) if isfinite(value)]
    y = value_scale(values, BOTTOM, TOP, (0.04, 0.16) if goal == "max" else (0.16, 0.04))
    left = 26 + max(text_width(text, 12) for _, text in [*y.ticks(5), (0.0, "0")])
    widest = max((text_width(label.text, 13) for label in _labels(curves, y)), default=0)
    steps = [float(step) for curve in curves for step, _ in curve.points]
    return Plane(step_scale(steps, left, WIDTH - 22 - widest), y)


def _draw_areas(
    figure: Element,
    curves: Sequence[Curve],
    band: Band | None,
    plane: Plane,
    language: Language,
) -> None:
    if band:
        low, high = by_step(band.steps, band.low), by_step(band.steps, band.high)
        draw_area(figure, band.label, low, high, plane).set("fill", MEAN)
    for curve in curves:
        if curve.envelope and curve.drawn.size > 1:
            label = say(language, "range of {curve}", curve=curve.label)
            area = draw_area(figure, label, curve.drawn.low, curve.drawn.high, plane)
            area.set("fill", curve.colour)


def _labels(curves: Sequence[Curve], y: Scale) -> list[Label]:
    return [
        Label(
            plain(curve.label, MOST_LABEL),
            curve.colour,
            y.place(next(v for _, v in reversed(curve.drawn.points) if isfinite(v))),
            curve.width > 2,
        )
        for curve in curves
        if curve.labelled and curve.finite
    ]


def _mark(request: Request, curves: Sequence[Curve], plane: Plane, figure: Element) -> None:
    """The best point of the mean or the only run, or the values at the selected steps."""
    for x, y in map(plane.at, request.selected):
        add(figure, "circle", cx=x, cy=y, r=4.0, fill=MEAN)
    bold = [curve for curve in curves if curve.width > 2]
    if len(bold) != 1:
        return
    curve, below = bold[0], request.goal != "max"
    if request.select_step is not None:
        chosen = dict(curve.finite).get(request.select_step)
        if chosen is not None:
            point, text = (request.select_step, chosen), value_text(chosen, request.unit)
            draw_point(figure, point, text, curve.colour, plane, below=below)
    elif request.mark_best and request.goal and (best := best_point(curve.finite, request.goal)):
        point = (int(best[0] or 0), best[1])
        shown = value_text(best[1], request.unit)
        text = say(request.language, "best {value} at {step}", value=shown, step=point[0])
        draw_point(figure, point, text, curve.colour, plane, below=below)
