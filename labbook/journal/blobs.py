"""Many of git's objects read at once."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from labbook.errors import OutsideError
from labbook.journal.git import git, git_bytes

GROUP_BYTES = 64 * 1024 * 1024
"""How much is held in memory at once; a larger file is read alone."""


def read_blobs(root: Path, objects: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """Each object's name and content, in turn; a few git children for any number of them.

    Raises OutsideError for an object that isn't here (a partial clone out of reach).
    """
    wanted = sorted(set(objects))
    if not wanted:
        return
    told = git(root, "cat-file", "--batch-check", input=_lines(wanted)).splitlines()
    group: list[str] = []
    total = 0
    for name, line in zip(wanted, told, strict=True):
        size = _size(name, line)
        if group and total + size > GROUP_BYTES:
            yield from _read(root, group)
            group, total = [], 0
        group.append(name)
        total += size
    yield from _read(root, group)


def _size(name: str, line: str) -> int:
    _, _, kind_and_size = line.partition(" ")
    kind, _, size = kind_and_size.partition(" ")
    if kind != "blob":
        raise OutsideError(f"git has no file {name[:10]} in this clone", hint="git fsck")
    return int(size)


def _read(root: Path, group: list[str]) -> Iterator[tuple[str, bytes]]:
    printed = git_bytes(root, "cat-file", "--batch", input=_lines(group))
    start = 0
    for name in group:
        head_end = printed.index(b"\n", start)
        end = head_end + 1 + int(printed[start:head_end].split()[2])
        yield name, printed[head_end + 1 : end]
        start = end + 1


def _lines(names: list[str]) -> str:
    return "".join(f"{name}\n" for name in names)
