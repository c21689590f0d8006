"""Curves as SVG: sound, small, legible."""

import re
from itertools import pairwise
from math import exp, inf, nan
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labbook.formats.figures.curves import MOST_BYTES, curves_svg
from labbook.formats.figures.lines import Band, Line, mean_curve
from labbook.formats.figures.marks import ALARM, BASELINE, INK, PALETTE

SVG = "{http://www.w3.org/2000/svg}"


def draw(*lines: Line, title: str = "wer", **changes: Any) -> str:
    options = {
        "band": None,
        "unit": "%",
        "goal": "min",
        "select_step": None,
        "language": "en",
    } | changes
    return curves_svg(title, lines, **options)


def texts(svg: str) -> list[str]:
    return [element.text or "" for element in ET.fromstring(svg).iter(f"{SVG}text")]


def line(*values: float, label: str = "run 1", **changes: Any) -> Line:
    return Line(label, list(range(1, len(values) + 1)), values, **changes)


LINES = st.builds(
    lambda label, points, role: Line(label, [p[0] for p in points], [p[1] for p in points], role),
    st.text(),
    st.lists(st.tuples(st.none() | st.integers(-(10**18), 10**18), st.floats())),
    st.sampled_from(["run", "mean", "baseline"]),
)


@settings(max_examples=150)
@given(
    st.lists(LINES, max_size=5),
    st.text(),
    st.sampled_from(["min", "max", None]),
    st.none() | st.integers(-5, 10**18),
)
def test_whatever_comes_the_figure_is_sound(
    lines: list[Line], text: str, goal: str | None, step: int | None
) -> None:
    mean = mean_curve(lines, "en")
    svg = draw(
        *lines, title=text, unit=text, goal=goal, select_step=step, band=mean[1] if mean else None
    )
    root = ET.fromstring(svg)
    assert root.tag == f"{SVG}svg"
    assert root.get("role") == "img"
    assert root.findtext(f"{SVG}title")
    assert len(svg.encode()) <= MOST_BYTES
    for element in root.iter():
        assert element.tag.removeprefix(SVG) in {
            "svg",
            "title",
            "desc",
            "g",
            "path",
            "text",
            "circle",
        }
        numbers = " ".join(element.get(name, "") for name in ("d", "x", "y", "cx", "cy", "r"))
        assert "nan" not in numbers
        assert "inf" not in numbers
        assert all(-2000 < float(n) < 2000 for n in re.findall(r"-?\d+\.?\d*", numbers))


def test_the_same_lines_give_the_same_figure() -> None:
    assert draw(line(3, 2, 1)) == draw(line(3, 2, 1))


def test_names_are_text_never_markup() -> None:
    name = "</svg><script>alert(1)</script>"
    svg = draw(line(2, 1, label=name), title=name)
    assert "<script" not in svg
    assert name in texts(svg)
    assert ET.fromstring(svg).findtext(f"{SVG}title") == name


def test_a_long_name_is_cut() -> None:
    svg = draw(line(2, 1, label="x" * 10_000), title="y" * 100_000)
    assert max(map(len, texts(svg))) == 70
    assert len(svg) < 4000


def test_the_best_point_is_marked_where_it_is() -> None:
    assert "best 1.5% at 3" in texts(draw(line(3, 2, 1.5, 4)))
    assert "best 4% at 4" in texts(draw(line(3, 2, 1.5, 4), goal="max"))
    assert not any("best" in text for text in texts(draw(line(3, 2), goal=None)))


def test_the_selected_step_takes_the_place_of_the_best() -> None:
    found = texts(draw(line(3, 2, 1.5, 4), select_step=2))
    assert {"step 2", "2%"} <= set(found)
    assert not any("best" in text for text in found)


def test_the_best_of_a_dense_line_is_exact() -> None:
    values = [10 + (i * 7919 % 1000) / 1000 for i in range(20_000)]
    values[12_344] = 1.125
    svg = draw(line(*values))
    assert "best 1.125% at 12345" in texts(svg)
    assert any("line: mean of each" in text and "faint: range" in text for text in texts(svg))
    assert len(svg.encode()) <= MOST_BYTES


def test_a_gap_and_a_cross_where_values_are_not_finite() -> None:
    svg = draw(line(5, 4, nan, nan, 3, 2, inf, 1))
    root = ET.fromstring(svg)
    (curve,) = (g for g in root.iter(f"{SVG}g") if g.get("stroke-width") == "2.5")
    path = curve.find(f"{SVG}path")
    assert path is not None
    assert path.get("d", "").count("M") == 2
    assert len(curve.findall(f"{SVG}circle")) == 1
    (crosses,) = (g for g in root.iter(f"{SVG}g") if g.get("stroke") == ALARM)
    assert crosses[0].get("d", "").count("M") == 2
    assert "NaN at step 3" in texts(svg)


