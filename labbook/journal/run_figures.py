"""Plots, pictures and sounds of a run as files of its folder, within a budget."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from labbook.formats.figures.plotly.plot import plot_svg
from labbook.formats.figures.plotly.refusal import NotDrawn
from labbook.formats.media import SOUNDS
from labbook.formats.names import few, free_name, natural
from labbook.formats.record.cut import NO_ROOM, listed_size
from labbook.formats.samples import by_importance, sample_rank
from labbook.formats.slug import slugify
from labbook.model.run import FigureKind, Missing, RunFigure
from labbook.model.settings import Language
from labbook.model.tracked import MediaSample, Plot

RESERVED = frozenset(
    {"aux", "con", "nul", "prn"} | {f"{port}{n}" for port in ("com", "lpt") for n in range(10)}
)
"""Names that Windows has no files of, whatever their suffix."""
MOST_STEM = 60
MOST_TITLE = 300
MOST_DRAWN = 100
LEAST_PLOT = 1024
"""Bytes that any drawing takes."""

Content = str | bytes


@dataclass
class _Figures:
    """What is kept so far, in `room` bytes, and what is left out by its reason."""

    room: int
    contents: dict[str, Content] = field(default_factory=dict)
    figures: list[RunFigure] = field(default_factory=list)
    stems: set[str] = field(default_factory=lambda: set(RESERVED))
    left_out: dict[str, list[str]] = field(default_factory=dict)

    def add(
        self, named: Plot | MediaSample, kind: FigureKind, suffix: str, content: Content
    ) -> None:
        title = _title(named)
        stem = free_name(slugify(title, limit=MOST_STEM) or kind, self.stems)
        rank = None if kind == "plot" else sample_rank(named.title, named.series)
        figure = RunFigure(f"figures/{stem}{suffix}", title[:MOST_TITLE], kind, named.step, rank)
        size = len(content.encode() if isinstance(content, str) else content) + listed_size(figure)
        if size > self.room:
            self.refuse(named, NO_ROOM)
            return
        self.room -= size
        self.stems.add(stem)
        self.contents[figure.path] = content
        self.figures.append(figure)

    def refuse(self, named: Plot | MediaSample, why: str) -> None:
        self.left_out.setdefault(why, []).append(_title(named)[:80])


def run_figures(
    plots: Sequence[Plot], samples: Sequence[MediaSample], budget: int, language: Language
) -> tuple[Mapping[str, Content], tuple[RunFigure, ...], list[Missing]]:
    """The files by path inside of the run's folder, what each shows, and what is left out.

    `budget` is in bytes, with what the record says of them. Plots take at most half of it;
    of each the last step is drawn, at most 100 by their names, as drawing takes time. Samples
    come by their importance.
    """
    drawn = _Figures(budget // 2)
    last = _last_of_each(plots)
    for number, plot in enumerate(last):
        if number >= MOST_DRAWN:
            drawn.refuse(plot, f"above {MOST_DRAWN} plots of a run")
            continue
        if drawn.room < LEAST_PLOT:
            drawn.refuse(plot, NO_ROOM)
            continue
        try:
            drawn.add(plot, "plot", ".svg", plot_svg(plot, language))
        except NotDrawn as reason:
            drawn.refuse(plot, f"not drawn: {reason.why}")
    kept = _Figures(budget - (budget // 2 - drawn.room), stems=drawn.stems)
    for sample in by_importance(samples):
        kind: FigureKind = "audio" if sample.suffix in SOUNDS else "picture"
        kept.add(sample, kind, sample.suffix, sample.content)
    missing = [*_said("plot", drawn.left_out), *_said("sample", kept.left_out)]
    if earlier := len(plots) - len(last):
        missing.append(Missing(f"{earlier} earlier plots", "of each plot the last one is kept"))
    return drawn.contents | kept.contents, (*drawn.figures, *kept.figures), missing


def _last_of_each(plots: Iterable[Plot]) -> list[Plot]:
    """Of the plots with the same name the one with the greatest step, the last of equals.

    By their names, in whatever order they came.
    """
    last: dict[tuple[str, str], Plot] = {}
    for plot in plots:
        name = plot.title, plot.series
        if name not in last or (plot.step or 0) >= (last[name].step or 0):
            last[name] = plot
    return [last[name] for name in sorted(last, key=lambda name: tuple(map(natural, name)))]


def _said(what: str, left_out: Mapping[str, Sequence[str]]) -> Iterator[Missing]:
    for why, names in left_out.items():
        yield Missing(f"{what}{'s' if len(names) > 1 else ''} {few(names, 5)}", why)


def _title(named: Plot | MediaSample) -> str:
    """A sample whose title says its series already isn't called so twice."""
    if named.series in {"", named.title} or named.title.endswith(f"/{named.series}"):
        return named.title
    return f"{named.title}/{named.series}"
