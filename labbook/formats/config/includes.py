"""Which file an `!include:` names."""

import posixpath
import re

from labbook.formats.config.failure import ConfigFailure

TAG = "!include:"
_ODD = re.compile(r"[\x00-\x1f\x7f\\]|^~|^[A-Za-z]:")


def include_path(tag: str, origin: str) -> str:
    """The path from the journal's root of what `tag` names in the file `origin`.

    Raises ConfigFailure for a path that is absolute or leads out of the journal.
    """
    name = tag.removeprefix(TAG)
    path = posixpath.normpath(posixpath.join(posixpath.dirname(origin), name))
    outside = path == ".." or path.startswith(("../", "/"))
    if not name or name.startswith("/") or outside or _ODD.search(name):
        raise ConfigFailure(
            "config-include-outside",
            f"{name!r} is not a file inside of the journal",
            "an include is written relative to the config and stays inside of the journal",
        )
    return path
