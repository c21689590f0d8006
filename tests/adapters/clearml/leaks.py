"""Whether a key of the stand-in's got anywhere, in any of its forms."""

import base64
from pathlib import Path
from urllib.parse import quote, quote_plus

from tests.fakes.clearml import ACCESS_KEY, SECRET_KEY

_PAIR = f"{ACCESS_KEY}:{SECRET_KEY}"
_PLAIN = (ACCESS_KEY, SECRET_KEY, _PAIR, "dG9rZW4tY2FuYXJ5")
FORMS = {
    form.encode()
    for text in _PLAIN
    for form in (
        text,
        quote(text),
        quote(text, safe=""),
        quote_plus(text),
        base64.b64encode(text.encode()).decode().rstrip("="),
        base64.urlsafe_b64encode(text.encode()).decode().rstrip("="),
    )
}


def leaks(place: Path | str) -> list[str]:
    """Where a form of the keys or of the token stands: files below a folder, or the text itself."""
    if isinstance(place, str):
        return [place] if any(form in place.encode() for form in FORMS) else []
    files = [path for path in place.rglob("*") if path.is_file() and not path.is_symlink()]
    return [str(path) for path in files if any(form in path.read_bytes() for form in FORMS)]
