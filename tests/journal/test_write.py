"""Files are written whole or not at all, and never elsewhere."""

import os
import time
from pathlib import Path

import pytest

from labbook.errors import Refused
from labbook.journal.write import refuse_links_out, sweep, write_atomically


def test_a_file_keeps_its_permissions_and_a_link_stays_one(tmp_path: Path) -> None:
    path, link = tmp_path / "a.md", tmp_path / "link.md"
    path.write_text("old")
    path.chmod(0o640)
    link.symlink_to("a.md")
    assert write_atomically(link, "new\r\n")
    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (b"new\r\n", 0o640)
    assert link.is_symlink()
    assert not write_atomically(path, "new\r\n")
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["a.md", "link.md"]


def test_what_another_has_saved_meanwhile_stays(tmp_path: Path) -> None:
    path = tmp_path / "report.md"
    path.write_text("theirs")
    with pytest.raises(Refused, match="the report changed meanwhile"):
        write_atomically(path, "mine", over=b"what was read")
    assert write_atomically(path, "mine", over=b"theirs")
    assert not write_atomically(path, "mine", over=b"mine")
    path.unlink()
    with pytest.raises(Refused):
        write_atomically(path, "mine", over=b"mine")
    assert list(tmp_path.iterdir()) == []


def test_what_is_saved_while_the_new_file_is_made_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "report.md"
    path.write_text("read")
    fsync = os.fsync

    def saved_by_an_editor(handle: int) -> None:
        fsync(handle)
        path.write_text("theirs")

    monkeypatch.setattr(os, "fsync", saved_by_an_editor)
    with pytest.raises(Refused):
        write_atomically(path, "mine", over=b"read")
    assert path.read_text() == "theirs"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("target", ["../secret", "/etc/passwd", "../folder-2/x"])
def test_a_link_that_leads_out_is_refused(tmp_path: Path, target: str) -> None:
    folder = tmp_path / "folder"
    (folder / "runs").mkdir(parents=True)
    refuse_links_out(folder, [folder / "runs/1/new.json"])
    (folder / "runs/1").symlink_to(f"../{target}" if target[0] == "." else target)
    with pytest.raises(Refused, match="leads out of folder here"):
        refuse_links_out(folder, [folder / "report.md", folder / "runs/1/new.json"])


def test_what_a_killed_writer_left_is_swept(tmp_path: Path) -> None:
    (tmp_path / "runs").mkdir()
    old, new = tmp_path / "runs/.run.json.x.labbook-new", tmp_path / ".report.md.y.labbook-new"
    for path in (old, new, tmp_path / "mine.labbook-new", tmp_path / ".run.json.x"):
        path.touch()
        os.utime(path, (0, 0))
    os.utime(new, (time.time(), time.time()))
    sweep(tmp_path)
    assert not old.exists()
    assert len(list(tmp_path.iterdir())) == 4