def test_a_run_without_a_finite_value_is_said() -> None:
    assert "no finite value to draw" in texts(draw(line(nan, inf)))
    assert "no finite value to draw" in texts(draw(Line("run", [None], [1.0])))
    assert "no finite value to draw" in texts(draw())


@pytest.mark.parametrize(
    ("values", "ticks"),
    [
        ((1000.0, 100.0, 1.0), {"1", "10", "100", "1000"}),
        ((1000.0, 0.0), {"0", "500", "1000"}),
        ((1000.0, 10.0), {"0", "500", "1000"}),
        ((1e-3, 1e-3), {"0.0009", "0.001", "0.0011"}),
        ((1e-9, 2e-9), {"1e-9", "2e-9"}),
        ((20_000.0, 40_000.0), {"20k", "40k"}),
    ],
)
def test_ticks_are_round_and_logarithmic_over_many_decades(
    values: tuple[float, ...], ticks: set[str]
) -> None:
    assert ticks <= set(texts(draw(line(*values))))


def test_steps_are_whole() -> None:
    root = ET.fromstring(draw(line(3, 2, 1)))
    (axes,) = (g for g in root.iter(f"{SVG}g") if g.get("font-size") == "12")
    steps = [t.text for t in axes.iter(f"{SVG}text") if t.get("text-anchor") == "middle"]
    assert steps == ["1", "2", "3"]


def test_several_runs_their_mean_and_a_baseline() -> None:
    runs = [line(*(10 * exp(-i / 5) + k for i in range(20)), label=f"run {k}") for k in (1, 2, 3)]
    mean = mean_curve(runs, "en")
    assert mean is not None
    baseline = line(*[9.0] * 20, label="baseline", role="baseline")
    svg = draw(*runs, mean[0], baseline, band=mean[1])
    root = ET.fromstring(svg)
    (dashed,) = (g for g in root.iter(f"{SVG}g") if g.get("stroke-dasharray"))
    assert dashed.get("stroke") == BASELINE
    assert len([g for g in root.iter(f"{SVG}g") if g.get("opacity") == "0.55"]) == 3
    assert len([g for g in root.iter(f"{SVG}g") if g.get("fill-opacity")]) == 1
    assert {"mean of 3", "baseline"} <= set(texts(svg))
    assert "run 1" not in texts(svg)
    assert "% · lower is better · thin: 3 runs · shaded: ± standard deviation" in texts(svg)


def test_labels_do_not_lie_on_each_other() -> None:
    lines = [line(1, 1 + k / 1000, label=f"run {k}") for k in range(6)]
    root = ET.fromstring(draw(*lines))
    places = sorted(
        float(t.get("y", 0)) for t in root.iter(f"{SVG}text") if (t.text or "").startswith("run ")
    )
    assert min(b - a for a, b in pairwise(places)) >= 16


def test_of_too_many_runs_some_are_drawn_and_it_is_said() -> None:
    svg = draw(*(line(*([k] * 500), label=f"run {k}") for k in range(40)))
    assert any("24 of 40 runs drawn" in text for text in texts(svg))
    assert len(svg.encode()) <= MOST_BYTES


def test_the_mean_over_common_steps() -> None:
    mean = mean_curve(
        [Line("a", [1, 2, 3], [1.0, 2.0, nan]), Line("b", [3, 2, 4], [5.0, 4.0, 1.0])], "en"
    )
    assert mean is not None
    curve, band = mean
    assert list(curve.steps) == [2, 3]
    assert curve.values[0] == 3.0
    assert curve.values[1] != curve.values[1]
    assert band.low[0] == pytest.approx(3 - 2**0.5)
    assert band.high[0] == pytest.approx(3 + 2**0.5)


def test_the_range_of_runs() -> None:
    mean = mean_curve([line(1, 2), line(3, 6)], "en", "range")
    assert mean is not None
    assert mean[1] == Band("minimum to maximum", [1, 2], [1, 2], [3, 6])


def test_no_mean_of_one_line_or_of_lines_without_a_common_step() -> None:
    assert mean_curve([line(1)], "en") is None
    assert mean_curve([Line("a", [1], [1.0]), Line("b", [2], [1.0])], "en") is None


def contrast(colour: str, page: str) -> float:
    """WCAG 2.2 contrast ratio."""

    def luminance(text: str) -> float:
        parts = (int(text[i : i + 2], 16) / 255 for i in (1, 3, 5))
        linear = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return sum(w * p for w, p in zip((0.2126, 0.7152, 0.0722), linear, strict=True))

    light, dark = sorted((luminance(colour), luminance(page)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("colour", sorted({*PALETTE, INK, BASELINE, ALARM}))
@pytest.mark.parametrize("page", ["#ffffff", "#1e2129"])
def test_colours_show_on_light_and_dark_pages(colour: str, page: str) -> None:
    assert contrast(colour, page) >= 3.4
