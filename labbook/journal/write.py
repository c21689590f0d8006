"""Files are written whole or not at all."""

import os
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

from labbook.errors import Refused

# Links are followed with os.path, since Path raises for those that lead in circles.
_SUFFIX = ".labbook-new"
_LEFT_BEHIND_SECONDS = 60


def write_atomically(path: Path, content: str | bytes, *, over: bytes | None = None) -> bool:
    """Replace the file by `content`, through a temporary file beside it; say whether it changed.

    Text is written as UTF-8 with the line ends that it has. The file keeps its permissions, and
    a symbolic link stays one: the file it points to is replaced. Folders are made as needed.
    Raises Refused where the file isn't what the new content was made of (`over`) any more.
    """
    data = content.encode() if isinstance(content, str) else content
    target = Path(os.path.realpath(path))
    refuse_changed(path, over)
    if target.is_file() and target.read_bytes() == data:
        return False
    target.parent.mkdir(parents=True, exist_ok=True)
    mode = target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_umask()
    handle, temporary = tempfile.mkstemp(
        dir=target.parent, prefix=f".{target.name[:40]}.", suffix=_SUFFIX
    )
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(temporary, mode)  # noqa: PTH101
        refuse_changed(path, over)
        os.replace(temporary, target)  # noqa: PTH105
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    return True


def refuse_changed(path: Path, known: bytes | None) -> None:
    """Raise Refused where the file isn't what is known of it (None where that is nothing)."""
    if known is not None and not (path.is_file() and path.read_bytes() == known):
        sentence = f"the {path.stem} changed meanwhile"
        raise Refused(sentence, path=path, hint="run the command again")


def refuse_links_out(folder: Path, paths: Iterable[Path]) -> None:
    """Raise Refused where a link on the way leads to a file that isn't in the folder."""
    inside = os.path.realpath(folder)
    for path in paths:
        if not Path(os.path.realpath(path)).is_relative_to(inside):
            raise Refused(f"a link leads out of {folder.name} here", path=path, hint="delete it")


def sweep(folder: Path) -> None:
    """Delete what writers that were killed have left below the folder."""
    for path in folder.rglob(f".*{_SUFFIX}"):
        if time.time() - path.lstat().st_mtime > _LEFT_BEHIND_SECONDS:
            path.unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
