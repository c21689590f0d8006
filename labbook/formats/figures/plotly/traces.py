"""What labbook draws of a figure of plotly."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from labbook.formats.figures.plotly.document import Value
from labbook.model.settings import Language

AxisKind = Literal["linear", "log", "date", "category"]
Fill = Literal["zero", "previous"]
BarMode = Literal["group", "stack", "relative", "overlay"]
Shape = Literal["straight", "hv", "vh", "hvh", "vhv"]


@dataclass(frozen=True)
class Axis:
    """How the figure wants an axis; `kind` is None where the values decide."""

    title: str = ""
    kind: AxisKind | None = None
    reversed: bool = False
    range: tuple[float, float] | None = None
    ticks: tuple[tuple[Value, str], ...] = ()


@dataclass(frozen=True)
class Scatter:
    """Points by index of `x` and `y`; `errors` are lengths below and above each y.

    `fill` shades the area to zero or to the trace before; a line of another `shape` than straight
    goes from point to point horizontally and vertically, in that order.
    """

    name: str
    x: Sequence[Value]
    y: Sequence[Value]
    lines: bool
    marks: bool
    fill: Fill | None = None
    colour_key: str = ""
    dash: str = ""
    shape: Shape = "straight"
    texts: Sequence[str] = ()
    errors: Sequence[tuple[float, float]] = ()

    @property
    def hidden(self) -> bool:
        """Whether it is only there as the edge of another one's area."""
        return not (self.lines or self.marks or self.fill)


@dataclass(frozen=True)
class Bars:
    """`values` at `positions`, upwards or, lying, to the right."""

    name: str
    positions: Sequence[Value]
    values: Sequence[float]
    lying: bool = False
    colour_key: str = ""


@dataclass(frozen=True)
class Samples:
    """Values to be counted in bins, those between `start` and `end` where it has them."""

    name: str
    values: Sequence[Value]
    lying: bool
    norm: str
    bins: int | None
    start: float | None
    end: float | None
    size: float | None
    colour_key: str = ""


@dataclass(frozen=True)
class Grid:
    """A heatmap: a row of `cells` for each of `y`, from bottom to top unless y is reversed."""

    x: Sequence[Value]
    y: Sequence[Value]
    cells: Sequence[Sequence[float]]
    from_above: bool = False


@dataclass(frozen=True)
class Table:
    """The first cells as text, column by column, of a table of `height` by `width`."""

    header: Sequence[str]
    columns: Sequence[Sequence[str]]
    height: int
    width: int


Trace = Scatter | Bars | Samples | Grid | Table


@dataclass(frozen=True)
class Figure:
    """Traces on one pair of axes; `notes` say what of the original isn't drawn, in `language`."""

    title: str
    traces: tuple[Trace, ...]
    x: Axis
    y: Axis
    bar_mode: BarMode
    bar_gap: float | None
    legend: bool
    language: Language
    notes: tuple[str, ...] = ()
