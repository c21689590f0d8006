"""Plots of every kind: thinned, cut, refused, always said."""

import json
import math
import random
import re
from array import array
from base64 import b64encode
from typing import Any

import pytest

from labbook.formats.figures.plotly.picture import EmbeddedPicture, embedded_picture
from labbook.formats.figures.plotly.plot import plot_svg
from labbook.formats.figures.plotly.refusal import NotDrawn
from labbook.model.tracked import Plot

from .reading import description, drawn, paths, plot, texts


def refused(*traces: dict[str, Any], **layout: Any) -> str:
    with pytest.raises(NotDrawn) as refusal:
        plot_svg(plot(*traces, **layout), "en")
    return refusal.value.why


def test_many_points_are_thinned_and_the_outlier_stays() -> None:
    chance = random.Random(1)
    x = [chance.gauss(0, 1) for _ in range(20_000)]
    y = [chance.gauss(0, 1) for _ in range(20_000)]
    x[11_111], y[11_111] = 40.0, 40.0
    root = drawn(plot({"type": "scattergl", "mode": "markers", "x": x, "y": y, "name": "all"}))
    assert any(text.endswith(" of 20,000 points drawn") for text in texts(root))
    places = [tuple(map(float, p[:-2].split())) for p in paths(root, "all").split("M")[1:]]
    assert max(places)[0] > 700
    assert min(y for _, y in places) < 90


def test_a_long_line_keeps_its_peaks() -> None:
    y = [math.sin(i / 500) for i in range(30_000)]
    y[17_017] = 9.0
    root = drawn(plot({"mode": "lines", "y": y, "name": "loss"}))
    heights = [float(p.split()[1]) for p in paths(root, "loss")[1:].split("L")]
    assert len(heights) <= 1010
    assert sorted(heights)[0] < sorted(heights)[1] - 100


def test_a_missing_value_breaks_a_line() -> None:
    root = drawn(plot({"mode": "lines", "y": [1, 2, None, 3, 4, "x", 5], "name": "gaps"}))
    assert paths(root, "gaps").count("M") == 3
    assert "2 of 7 points have no place on the axes" in texts(root)


def test_what_a_log_axis_has_no_place_for_is_said() -> None:
    trace = {"mode": "lines+markers", "y": [100, 10, 0, -1, 0.01]}
    root = drawn(plot(trace, yaxis={"type": "log"}))
    assert "2 of 5 points have no place on log axes" in texts(root)
    assert {"100", "10", "1", "0.1", "0.01"} <= set(texts(root))


def test_bars_stand_beside_or_on_each_other() -> None:
    bars = [
        {"type": "bar", "x": ["a", "b"], "y": y, "name": n}
        for n, y in (("p", [1, 2]), ("q", [3, 4]))
    ]
    beside, above = (paths(drawn(plot(*bars, barmode=mode)), "q") for mode in ("group", "stack"))
    assert beside != above
    lower = paths(drawn(plot(*bars, barmode="stack")), "p")
    assert lower.split("V")[1].split("H")[0] == above.split("V")[0].split()[1]


def test_lying_bars_lie() -> None:
    root = drawn(plot({"type": "bar", "orientation": "h", "x": [3, 1], "y": ["yes", "no"]}))
    assert {"yes", "no", "3", "1"} <= set(texts(root))


def test_too_many_bars_become_means_and_too_many_categories_are_cut() -> None:
    root = drawn(plot({"type": "bar", "y": [1.0] * 3000}))
    assert "each bar: mean of 15" in texts(root)
    root = drawn(plot({"type": "bar", "x": [f"w{i}" for i in range(400)], "y": [1] * 400}))
    assert "first 200 of 400 categories" in texts(root)


def test_many_bars_on_each_other_are_averaged_together() -> None:
    full, gaps = [2.0] * 150, [3.0 if i % 3 else None for i in range(150)]
    bars = [{"type": "bar", "y": y, "name": n} for n, y in (("p", full), ("q", gaps))]
    root = drawn(plot(*bars, barmode="stack"))
    assert "each bar: mean of 2" in texts(root)
    lower, upper = (re.findall(r"([\d.]+)V([\d.]+)H", paths(root, name)) for name in "pq")
    assert [base for base, _ in upper] == [top for _, top in lower]
    tallest = min(float(top) for _, top in upper)
    assert (332 - tallest) / (332 - float(lower[0][1])) == pytest.approx(5 / 2, abs=0.01)


