"""Curves of a metric as SVG.

Colours are mid-tones of about 4:1 contrast on a white page and on a dark one alike, because a
picture shown by `<img>` can't know which of the two it stands on.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite
from xml.etree.ElementTree import Element

from labbook.formats.figures.frame import draw_axes, draw_heading, draw_labels, draw_selection
from labbook.formats.figures.labels import Label, place_labels, text_width
from labbook.formats.figures.lines import Band, Line
from labbook.formats.figures.marks import (
    BASELINE,
    INK,
    MEAN,
    PALETTE,
    Curve,
    Plane,
    StepPoint,
    draw_band,
    draw_curve,
    draw_gaps,
    draw_point,
    value_text,
)
from labbook.formats.figures.scale import Scale, step_scale, value_scale
from labbook.formats.figures.svg import add, new_figure, plain, serialise
from labbook.formats.figures.thin import thin
from labbook.formats.metrics import best_point
from labbook.model.experiment import Goal
from labbook.model.metric import Series

WIDTH, HEIGHT = 760.0, 380.0
TOP, BOTTOM = 66.0, 332.0
MOST_BYTES = 12_288
MOST_LINES = 24
MOST_LABEL = 22


def curves_svg(
    title: str,
    lines: Sequence[Line],
    *,
    band: Band | None,
    unit: str,
    goal: Goal | None,
    select_step: int | None,
) -> str:
    """A figure of at most 12 KB: thin runs, a bold mean in its band, a dashed baseline.

    The best point by `goal` is marked on the mean, or on the run where there is one only; with
    `select_step` the value at that step instead. NaN and infinity leave a gap with a cross.
    Values over more than 2.5 decades, all positive, get a logarithmic axis. At most 24 lines
    are drawn, and said to be.
    """
    request = _Request(title, lines, band, plain(unit, 16), goal, select_step)
    figure = ""
    for points in (800, 400, 200, 100, 25):
        figure = _figure(request, points)
        if len(figure.encode()) <= MOST_BYTES:
            break
    return figure


@dataclass(frozen=True)
class _Request:
    title: str
    lines: Sequence[Line]
    band: Band | None
    unit: str
    goal: Goal | None
    select_step: int | None

    @property
    def drawn(self) -> list[Line]:
        """Mean and baseline always, then as many runs as there is room for."""
        runs = [line for line in self.lines if line.role == "run"]
        others = [line for line in self.lines if line.role != "run"]
        return [*runs[: max(MOST_LINES - len(others), 0)], *others[:MOST_LINES]]


def _figure(request: _Request, points: int) -> str:
    curves = _curves(request, points // (len(request.drawn) + 2 * bool(request.band) or 1))
    band = _thin_band(request.band, points // 4) if request.band else None
    title = plain(request.title, 70) or "metric"
    figure = new_figure(WIDTH, HEIGHT, title, _description(request, curves))
    draw_heading(figure, title, _subtitle(request))
    if not any(curve.finite for curve in curves):
        add(figure, "text", "no finite value to draw", x=WIDTH / 2, y=HEIGHT / 2, fill=INK)
        return serialise(figure)
    plane = _plane(curves, band, request.goal)
    draw_axes(figure, plane)
    if request.select_step is not None and plane.x.low <= request.select_step <= plane.x.high:
        draw_selection(figure, request.select_step, plane)
    if band:
        draw_band(figure, band, plane, MEAN)
    for curve in curves:
        draw_curve(figure, curve, plane)
    marks = add(figure, "g", font_size="13")
    for curve in curves:
        draw_gaps(marks, curve, plane, BOTTOM)
    _mark(request, curves, plane, marks)
    labels = place_labels(_labels(curves, plane.y), TOP, BOTTOM)
    draw_labels(figure, labels, plane.x.end + 10)
    return serialise(figure)


def _curves(request: _Request, points: int) -> list[Curve]:
    lines = request.drawn
    mean = any(line.role == "mean" for line in lines)
    runs = sum(line.role == "run" for line in lines)
    colours = iter([MEAN] * runs if mean or runs > len(PALETTE) else PALETTE)
    order = {"run": 0, "baseline": 1, "mean": 2}
    curves = []
    for line in sorted(lines, key=lambda line: order[line.role]):
        drawn = _points(line, request, points)
        if line.role == "baseline":
            curves.append(Curve(line.label, drawn, BASELINE, 2.0, dashes="7 4"))
        elif line.role == "mean":
            curves.append(Curve(line.label, drawn, MEAN, 3.0))
        elif mean or runs > len(PALETTE):
            curves.append(Curve(line.label, drawn, MEAN, 1.2, opacity=0.55, labelled=False))
        else:
            curves.append(Curve(line.label, drawn, next(colours), 2.5 if runs == 1 else 2.0))
    return curves


def _points(line: Line, request: _Request, most: int) -> list[StepPoint]:
    """The line's points by step, thinned; the marked ones stay."""
    points = [(s, v) for s, v in zip(line.steps, line.values, strict=True) if s is not None]
    points.sort(key=lambda point: point[0])
    steps = () if request.select_step is None else (request.select_step,)
    series = Series(line.label, [s for s, _ in points], [v for _, v in points])
    thinned = thin(series, most, steps=steps)
    return [(s, v) for s, v in thinned.points() if s is not None]


