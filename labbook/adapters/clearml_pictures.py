"""Debug images of a ClearML session."""

from collections.abc import Iterable, Mapping
from typing import Any

from labbook.adapters.bounded_files import Unreadable
from labbook.adapters.clearml_events import Sample
from labbook.adapters.clearml_session import Session
from labbook.adapters.clearml_task import path_in_session
from labbook.model.run import Missing
from labbook.model.tracked import Picture

MOST_PICTURE = 2 << 20
MOST_PICTURES = 64
_KINDS = {
    b"\x89PNG\r\n\x1a\n": ".png",
    b"\xff\xd8\xff": ".jpg",
    b"GIF87a": ".gif",
    b"GIF89a": ".gif",
}


def read_pictures(
    session: Session, samples: Iterable[Sample], task: Mapping[str, Any]
) -> tuple[list[Picture], list[Missing]]:
    """The last image of each title and series, at most 64 of at most 2 MiB; what is left out.

    What a file is, its first bytes decide, never its name.
    """
    latest: dict[tuple[str, str], Sample] = {}
    earlier = 0
    for sample in samples:
        key = sample.title, sample.series
        earlier += key in latest
        latest[key] = sample
    pictures: list[Picture] = []
    missing: list[Missing] = []
    for sample in latest.values():
        try:
            if len(pictures) >= MOST_PICTURES:
                raise Unreadable(f"above {MOST_PICTURES} pictures")
            pictures.append(_picture(session, sample, task))
        except Unreadable as reason:
            missing.append(Missing(f"sample {sample.title}/{sample.series}", str(reason)))
    if earlier:
        missing.append(Missing(f"{earlier} earlier samples", "of each series the last one is kept"))
    return pictures, missing


def _picture(session: Session, sample: Sample, task: Mapping[str, Any]) -> Picture:
    path = path_in_session(sample.url, task, session.name)
    if path is None:
        raise Unreadable("lies outside of the session")
    content = _content(session, path)
    kind = next((kind for magic, kind in _KINDS.items() if content.startswith(magic)), None)
    if kind is None and content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        kind = ".webp"
    if kind is None:
        raise Unreadable("is no picture")
    return Picture(sample.title, sample.series, sample.step, kind, content)


def _content(session: Session, path: str) -> bytes:
    reasons = []
    for copy in session.copies:
        try:
            return b"".join(copy.chunks(path, MOST_PICTURE))
        except Unreadable as reason:
            reasons.append(f"{copy.label}: {reason}")
    raise Unreadable("; ".join(reasons))