def test_many_bars_of_few_categories_stay_with_their_category() -> None:
    rows = {"type": "bar", "x": ["a", "b"] * 500, "y": [1, 3] * 500, "name": "n"}
    assert {"500", "1500"} <= set(texts(drawn(plot(rows, barmode="relative"))))
    assert {"1", "3"} <= set(texts(drawn(plot(rows))))
    signs = {**rows, "y": [2, -3] * 500, "x": ["a"] * 1000}
    assert paths(drawn(plot(signs)), "n").count("M") == 2


def test_a_missing_value_hides_no_neighbour() -> None:
    odd, even = (list(range(i, 300, 2)) for i in (1, 0))
    gaps = {"x": odd[:90], "y": [None, 5] * 45, "name": "n"}
    bars = [{"type": "bar", **gaps}, {"type": "bar", "x": even[:90], "y": [5] * 90}]
    root = drawn(plot(*bars, showlegend=False))
    assert "each bar: mean of 2" in texts(root)
    assert paths(root, "n").count("M") == 45


def test_negative_bars_stand_where_the_figures_mode_puts_them() -> None:
    bars = [{"type": "bar", "y": [y], "name": n} for n, y in (("p", 5), ("q", -2))]
    on_top, below = (paths(drawn(plot(*bars, barmode=m)), "q") for m in ("stack", "relative"))
    assert on_top.split("V")[0] != below.split("V")[0]


def test_bins_keep_to_the_figures_bounds() -> None:
    bounds = {"start": 10, "end": 13, "size": 1}
    trace = {"type": "histogram", "x": [0] * 50 + [10, 11, 12, 13], "xbins": bounds, "name": "h"}
    root = drawn(plot(trace))
    assert "bins 1 wide · 51 values outside of the bins" in texts(root)
    assert paths(root, "h").count("M") == 3
    tenths = {"start": 0, "end": 1, "size": 0.1}
    root = drawn(plot({**trace, "x": [i / 10 for i in range(11)], "xbins": tenths}))
    assert "bins 0.1 wide · 1 values outside of the bins" in texts(root)
    assert paths(root, "h").count("M") == 10


def test_whole_numbers_get_a_bin_each() -> None:
    root = drawn(plot({"type": "histogram", "x": [1, 1, 1, 2, 4]}))
    assert "bins 1 wide" in texts(root)
    assert [t for t in texts(root) if t in {"3", "1"}].count("3") >= 1


def test_a_histogram_of_words_counts_them() -> None:
    root = drawn(plot({"type": "histogram", "x": ["да", "нет", "да", "да"], "histnorm": "percent"}))
    assert {"да", "нет", "75", "25", "percent"} <= set(texts(root))


def test_a_large_matrix_is_averaged_and_says_so() -> None:
    cells = [[i * j for j in range(300)] for i in range(240)]
    root = drawn(plot({"type": "heatmap", "z": cells}))
    assert "240 × 300 values, each cell: mean of 4 × 5" in texts(root)


def test_a_matrix_has_the_places_that_it_was_given() -> None:
    trace = {"type": "heatmap", "z": [[1, 2], [3, 4]]}
    assert {"100", "150"} <= set(texts(drawn(plot({**trace, "x0": 100, "dx": 50}))))
    assert {"15", "25"} <= set(texts(drawn(plot({**trace, "y": [10, 20, 30]}))))


def test_typed_columns_of_a_table_are_read() -> None:
    numbers = b64encode(array("d", [1.5, 2.5, 3, 1e300]).tobytes()).decode()
    typed = {"dtype": "f8", "bdata": numbers}
    for values in ([typed, [1, 2, 3, 4]], {**typed, "shape": "2, 2"}, typed):
        root = drawn(plot({"type": "table", "cells": {"values": values}}))
        assert "1.5" in texts(root)
        assert "2.5" in texts(root)
    assert refused({"type": "table", "cells": {"values": {**typed, "dtype": "x9"}}}) == (
        "a typed array that can't be read"
    )


def test_no_number_of_a_table_is_shown_as_another_one() -> None:
    cells = [1e300, math.inf, math.nan, 10**400, True]
    root = drawn(plot({"type": "table", "cells": {"values": [cells]}}))
    assert texts(root)[1:] == ["1e+300", "inf", "nan", "100000…", "true"]


def test_a_large_table_is_cut_and_says_so() -> None:
    columns = [list(range(300))] * 20
    header = [f"<b>column {i}</b>" for i in range(20)]
    root = drawn(
        plot({"type": "table", "header": {"values": header}, "cells": {"values": columns}})
    )
    assert any(t.endswith("of 300 rows · first 12 of 20 columns") for t in texts(root))
    assert "column 0" in texts(root)


