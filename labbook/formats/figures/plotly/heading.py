"""A plot's title, how to read it, and the plot in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from labbook.formats.figures.figure_words import say
from labbook.formats.figures.plotly.document import label
from labbook.formats.figures.plotly.traces import Figure
from labbook.formats.figures.svg import plain
from labbook.model.tracked import Plot

MOST_TITLE, MOST_SUBTITLE, LEAST_OWN = 70, 96, 12


@dataclass(frozen=True)
class Heading:
    """The tracker's name of a plot, and what the figure itself says beside that."""

    title: str
    own: str

    def subtitle(self, notes: Sequence[str]) -> str:
        """The notes, and as much of the figure's own title before them as has room."""
        said = " · ".join(notes)
        room = MOST_SUBTITLE - len(said) - len(" · " if said else "")
        own = plain(self.own, room) if room >= LEAST_OWN else ""
        return plain(" · ".join(part for part in (own, said) if part), MOST_SUBTITLE)

    def description(self, notes: Sequence[str], words: Sequence[str]) -> str:
        """The whole of it for those who can't see the figure."""
        parts = [plain(self.own, MOST_SUBTITLE), *notes, *words]
        return plain("; ".join(part for part in parts if part), 600)


def heading_of(plot: Plot, figure: Figure) -> Heading:
    """The name as `title/series`; of the figure's own title the parts that add to it."""
    names = [label(plot.title, MOST_TITLE), label(plot.series, MOST_TITLE)]
    name = "/".join(dict.fromkeys(name for name in names if name))
    known = {*names, name, "/".join(names)}
    own = [part for part in figure.title.split(" · ") if part not in known]
    return Heading(plain(name, MOST_TITLE) or say(figure.language, "plot"), " · ".join(own))
