"""Plots, pictures and sounds as files of a run's folder."""

import json
import os
import re
from collections.abc import Sequence
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labbook.formats.record.cut import NO_ROOM, listed_size
from labbook.formats.record.read import FIGURE_PATH
from labbook.journal.run_figures import LEAST_PLOT, MOST_DRAWN, RESERVED, run_figures
from labbook.model.run import RunFigure
from labbook.model.tracked import MediaSample, Plot

MIB = 1 << 20
figured = partial(run_figures, language="en")
HOSTILE = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        ["../../etc/passwd", "a\0b", "CON", "con", "nul", "COM1", "Ы" * 300, "x" * 10_000, ".", ""]
    ),
)


def sample(title: str, series: str = "s", size: int = 10, suffix: str = ".png") -> MediaSample:
    return MediaSample(title, series, 3, suffix, b"x" * size)


def plot(title: str, step: int | None, value: float = 1.0, kind: str = "scatter") -> Plot:
    trace = {"type": kind, "x": [1, 2], "y": [value, 2.0]}
    return Plot(title, "s", step, json.dumps({"data": [trace], "layout": {}}))


def paths(figures: Sequence[RunFigure]) -> list[str]:
    return [figure.path for figure in figures]


def test_each_figure_is_a_file_and_says_what_it_shows() -> None:
    contents, figures, missing = figured(
        [plot("roc", 3)],
        [
            sample("spectrogram", "утро"),
            sample("worst/anna-1", "anna-1", suffix=".wav"),
        ],
        MIB,
    )
    assert figures == (
        RunFigure("figures/roc-s.svg", "roc/s", "plot", 3),
        RunFigure("figures/worst-anna-1.wav", "worst/anna-1", "audio", 3, "worst"),
        RunFigure("figures/spectrogram-utro.png", "spectrogram/утро", "picture", 3),
    )
    assert list(contents) == paths(figures)
    assert str(contents["figures/roc-s.svg"]).startswith("<svg")
    assert missing == []


def test_of_a_plot_the_last_step_is_drawn_and_the_others_are_said() -> None:
    last = plot("roc", 9, value=0.125)
    contents, (figure,), missing = figured([plot("roc", 1), last, plot("roc", 4)], [], MIB)
    assert figure.step == 9
    assert contents[figure.path] == figured([last], [], MIB)[0][figure.path]
    assert [(lack.what, lack.why) for lack in missing] == [
        ("2 earlier plots", "of each plot the last one is kept")
    ]


def test_what_is_not_drawn_is_said_with_its_reason() -> None:
    broken = Plot("broken", "s", 1, "{")
    _, figures, missing = figured([plot("globe", 1, kind="choropleth"), broken], [], MIB)
    assert figures == ()
    assert [lack.what for lack in missing] == ["plot broken/s", "plot globe/s"]
    assert all(re.match(r"not drawn: \w", lack.why) for lack in missing)


def test_the_worst_and_the_typical_have_room_before_the_others() -> None:
    samples = [sample("other", str(n), 300) for n in range(9)]
    samples += [sample("typical/x", "", 300), sample("worst/y", "", 300)]
    contents, figures, missing = figured([], samples, 2000)
    assert [figure.rank for figure in figures] == ["worst", "typical", None, None]
    assert sum(map(len, contents.values())) + sum(map(listed_size, figures)) <= 2000
    assert [(lack.what, lack.why) for lack in missing] == [
        ("samples other/2, other/3, other/4, other/5, other/6 and 2 more", NO_ROOM)
    ]


def test_plots_leave_half_of_the_room_to_samples() -> None:
    plots = [plot(f"p{n}", 1) for n in range(40)]
    _, figures, missing = figured(plots, [sample("s", size=5000)], 20_000)
    assert sum(figure.kind == "plot" for figure in figures) < 40
    assert figures[-1].path == "figures/s.png"
    assert missing[0].why == NO_ROOM


def test_names_that_differ_in_case_only_are_two_files() -> None:
    _, figures, _ = figured([], [sample("A", "b"), sample("a", "B"), sample("a-b", "")], MIB)
    assert paths(figures) == ["figures/a-b.png", "figures/a-b-2.png", "figures/a-b-3.png"]


@pytest.mark.parametrize("name", ["con", "NUL", "Com1", "lpt9"])
def test_windows_can_have_the_file(name: str) -> None:
    _, figures, _ = figured([], [sample(name, "")], MIB)
    assert paths(figures) == [f"figures/{name.lower()}-2.png"]


def test_a_name_that_leaves_nothing_is_called_after_its_kind() -> None:
    _, figures, _ = figured([], [sample("语音", "样本"), sample("🙂", "", suffix=".mp3")], MIB)
    assert paths(figures) == ["figures/picture.png", "figures/audio.mp3"]


@given(
    st.lists(st.builds(sample, HOSTILE, HOSTILE, st.integers(0, 3000)), max_size=12),
    st.lists(st.builds(plot, HOSTILE, st.none() | st.integers(-9, 9)), max_size=4),
    st.integers(0, 20_000),
)
def test_whatever_the_names_files_are_in_the_folder_and_in_the_budget(
    samples: list[MediaSample], plots: list[Plot], budget: int
) -> None:
    contents, figures, missing = figured(plots, samples, budget)
    sizes = [len(c.encode() if isinstance(c, str) else c) for c in contents.values()]
    assert sum(sizes) + sum(map(listed_size, figures)) <= budget
    assert list(contents) == paths(figures)
    assert len({path.casefold() for path in contents}) == len(figures)
    for path in contents:
        assert FIGURE_PATH.fullmatch(path)
        assert re.fullmatch(r"[a-z0-9-]{1,70}\.\w+", os.path.basename(path))  # noqa: PTH119
        assert path.removeprefix("figures/").partition(".")[0] not in RESERVED
    assert missing or len(figures) == len(plots) + len(samples)
    assert figured(plots, samples, budget) == (contents, figures, missing)


@given(st.permutations(range(6)))
def test_names_of_files_do_not_depend_on_the_order_of_arrival(order: list[int]) -> None:
    titles = ["混淆", "语音", "a/b", "a b", "A-B", "c"]
    plots = [plot(titles[n], n) for n in order]
    samples = [sample(titles[n], str(n)) for n in order]
    first = figured([plot(t, n) for n, t in enumerate(titles)], [], MIB)
    assert figured(plots, [], MIB) == first
    assert figured([], samples, MIB)[1] == figured([], samples[::-1], MIB)[1]


def test_the_number_of_drawings_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []

    def draw(plot: Plot, _: str) -> str:
        drawn.append(plot.title)
        return "x" * 2850

    monkeypatch.setattr("labbook.journal.run_figures.plot_svg", draw)
    plots = [plot(f"{n:03}", 1) for n in range(150)]
    _, figures, (lack,) = figured(plots, [], MIB)
    assert (len(figures), len(drawn)) == (MOST_DRAWN, MOST_DRAWN)
    assert (lack.what.endswith("and 45 more"), lack.why) == (True, "above 100 plots of a run")

    drawn.clear()
    _, figures, (lack,) = figured(plots[:99], [], 12_000)
    assert len(figures) == 2
    assert len(drawn) == 2
    assert lack.why == NO_ROOM


def test_any_drawing_takes_the_bytes_that_the_least_is_said_to_take() -> None:
    (svg,) = figured([Plot("", "", None, '{"data": [{"y": [1]}]}')], [], MIB)[0].values()
    assert len(svg) > LEAST_PLOT