def test_more_traces_than_can_be_told_apart_are_said() -> None:
    root = drawn(plot(*[{"mode": "lines", "y": [i, i + 1], "name": f"run {i}"} for i in range(40)]))
    assert "24 of 40 traces drawn" in texts(root)
    assert "and 11 more" in texts(root)


def test_what_is_not_drawn_of_a_figure_is_said() -> None:
    marker = {"size": [1, 2, -3], "color": [1, 2, 3]}
    root = drawn(
        plot({"mode": "markers", "y": [1, 2, 3], "marker": marker}, shapes=[{}], annotations=[{}])
    )
    assert "without the marks' sizes · without the marks' colours · without annotations" in texts(
        root
    )


def test_a_line_in_steps_is_drawn_in_steps() -> None:
    def corners(shape: str) -> list[tuple[float, float]]:
        trace = {"mode": "lines", "y": [0, 1], "line": {"shape": shape}, "name": "n"}
        path = paths(drawn(plot(trace)), "n")
        (first, *inner, last) = [tuple(map(float, p.split())) for p in path[1:].split("L")]
        wide, high = last[0] - first[0], first[1] - last[1]
        return [
            (round((x - first[0]) / wide, 1), round((first[1] - y) / high, 1)) for x, y in inner
        ]

    assert corners("linear") == []
    assert corners("hv") == [(1, 0)]
    assert corners("vh") == [(0, 1)]
    assert corners("hvh") == [(0.5, 0), (0.5, 1)]
    assert corners("vhv") == [(0, 0.5), (1, 0.5)]
    smooth = drawn(plot({"mode": "lines", "y": [0, 1, 0], "line": {"shape": "spline"}}))
    assert "smooth lines drawn straight" in texts(smooth)


@pytest.mark.parametrize(
    ("errors", "low", "high"),
    [
        ({"array": [1, 1], "arrayminus": [2, 2]}, "8", "11"),
        ({"value": 20}, "8", "12"),
        ({"type": "constant", "value": 1, "valueminus": 2}, "8", "11"),
    ],
)
def test_error_bars_reach_as_far_as_they_say(errors: Any, low: str, high: str) -> None:
    root = drawn(plot({"mode": "markers", "y": [10, 10], "error_y": errors}))
    found = [text for text in texts(root) if re.fullmatch(r"[\d.]+", text)]
    ticks = [text.split(".")[0] for text in found]
    assert low in ticks
    assert high in ticks
    assert ("12" in ticks) == (high == "12")


@pytest.mark.parametrize("kind", ["scatter", "bar"])
def test_error_bars_of_an_unknown_kind_are_said_to_be_left_out(kind: str) -> None:
    root = drawn(plot({"type": kind, "y": [1, 2], "error_y": {"type": "sqrt"}}))
    assert "without some error bars" in texts(root)
    hidden = {"array": [1, 1], "visible": False}
    assert "without some error bars" not in texts(drawn(plot({"y": [1, 2], "error_y": hidden})))


def test_a_figure_has_the_axes_that_its_traces_name() -> None:
    axes = {"yaxis": {"title": "left"}, "yaxis2": {"title": "right", "type": "log"}}
    root = drawn(plot({"y": [1, 100], "yaxis": "y2"}, **axes))
    assert "right" in texts(root)
    assert "left" not in texts(root)
    line = {"y": [1, 2]}
    assert refused(line, {**line, "xaxis": "x11"}) == "several panels or axes"
    assert "left" in texts(drawn(plot(line, {**line, "yaxis": "y1"}, **axes)))


def test_what_is_left_out_is_said_before_a_long_title() -> None:
    trace = {"mode": "markers", "y": [i * i % 1009 for i in range(3000)]}
    traces = [{**trace, "name": f"{'n' * 60}{i}"} for i in range(12)]
    layout = {"title": {"text": "w" * 120}, "annotations": [{}]}
    root = drawn(Plot("t", "s", 1, json.dumps({"data": traces, "layout": layout})))
    said = [text for text in texts(root) if text.endswith("points drawn · without annotations")]
    assert len(said) == 1
    assert said[0].startswith("www")
    assert "points drawn; without annotations" in description(root)


@pytest.mark.parametrize("kind", ["box", "violin", "pie", "scatter3d", "contour", "sankey"])
def test_other_kinds_are_refused_by_their_name(kind: str) -> None:
    assert refused({"type": kind, "y": [1, 2]}) == f"plotly's {kind}"


def test_a_kind_that_nobody_knows_is_never_repeated() -> None:
    assert refused({"type": "<script>", "y": [1]}) == "an unknown kind of plot"


