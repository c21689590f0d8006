"""Pictures that come as plots: matplotlib's figures which ClearML could not turn into traces."""

from base64 import b64decode
from binascii import Error as NotBase64
from dataclasses import dataclass

from labbook.formats.figures.plotly.document import read_document
from labbook.formats.figures.plotly.refusal import NotDrawn
from labbook.model.tracked import Plot


@dataclass(frozen=True)
class EmbeddedPicture:
    """Where the picture is: its bytes where the plot holds them, or an address to fetch it from.

    Both are as the tracker has them: what the bytes are, their first ones decide. An offline
    session's address is a path on the machine of the run.
    """

    content: bytes | None = None
    address: str | None = None


def embedded_picture(plot: Plot) -> EmbeddedPicture | None:
    """The one picture that the plot shows instead of traces, or None."""
    if "images" not in plot.plotly:
        return None
    try:
        document = read_document(plot.plotly)
    except NotDrawn:
        return None
    images = document.layout.get("images")
    if document.traces or not isinstance(images, list) or len(images) != 1:
        return None
    source = images[0].get("source") if isinstance(images[0], dict) else None
    if not isinstance(source, str) or not source:
        return None
    return _inline(source) if source.startswith("data:") else EmbeddedPicture(address=source)


def _inline(source: str) -> EmbeddedPicture | None:
    head, _, text = source.partition(",")
    if not head.startswith("data:image/") or not head.endswith(";base64"):
        return None
    try:
        return EmbeddedPicture(content=b64decode(text, validate=True))
    except (NotBase64, ValueError):
        return None
