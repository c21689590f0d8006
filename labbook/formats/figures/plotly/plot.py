"""A reported plot as SVG."""

from collections.abc import Callable, Sequence

from labbook.formats.figures.plotly.bins import count_samples
from labbook.formats.figures.plotly.content import content_of
from labbook.formats.figures.plotly.heading import heading_of
from labbook.formats.figures.plotly.heatmap import heatmap_svg
from labbook.formats.figures.plotly.plane import plane_svg
from labbook.formats.figures.plotly.read import read_figure
from labbook.formats.figures.plotly.refusal import NotDrawn
from labbook.formats.figures.plotly.table import table_svg
from labbook.formats.figures.plotly.traces import Grid, Table
from labbook.model.settings import Language
from labbook.model.tracked import Plot

MOST_BYTES = 24_576


def plot_svg(plot: Plot, language: Language) -> str:
    """The plot as an SVG of at most 24 KB, drawn in the way of labbook's own curves.

    Scatter plots, lines, bars, histograms, heatmaps and tables are drawn. What had to be thinned
    or left out is said in the figure, in `language`. Raises NotDrawn for everything else.
    """
    figure = read_figure(plot.plotly, language)
    heading = heading_of(plot, figure)
    first = figure.traces[0]
    alone = len(figure.traces) == 1
    if any(isinstance(trace, Grid | Table) for trace in figure.traces) and not alone:
        raise NotDrawn("a matrix or a table among other traces")
    if isinstance(first, Grid):
        grid = first
        return _fitting((60, 45, 32, 20), lambda most: heatmap_svg(figure, grid, heading, most))
    if isinstance(first, Table):
        table = first
        return _fitting((50, 35, 25, 12, 5), lambda most: table_svg(figure, table, heading, most))
    figure = count_samples(figure)
    content = content_of(figure)
    return _fitting(
        (1000, 500, 250, 100), lambda places: plane_svg(figure, content, heading, places)
    )


def _fitting(sizes: Sequence[int], draw: Callable[[int], str]) -> str:
    """The first drawing that is small enough."""
    for size in sizes:
        svg = draw(size)
        if len(svg.encode()) <= MOST_BYTES:
            return svg
    raise NotDrawn("too much to draw in 24 KB")
