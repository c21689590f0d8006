"""Pictures and sounds of ClearML: debug samples, and plots that are a picture."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from labbook.adapters.bounded_files import Unreadable
from labbook.adapters.clearml_events import Events, Sample
from labbook.adapters.outside_text import MOST_ADDRESS
from labbook.formats.figures.plotly.picture import embedded_picture
from labbook.formats.media import media_suffix
from labbook.formats.names import few
from labbook.formats.samples import by_importance
from labbook.model.run import Missing
from labbook.model.tracked import MediaSample, Plot

MOST_SAMPLE = 2 << 20
MOST_SAMPLES = 64


@dataclass(frozen=True)
class Media:
    """What the samples hold, the plots that are no picture, and what is left out."""

    samples: tuple[MediaSample, ...]
    plots: tuple[Plot, ...]
    missing: tuple[Missing, ...]


def read_media(events: Events, content: Callable[[str, int], bytes]) -> Media:
    """The pictures and sounds of at most 64 samples, the worst and the typical ones first.

    `content` gives the bytes at an address, at most 2 MiB of them, or raises Unreadable.
    What a file is, its first bytes decide, never its name. A figure of matplotlib that the SDK
    isn't to translate comes as a plot of nothing but an image, whose bytes lie elsewhere.
    """
    pictures, plots = _picture_plots(events.plots)
    samples: list[MediaSample] = []
    missing: list[Missing] = []
    wanted = by_importance([*events.samples, *pictures])
    for sample in wanted[:MOST_SAMPLES]:
        try:
            held = pictures.get(sample)
            found = content(sample.url, MOST_SAMPLE) if held is None else held
            samples.append(_read(sample, found))
        except Unreadable as reason:
            missing.append(Missing(f"sample {sample.title}/{sample.series}", str(reason)))
    if beyond := wanted[MOST_SAMPLES:]:
        names = few([f"{sample.title}/{sample.series}" for sample in beyond])
        missing.append(Missing(f"samples {names}", f"above {MOST_SAMPLES} samples of a run"))
    return Media(tuple(samples), tuple(plots), tuple(missing))


def _read(sample: Sample, content: bytes) -> MediaSample:
    suffix = media_suffix(content)
    if suffix is None:
        raise Unreadable("is neither a picture nor a sound")
    return MediaSample(sample.title, sample.series, sample.step, suffix, content)


def _picture_plots(plots: Iterable[Plot]) -> tuple[dict[Sample, bytes | None], list[Plot]]:
    """The last picture of each plot that is one, with the bytes that it holds; all other plots."""
    pictures: dict[tuple[str, str], tuple[Sample, bytes | None]] = {}
    others = []
    for plot in plots:
        picture = embedded_picture(plot)
        address = "" if picture is None else picture.address or ""
        if picture is None or len(address) > MOST_ADDRESS:
            others.append(plot)
        else:
            sample = Sample(plot.title, plot.series, plot.step, address)
            pictures[plot.title, plot.series] = sample, picture.content
    return dict(pictures.values()), others
