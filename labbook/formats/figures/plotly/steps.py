"""Lines that go from point to point in steps."""

from collections.abc import Sequence
from itertools import pairwise

from labbook.formats.figures.plotly.shapes import Place
from labbook.formats.figures.plotly.traces import Shape


def stepped(line: Sequence[Place], shape: Shape) -> list[Place]:
    """The line with the corners that its shape has between each two points."""
    if shape == "straight" or not line:
        return list(line)
    found = [line[0]]
    for (a, b), (c, d) in pairwise(line):
        middle = (a + c) / 2, (b + d) / 2
        found += {
            "hv": [(c, b)],
            "vh": [(a, d)],
            "hvh": [(middle[0], b), (middle[0], d)],
            "vhv": [(a, middle[1]), (c, middle[1])],
        }[shape]
        found.append((c, d))
    return found
