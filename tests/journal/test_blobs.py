"""Many of git's objects at once."""

from pathlib import Path

import pytest

from labbook.errors import OutsideError
from labbook.journal import blobs
from labbook.journal.blobs import read_blobs
from tests.adapters.git_journal import git

CONTENTS = [b"", b"\n", b"\0\n\0", b"one\ntwo", b"x" * 50, bytes(range(256))]


@pytest.fixture
def objects(tmp_path: Path) -> dict[str, bytes]:
    git(tmp_path, "init", "--quiet")
    found = {}
    for content in CONTENTS:
        (tmp_path / "file").write_bytes(content)
        found[git(tmp_path, "hash-object", "-w", "file")] = content
    return found


@pytest.mark.parametrize("group", [1, 60, 1_000_000])
def test_each_comes_as_it_is(
    tmp_path: Path, objects: dict[str, bytes], group: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(blobs, "GROUP_BYTES", group)
    assert dict(read_blobs(tmp_path, [*objects, *objects])) == objects
    assert list(read_blobs(tmp_path, [])) == []


def test_an_object_that_is_not_here(tmp_path: Path, objects: dict[str, bytes]) -> None:
    with pytest.raises(OutsideError, match="in this clone"):
        list(read_blobs(tmp_path, [*objects, "0" * 40]))
