"""Pictures and sounds, told by their first bytes, whatever a file is called."""

PICTURES = frozenset({".png", ".jpg", ".gif", ".webp"})
SOUNDS = frozenset({".wav", ".flac", ".ogg", ".mp3"})
_MAGIC = {
    b"\x89PNG\r\n\x1a\n": ".png",
    b"\xff\xd8\xff": ".jpg",
    b"GIF87a": ".gif",
    b"GIF89a": ".gif",
    b"fLaC": ".flac",
    b"OggS": ".ogg",
    b"ID3": ".mp3",
}
_RIFF = {b"WEBP": ".webp", b"WAVE": ".wav"}


def media_suffix(content: bytes) -> str | None:
    """`.png`, `.jpg`, `.gif`, `.webp`, `.wav`, `.flac`, `.ogg` or `.mp3`; None for all else.

    A browser plays and shows these; pictures that can hold a program (SVG) are none of them.
    """
    if content[:4] == b"RIFF":
        return _RIFF.get(content[8:12])
    known = (suffix for magic, suffix in _MAGIC.items() if content.startswith(magic))
    return next(known, ".mp3" if _begins_with_mp3_frame(content) else None)


def _begins_with_mp3_frame(content: bytes) -> bool:
    """Whether there is the header of an MPEG audio frame, layer III (ISO/IEC 11172-3, 2.4.1.3)."""
    if len(content) < 4 or content[0] != 0xFF or content[1] & 0xE0 != 0xE0:
        return False
    version, layer = content[1] >> 3 & 3, content[1] >> 1 & 3
    bitrate, frequency = content[2] >> 4, content[2] >> 2 & 3
    return version != 1 and layer == 1 and bitrate not in {0, 15} and frequency != 3