def _thin_band(band: Band, most: int) -> Band:
    edges = (thin(Series("", band.steps, edge), most) for edge in (band.low, band.high))
    kept = {step for edge in edges for step in edge.steps}
    rows = [i for i, step in enumerate(band.steps) if step in kept]
    return Band(
        band.label,
        steps=[band.steps[i] for i in rows],
        low=[band.low[i] for i in rows],
        high=[band.high[i] for i in rows],
    )


def _plane(curves: Sequence[Curve], band: Band | None, goal: Goal | None) -> Plane:
    """Scales that leave room for the label of the best point and for the lines' names."""
    values = [value for curve in curves for _, value in curve.finite]
    if band:
        values += [value for value in (*band.low, *band.high) if isfinite(value)]
    y = value_scale(values, BOTTOM, TOP, (0.04, 0.16) if goal == "max" else (0.16, 0.04))
    left = 26 + max(text_width(text, 12) for _, text in [*y.ticks(5), (0.0, "0")])
    widest = max((text_width(label.text, 13) for label in _labels(curves, y)), default=0)
    steps = [float(step) for curve in curves for step, _ in curve.points]
    return Plane(step_scale(steps, left, WIDTH - 22 - widest), y)


def _labels(curves: Sequence[Curve], y: Scale) -> list[Label]:
    return [
        Label(
            plain(curve.label, MOST_LABEL),
            curve.colour,
            y.place(curve.finite[-1][1]),
            curve.width > 2,
        )
        for curve in curves
        if curve.labelled and curve.finite
    ]


def _mark(request: _Request, curves: Sequence[Curve], plane: Plane, figure: Element) -> None:
    """The best point of the mean or the only run, or its value at the selected step."""
    bold = [curve for curve in curves if curve.width > 2 and not curve.dashes]
    if len(bold) != 1:
        return
    curve, below = bold[0], request.goal != "max"
    if request.select_step is not None:
        chosen = dict(curve.finite).get(request.select_step)
        if chosen is not None:
            text = value_text(chosen, request.unit)
            draw_point(
                figure, (request.select_step, chosen), text, curve.colour, plane, below=below
            )
    elif request.goal and (best := best_point(curve.finite, request.goal)):
        step, value = int(best[0] or 0), best[1]
        text = f"best {value_text(value, request.unit)} at {step}"
        draw_point(figure, (step, value), text, curve.colour, plane, below=below)


def _subtitle(request: _Request) -> str:
    runs = [line for line in request.lines if line.role == "run"]
    mean = any(line.role == "mean" for line in request.lines)
    drawn = sum(line.role == "run" for line in request.drawn)
    parts = [request.unit]
    if request.goal:
        parts.append("lower is better" if request.goal == "min" else "higher is better")
    if mean and runs:
        parts.append(f"thin: {len(runs)} runs")
    if request.band:
        parts.append(f"shaded: {plain(request.band.label, 40)}")
    if request.select_step is not None:
        parts.append(f"values read at step {request.select_step}")
    if drawn < len(runs):
        parts.append(f"{drawn} of {len(runs)} runs drawn")
    return " · ".join(part for part in parts if part)


def _description(request: _Request, curves: Sequence[Curve]) -> str:
    parts = [_subtitle(request)] if _subtitle(request) else []
    for curve in curves:
        name = plain(curve.label, 40)
        if not curve.finite:
            parts.append(f"{name}: no finite value")
            continue
        step, value = curve.finite[-1]
        parts.append(f"{name}: {value_text(value, request.unit)} at step {step}")
    return "; ".join(parts)
