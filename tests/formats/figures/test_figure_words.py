"""Figures of a Russian journal speak Russian."""

import re
from math import nan
from xml.etree import ElementTree as ET

from labbook.formats.figures.metric_figures import metric_figures
from labbook.model.experiment import FrontMatter, PromisedMetric
from labbook.model.metric import Series

FRONT = FrontMatter("", metrics=(PromisedMetric("WER", "min", "%"),))


def series(level: float, count: int = 9, *, broken: bool = False) -> list[Series]:
    values = [level + step for step in range(count)]
    return [Series("WER", range(count), [*values[:-1], nan] if broken else values)]


def texts(figure: str) -> str:
    """Everything that a figure says, but for its metric."""
    said = (element.text or "" for element in ET.fromstring(figure).iter())
    return "\n".join(text for text in said if not re.fullmatch(r"[\s\d.]*|text.*", text))


def test_words_are_russian_and_figures_are_not_lost() -> None:
    many = {n: series(n, 5000, broken=n == 3) for n in range(1, 4)}
    one = {1: series(4, broken=True)}
    for runs, steps in ((many, {1: 4, 2: 4, 3: 4}), (many, {}), (one, {}), (one, {1: 2})):
        english, russian = (
            texts(metric_figures(FRONT, runs, [series(2)], steps, language=language)["WER"])
            for language in ("en", "ru")
        )
        assert re.findall(r"[A-Za-z]{2,}", russian.replace("WER", "").replace("NaN", "")) == []
        assert re.findall(r"\d+", russian) == re.findall(r"\d+", english)


def test_a_metric_without_a_finite_value_says_so() -> None:
    runs = {1: [Series("WER", [1, 2], [nan, nan])]}
    assert "ни одного конечного значения" in metric_figures(FRONT, runs, language="ru")["WER"]
