"""From lines to curves: who is bold, who is thin, and in which colour."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite
from statistics import fmean

from labbook.formats.figures.condense import StepPoint, condense
from labbook.formats.figures.figure_words import say
from labbook.formats.figures.lines import Band, Line, tame
from labbook.formats.figures.marks import BASELINE, MEAN, PALETTE, Curve, value_text
from labbook.formats.figures.svg import plain
from labbook.model.experiment import Goal
from labbook.model.settings import Language

MOST_LINES = 24
_ORDER = {"run": 0, "baseline": 1, "mean": 2}


@dataclass(frozen=True)
class Request:
    """What is to be drawn."""

    title: str
    lines: Sequence[Line]
    band: Band | None
    unit: str
    goal: Goal | None
    select_step: int | None
    mark_best: bool
    language: Language

    @property
    def runs(self) -> int:
        return sum(line.role == "run" for line in self.lines)

    @property
    def has_mean(self) -> bool:
        return any(line.role == "mean" for line in self.lines)

    @property
    def selected(self) -> list[StepPoint]:
        """The point at which each run is read that is read at a step of its own."""
        found = []
        for line in self.lines:
            if line.selected is not None:
                before = [p for p in by_step(line.steps, line.values) if p[0] <= line.selected]
                found += [before[-1]] if before and isfinite(before[-1][1]) else []
        return found

    @property
    def drawn(self) -> list[Line]:
        """Mean and baseline, and as many runs as there is room for; the mean is drawn last."""
        runs = [line for line in self.lines if line.role == "run"]
        others = [line for line in self.lines if line.role != "run"][:MOST_LINES]
        lines = [*runs[: MOST_LINES - len(others)], *others]
        return sorted(lines, key=lambda line: _ORDER[line.role])


def curves_of(request: Request, places: int) -> list[Curve]:
    """The lines as curves that have `places` points on the page together."""
    lines = request.drawn
    crowd = request.has_mean or request.runs > len(PALETTE)
    enveloped = sum(not crowd or line.role != "run" for line in lines)
    most = max(places // (len(lines) + 2 * enveloped or 1), 8)
    colours = iter(PALETTE)
    curves = []
    for line in lines:
        points = by_step(line.steps, line.values)
        shades = not crowd or not request.band
        drawn = condense(points, most)
        if line.role == "baseline":
            look = Curve(line.label, points, drawn, BASELINE, 2.0, dashes="7 4")
        elif line.role == "mean":
            look = Curve(line.label, points, drawn, MEAN, 3.0, envelope=shades)
        elif crowd:
            look = Curve(line.label, points, drawn, MEAN, 1.2, opacity=0.55, labelled=False)
        else:
            width = 2.5 if request.runs == 1 else 2.0
            look = Curve(line.label, points, drawn, next(colours), width, envelope=shades)
        curves.append(look)
    return curves


def by_step(steps: Sequence[int | None], values: Sequence[float]) -> list[StepPoint]:
    """The points that have a step, by step; what is too large to draw is infinite."""
    points = [(s, tame(v)) for s, v in zip(steps, values, strict=True) if s is not None]
    return sorted(points, key=lambda point: point[0])


def subtitle(request: Request, curves: Sequence[Curve]) -> str:
    """Unit, direction and how to read the lines, on one line."""
    parts, language = [request.unit], request.language
    if request.goal:
        better = "lower is better" if request.goal == "min" else "higher is better"
        parts.append(say(language, better))
    if request.has_mean and request.runs:
        parts.append(say(language, "thin: {count} runs", count=request.runs))
    if request.band:
        parts.append(say(language, "shaded: {band}", band=plain(request.band.label, 30)))
    if request.selected:
        value = value_text(fmean(value for _, value in request.selected), request.unit)
        parts.append(say(language, "dots: at the selected steps, mean {value}", value=value))
    drawn = sum(line.role == "run" for line in request.drawn)
    if drawn < request.runs:
        said = say(language, "{drawn} of {count} runs drawn", drawn=drawn, count=request.runs)
        parts.append(said)
    if dense := [curve for curve in curves if curve.drawn.size > 1]:
        size = max(curve.drawn.size for curve in dense)
        ranges = any(curve.envelope for curve in dense)
        range_too = say(language, ", faint: range") if ranges else ""
        parts.append(say(language, "line: mean of each {size} points", size=size) + range_too)
    return " · ".join(part for part in parts if part)


def description(request: Request, curves: Sequence[Curve]) -> str:
    """The figure in words: where each curve ends."""
    parts = [text] if (text := subtitle(request, curves)) else []
    for curve in curves:
        name = plain(curve.label, 40)
        if not curve.finite:
            parts.append(say(request.language, "{curve}: no finite value", curve=name))
            continue
        step, value = curve.finite[-1]
        shown = value_text(value, request.unit)
        text = "{curve}: {value} at step {step}"
        parts.append(say(request.language, text, curve=name, value=shown, step=step))
    return "; ".join(parts)
