"""Axes of plots: dates, categories, ranges, ticks; bins."""

from typing import Any

import pytest

from labbook.formats.figures.plotly.dates import date_ticks, is_date, seconds
from labbook.formats.figures.scale import Scale

from .reading import drawn, paths, plot, texts

DAY = 86_400.0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1970-01-02", DAY),
        ("1970-01", 0.0),
        ("1970-1-1 00:01", 60.0),
        ("1970-01-01T00:00:01.5Z", 1.5),
        ("1970-01-01 01:00:00+03:00", 3600.0),
    ],
)
def test_dates_are_read_without_their_zone_as_plotly_does(text: str, expected: float) -> None:
    assert seconds(text) == expected


@pytest.mark.parametrize(
    "text", ["", "2026", "12", "2026-13-01", "2026-02-30", "2026-01-01 25:00", "x"]
)
def test_what_is_no_date_is_none(text: str) -> None:
    assert not is_date(text)


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (0.0005, ["2026-01-01", "00:00:10", "00:00:20"]),
        (0.5, ["2026-01-01", "02:00", "04:00"]),
        (5, ["2026-01-01", "2026-01-02", "2026-01-03"]),
        (400, ["2026-01", "2026-03", "2026-05"]),
        (9000, ["2030", "2035", "2040"]),
    ],
)
def test_ticks_of_dates_are_as_fine_as_they_need_to_be(days: float, expected: list[str]) -> None:
    low = seconds("2026-01-01")
    ticks = date_ticks(Scale(low, low + days * DAY, 0, 700), 7)
    assert [text for _, text in ticks][:3] == expected
    assert len(ticks) <= 8


def test_the_day_is_told_where_no_tick_is_midnight() -> None:
    low = seconds("2026-01-01 09:10")
    ticks = date_ticks(Scale(low, low + 7200, 0, 700), 7)
    assert [text for _, text in ticks][:2] == ["2026-01-01 09:30:00", "10:00"]


def test_a_reversed_axis_runs_backwards() -> None:
    trace = {"mode": "lines", "x": [0, 1], "y": [0, 1], "name": "a"}
    forth, back = (
        paths(drawn(plot(trace, xaxis=axis)), "a") for axis in ({}, {"autorange": "reversed"})
    )
    assert float(forth[1:].split()[0]) < float(back[1:].split()[0])


def test_the_figures_range_widens_an_axis_and_never_hides_a_point() -> None:
    trace = {"mode": "lines", "y": [0.2, 0.4], "name": "a"}
    assert {"0", "1.0"} <= set(texts(drawn(plot(trace, yaxis={"range": [0, 1]}))))
    assert "0.40" in texts(drawn(plot(trace, yaxis={"range": [0.25, 0.3]})))


def test_the_figures_own_ticks_are_kept() -> None:
    axis = {"tickvals": [0, 1], "ticktext": ["before", "10<sup>-3</sup>"]}
    assert {"before", "10⁻³"} <= set(texts(drawn(plot({"y": [1, 2]}, xaxis=axis))))


def test_long_names_of_categories_are_turned_and_cut() -> None:
    names = [f"a very long name of class {i}" for i in range(12)]
    root = drawn(plot({"type": "bar", "x": names, "y": list(range(12))}))
    turned = [e for e in root.iter() if "rotate(-35)" in e.get("transform", "")]
    assert len(turned) == 12
    assert all(len(e.text or "") <= 22 for e in turned)


def test_numbers_in_text_are_numbers_and_truth_values_are_words() -> None:
    root = drawn(plot({"mode": "markers", "x": ["5", "10", "1e1"], "y": [1, 2, 3]}))
    assert "7" in texts(root)
    assert "1e1" not in texts(root)
    root = drawn(plot({"type": "bar", "x": [True, False], "y": [1, 2]}))
    assert {"true", "false"} <= set(texts(root))


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"nbinsx": 5}, "bins 20 wide"),
        ({"xbins": {"start": 0, "size": 12.5}}, "bins 12.5 wide"),
        ({}, "bins 20 wide (Freedman–Diaconis)"),
    ],
)
def test_bins_are_the_figures_own_where_it_has_some(options: dict[str, Any], expected: str) -> None:
    samples = [i + 0.5 for i in range(100)]
    assert expected in texts(drawn(plot({"type": "histogram", "x": samples, **options})))


def test_samples_that_are_nearly_all_equal_get_bins_by_sturges() -> None:
    samples = [0.5] * 90 + [100.5] * 10
    root = drawn(plot({"type": "histogram", "x": samples}))
    assert any(text.endswith("(Sturges)") for text in texts(root))


def test_all_samples_are_counted() -> None:
    samples = [i % 7 + 0.25 for i in range(70)]
    root = drawn(plot({"type": "histogram", "x": samples, "name": "all"}))
    assert [t for t in texts(root) if t == "10"]
