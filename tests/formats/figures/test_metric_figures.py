"""Which metrics are drawn, and which of their values are marked."""

from dataclasses import replace
from xml.etree import ElementTree as ET

from labbook.formats.figures.metric_figures import metric_figures
from labbook.formats.metric_order import in_order
from labbook.model.experiment import FrontMatter, PromisedMetric
from labbook.model.metric import Series

FRONT = FrontMatter("", metrics=(PromisedMetric("WER", "min", "%"),), select="valid/WER")
RUNS = {
    1: [Series("WER", [1, 2, 3], [14.0, 12.5, 13.0])],
    2: [Series("WER", [1, 2, 3], [15.0, 13.5, 14.0])],
}


def texts(figure: str) -> list[str]:
    return [element.text or "" for element in ET.fromstring(figure).iter()]


def test_where_a_step_is_selected_the_best_value_of_a_curve_is_not_marked() -> None:
    for steps, mean in (({1: 3, 2: 1}, "14%"), ({1: 1, 2: 3}, "14%"), ({1: 2, 2: 3}, "13.25%")):
        shown = texts(metric_figures(FRONT, RUNS, (), steps, language="en")["WER"])
        assert not any("best" in text for text in shown)
        assert any(f"dots: at the selected steps, mean {mean}" in text for text in shown)
    nothing = texts(metric_figures(FRONT, RUNS, (), {}, language="en")["WER"])
    assert not any("best" in text for text in nothing)
    unselected = texts(metric_figures(replace(FRONT, select=None), RUNS, language="en")["WER"])
    assert "best 13% at 2" in unselected


def test_figures_of_many_metrics_are_those_of_held_out_data_and_then_the_first() -> None:
    names = [f"layer{n}/norm" for n in range(12)] + ["valid/loss"]
    runs = {1: [Series(name, [1, 2], [1.0, 2.0]) for name in names]}
    drawn = list(metric_figures(replace(FRONT, metrics=(), select=None), runs, language="en"))
    assert drawn == ["valid/loss", *(f"layer{n}/norm" for n in range(5))]


def test_the_order_of_metrics_counts_their_numbers() -> None:
    names = ["a10", "a9", "b", "testbench/x", "Test-clean/WER", "dev", "7" * 5000, "a09"]
    assert in_order(names) == [
        "Test-clean/WER", "dev", "7" * 5000, "a09", "a9", "a10", "b", "testbench/x"
    ]  # fmt: skip
