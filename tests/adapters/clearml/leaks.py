"""Whether a key of the stand-in's got anywhere, in any of its forms."""

from pathlib import Path

from tests.canaries import files_with_canaries, is_in


def leaks(place: Path | str) -> list[str]:
    """Where a form of a key or of the token stands: files below a folder, or the text itself."""
    if isinstance(place, str):
        return [place] if is_in(place) else []
    return files_with_canaries(place)
