"""Debug images of ClearML."""

from collections.abc import Callable, Iterable

from labbook.adapters.bounded_files import Unreadable
from labbook.adapters.clearml_events import Sample
from labbook.model.run import Missing
from labbook.model.tracked import MediaSample

MOST_PICTURE = 2 << 20
MOST_PICTURES = 64
_KINDS = {
    b"\x89PNG\r\n\x1a\n": ".png",
    b"\xff\xd8\xff": ".jpg",
    b"GIF87a": ".gif",
    b"GIF89a": ".gif",
}


def read_pictures(
    samples: Iterable[Sample], content: Callable[[str, int], bytes]
) -> tuple[list[MediaSample], list[Missing]]:
    """The images, at most 64; what is left out.

    `content` gives the bytes at an address, at most 2 MiB of them, or raises Unreadable.
    What a file is, its first bytes decide, never its name.
    """
    pictures: list[MediaSample] = []
    missing: list[Missing] = []
    for sample in samples:
        try:
            if len(pictures) >= MOST_PICTURES:
                raise Unreadable(f"above {MOST_PICTURES} pictures")
            pictures.append(_picture(sample, content(sample.url, MOST_PICTURE)))
        except Unreadable as reason:
            missing.append(Missing(f"sample {sample.title}/{sample.series}", str(reason)))
    return pictures, missing


def _picture(sample: Sample, content: bytes) -> MediaSample:
    kind = next((kind for magic, kind in _KINDS.items() if content.startswith(magic)), None)
    if kind is None and content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        kind = ".webp"
    if kind is None:
        raise Unreadable("is no picture")
    return MediaSample(sample.title, sample.series, sample.step, kind, content)