def test_figures_that_would_tell_something_else_are_refused() -> None:
    line = {"y": [1, 2]}
    assert refused(line, {**line, "yaxis": "y2"}) == "several panels or axes"
    assert (
        refused(line, {"type": "heatmap", "z": [[1]]}) == "a matrix or a table among other traces"
    )
    assert refused({"type": "bar", "y": [1], "base": [3]}) == "bars that begin above zero"
    assert (
        refused({"type": "histogram", "x": [1], "y": [1], "histfunc": "sum"})
        == "a histogram of sums"
    )
    assert refused({**line, "stackgroup": "one"}) == "areas on each other"
    assert refused({"type": "bar", **line}, barmode="stack", barnorm="percent") == (
        "bars as parts of their sum"
    )
    assert refused({"y": [None, 1e999]}) == "no finite value"
    assert refused() == "no data"


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "3", '{"data": {}}', "[" * 100_000])
def test_what_is_no_figure_is_refused(text: str) -> None:
    with pytest.raises(NotDrawn):
        plot_svg(Plot("t", "s", 1, text), "en")
    assert embedded_picture(Plot("t", "s", 1, text)) is None


def test_a_picture_within_the_plot_is_handed_out_as_bytes() -> None:
    def of(source: Any) -> EmbeddedPicture | None:
        return embedded_picture(
            Plot("t", "s", 1, json.dumps({"data": [], "layout": {"images": [{"source": source}]}}))
        )

    assert of("data:image/png;base64,iVBORw0KGgo=") == EmbeddedPicture(content=b"\x89PNG\r\n\x1a\n")
    assert of("https://files/a%20b.png") == EmbeddedPicture(address="https://files/a%20b.png")
    assert of("data:text/html;base64,AAAA") is None
    assert of("data:image/png;base64,~~~") is None
    assert of(["x"]) is None


def test_colours_of_the_original_never_reach_the_page() -> None:
    evil = 'red" onload="alert(1)'
    root = drawn(
        plot({"mode": "lines", "y": [1, 2], "line": {"color": evil}, "marker": {"color": evil}})
    )
    assert not [v for e in root.iter() for v in e.attrib.values() if "alert" in v or "red" in v]


def test_names_are_text_never_markup() -> None:
    name = '</text><script>alert(1)</script><a href="javascript:x">'
    svg = plot_svg(
        plot({"y": [1, 2], "name": name}, {"y": [2, 1]}, title=name, xaxis={"title": name}), "en"
    )
    assert "<script" not in svg
    assert "<a " not in svg


def test_the_trackers_name_is_the_title_and_the_figures_own_title_stands_below() -> None:
    root = drawn(plot({"y": [1, 2]}, title="det", series="eer"))
    assert "det/eer" in texts(root)
    layout = {"title": {"text": "on <b>test</b>"}}
    text = json.dumps({"data": [{"y": [1]}], "layout": layout})
    assert {"det/eer", "on test"} <= set(texts(drawn(Plot("det", "eer", 1, text))))


def test_a_figure_is_described_in_words() -> None:
    root = drawn(
        plot({"type": "bar", "x": ["a"], "y": [7], "name": "errors"}, xaxis={"title": "kind"})
    )
    assert "errors: 1 bars up to 7" in description(root)
    assert "x axis (category): kind" in description(root)


def test_a_band_is_shaded_between_hidden_edges() -> None:
    edge = {"mode": "lines", "line": {"width": 0}, "showlegend": False}
    colour = {"line": {"color": "rgb(31, 119, 180)"}}
    root = drawn(
        plot(
            {**edge, "y": [3, 4, 5], "name": "upper"},
            {**edge, "y": [1, 2, 3], "fill": "tonexty", "fillcolor": "rgba(31,119,180,0.2)"},
            {"mode": "lines", "y": [2, 3, 4], "name": "mean", **colour},
            {"mode": "lines", "y": [9, 9, 9], "name": "other"},
        )
    )
    assert paths(root, "upper") == ""
    assert paths(root, "area").count("L") == 5
    areas = [g for g in root.iter() if g.findtext("{*}title") == "area"]
    lines = [g for g in root.iter() if g.findtext("{*}title") == "mean"]
    assert areas[0].get("fill") == lines[0].get("stroke")
    assert {"mean", "other"} <= set(texts(root))
    assert "upper" not in texts(root)


def test_an_area_below_a_line_reaches_down_to_zero() -> None:
    root = drawn(plot({"mode": "lines", "y": [3, 5], "fill": "tozeroy"}))
    assert "0" in texts(root)


def test_bars_need_numbers() -> None:
    assert refused({"type": "bar", "y": [4]}, yaxis={"type": "category"}) == (
        "bars whose values are no numbers"
    )
