"""Debug samples and plots that are pictures, bounded."""

import base64
import json
from pathlib import Path

import numpy as np
import pytest
import soundfile

from labbook.adapters import clearml_samples
from labbook.adapters.bounded_files import Unreadable
from labbook.adapters.clearml_events import Events, Sample
from labbook.adapters.clearml_samples import MOST_SAMPLES, read_media
from labbook.model.tracked import MediaSample, Plot

PNG = b"\x89PNG\r\n\x1a\nspectrogram"


def sample(title: str, series: str = "s") -> Sample:
    return Sample(title, series, 1, f"{title}/{series}")


def image_plot(source: str, step: int = 1) -> Plot:
    """As the SDK's `create_image_plot` makes it."""
    layout = {"images": [{"xref": "x", "yref": "y", "source": source}], "title": "t"}
    return Plot("figure", "s", step, json.dumps({"data": [], "layout": layout}))


def anything(_: str, __: int) -> bytes:
    return PNG


def test_sounds_come_home_beside_pictures(tmp_path: Path) -> None:
    path = tmp_path / "s"
    contents = {"spectrogram/s": PNG}
    for kind in ("WAV", "FLAC", "OGG", "MP3"):
        soundfile.write(path, np.zeros(800, "float32"), 16_000, format=kind)
        contents[f"{kind}/s"] = path.read_bytes()
    samples = tuple(sample(name.removesuffix("/s")) for name in contents)
    media = read_media(Events(samples=samples), lambda url, _: contents[url])
    suffixes = {one.title: one.suffix for one in media.samples}
    assert suffixes == {
        "spectrogram": ".png", "WAV": ".wav", "FLAC": ".flac", "OGG": ".ogg", "MP3": ".mp3"
    }  # fmt: skip
    assert all(one.content == contents[f"{one.title}/s"] for one in media.samples)
    assert media.missing == ()


def test_what_is_neither_is_said() -> None:
    media = read_media(Events(samples=(sample("page"),)), lambda _, __: b"<html>")
    assert media.samples == ()
    (lack,) = media.missing
    assert (lack.what, lack.why) == ("sample page/s", "is neither a picture nor a sound")


def test_the_worst_are_asked_for_first_and_no_more_than_the_bound() -> None:
    asked: list[str] = []

    def content(url: str, most: int) -> bytes:
        asked.append(url)
        assert most == clearml_samples.MOST_SAMPLE
        raise Unreadable("is missing")

    samples = [*(sample(f"t{n}") for n in range(5000)), sample("typical/x"), sample("worst/y")]
    media = read_media(Events(samples=tuple(samples)), content)
    assert asked[:3] == ["worst/y/s", "typical/x/s", "t0/s"]
    assert len(asked) == MOST_SAMPLES
    assert len(media.missing) == MOST_SAMPLES + 1
    assert (
        media.missing[-1].what
        == "samples " + ", ".join(f"t{n}/s" for n in range(62, 72)) + " and 4928 more"
    )


def test_a_plot_that_is_a_picture_comes_as_that_picture() -> None:
    curve = Plot("curve", "s", 1, json.dumps({"data": [{"x": [1], "y": [1]}], "layout": {}}))
    plots = (image_plot("/session/1.png", 1), curve, image_plot("/session/2.png", 2))
    asked: list[str] = []

    def content(url: str, _: int) -> bytes:
        asked.append(url)
        return PNG

    media = read_media(Events(plots=plots), content)
    assert asked == ["/session/2.png"]
    assert media.samples == (MediaSample("figure", "s", 2, ".png", PNG),)
    assert media.plots == (curve,)


def test_a_picture_inside_of_a_plot_is_not_asked_for() -> None:
    inside = f"data:image/png;base64,{base64.b64encode(PNG).decode()}"

    def content(url: str, _: int) -> bytes:
        raise AssertionError(url)

    media = read_media(Events(plots=(image_plot(inside),)), content)
    assert media.samples == (MediaSample("figure", "s", 1, ".png", PNG),)
    assert media.plots == ()


@pytest.mark.parametrize("plotly", ["", "{", "[]", "null", '{"layout": {"images": [7]}}'])
def test_a_malformed_plot_stays_a_plot(plotly: str) -> None:
    plot = Plot("p", "s", 1, plotly)
    assert read_media(Events(plots=(plot,)), anything).plots == (plot,)


def test_an_endless_address_is_not_asked_for() -> None:
    plot = image_plot("x" * 10_000)
    assert read_media(Events(plots=(plot,)), anything).samples == ()
