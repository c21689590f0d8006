"""Plots as ClearML's SDK 2.1.12 and its server have them."""

import re

import pytest

from labbook.formats.figures.plotly.picture import embedded_picture
from labbook.formats.figures.plotly.plot import plot_svg
from labbook.formats.figures.plotly.refusal import NotDrawn

from .reading import RECORDED, description, drawn, paths, recorded, sound, texts

NOT_DRAWN = {
    "embedding3d-speakers": "plotly's scatter3d",
    "mpl-annotated": "a picture",
    "mpl-imshow": "no data",
    "mpl-not-interactive": "a picture",
    "mpl-panels": "a picture",
    "mpl-twin": "a picture",
    "plain-empty": "a table without cells",
    "plotly-box": "plotly's box",
}
NAMES = sorted(file.stem for file in RECORDED.glob("*.json"))


@pytest.mark.parametrize("name", sorted(set(NAMES) - set(NOT_DRAWN)))
def test_a_report_of_the_sdk_is_drawn(name: str) -> None:
    svg = plot_svg(recorded(name), "en")
    sound(svg)
    assert svg == plot_svg(recorded(name), "en")


@pytest.mark.parametrize("name", sorted(set(NAMES) - set(NOT_DRAWN)))
def test_a_drawing_in_russian_says_the_same_in_russian(name: str) -> None:
    english, russian = (drawn(recorded(name), language) for language in ("en", "ru"))
    said, reported = description(russian), (RECORDED / f"{name}.json").read_text()
    words = {word for word in re.findall(r"[A-Za-z]{3,}", said) if word not in reported}
    assert words <= {"title", "series"}
    assert sorted(re.findall(r"\d+", said)) == sorted(re.findall(r"\d+", description(english)))


@pytest.mark.parametrize("name", sorted(NOT_DRAWN))
def test_what_is_not_drawn_has_its_reason(name: str) -> None:
    with pytest.raises(NotDrawn) as refusal:
        plot_svg(recorded(name), "en")
    assert refusal.value.why == NOT_DRAWN[name]


def test_a_confusion_matrix_has_its_labels_and_counts_and_begins_at_the_top() -> None:
    root = drawn(recorded("confusion-test"))
    found = texts(root)
    assert {"predicted", "spoken", "yes", "off", "91"} <= set(found)
    rows = [e for e in root.iter() if e.text == "yes" and e.get("text-anchor") == "end"]
    last = [e for e in root.iter() if e.text == "off" and e.get("text-anchor") == "end"]
    assert float(rows[0].get("y", 0)) < float(last[0].get("y", 0))
    assert "matrix of 8 rows and 8 columns" in description(root)


def test_a_matrix_that_is_not_reversed_begins_at_the_bottom() -> None:
    root = drawn(recorded("confusion-plain"))
    places = {e.text: float(e.get("y", 0)) for e in root.iter() if e.get("text-anchor") == "end"}
    assert places["0"] > places["7"]


def test_two_lines_are_named_where_they_end() -> None:
    root = drawn(recorded("roc-"))
    assert {"ecapa", "x-vector", "false positives", "true positives"} <= set(texts(root))
    assert paths(root, "ecapa").startswith("M")
    assert "ecapa: 30 points from 0 to 1" in description(root)


def test_the_comment_of_a_report_is_its_subtitle() -> None:
    assert "on the test set" in texts(drawn(recorded("det-curve", "det", "curve")))


def test_russian_titles_are_kept() -> None:
    assert {"первая компонента", "вторая компонента"} <= set(
        texts(drawn(recorded("embedding-speakers")))
    )


def test_a_table_keeps_its_columns_and_says_what_is_not_a_number() -> None:
    found = texts(drawn(recorded("worst-utterances")))
    assert found.index("utterance") < found.index("87.5") < found.index("turnips and carrots")
    assert "nan" in texts(drawn(recorded("worst-indexed")))


def test_typed_arrays_of_plotly_6_are_read() -> None:
    root = drawn(recorded("plotly-typed-arrays"))
    assert paths(root, "sin").count("L") == 199
    assert paths(root, "cos").count("h0") == 20
    assert paths(root, "cos").count("V") == 20


def test_a_histogram_is_counted_as_its_rule_says() -> None:
    root = drawn(recorded("plotly-histogram", "plotly", "histogram"))
    assert "bins 0.5 wide (Freedman–Diaconis)" in texts(root)
    assert "count" in texts(root)


def test_dates_get_months() -> None:
    found = texts(drawn(recorded("plotly-dates")))
    assert [text for text in found if text.startswith("2026")][:2] == ["2026-01", "2026-03"]


def test_matplotlibs_own_names_for_lines_are_no_names() -> None:
    assert not [text for text in texts(drawn(recorded("mpl-boxplot"))) if text.startswith("_")]
    assert {"a", "b", "c"} <= set(texts(drawn(recorded("mpl-bar"))))


def test_a_picture_of_matplotlib_is_found_by_its_address() -> None:
    picture = embedded_picture(recorded("mpl-panels"))
    assert picture is not None
    assert picture.address is not None
    assert picture.address.endswith("/metrics/mpl/panels/mpl_panels_00000000.png")
    assert embedded_picture(recorded("mpl-lines")) is None
    assert embedded_picture(recorded("mpl-imshow")) is None
