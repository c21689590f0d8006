"""Files of a run: how they are called in a record, and how far they are read."""

import os
import time
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labbook.adapters import bounded_files
from labbook.adapters.artifact_files import FileRef, describe_file, read_kept
from labbook.adapters.bounded_files import (
    FolderFiles,
    Unreadable,
    ZipFiles,
    quoted,
    read_lines,
    unquoted,
)
from labbook.adapters.kept_content import kept_content
from labbook.formats.record import read_record, write_record
from labbook.formats.secrets import clear
from tests.commands.filled_journal import record

SURROGATES = st.characters(min_codepoint=0xDC80, max_codepoint=0xDCFF)


@given(st.text() | st.text(st.sampled_from("%#?@/.eE94 ж\n")) | st.text(SURROGATES))
def test_a_quoted_path_is_given_back_and_is_text(path: str) -> None:
    try:
        os.fsencode(path)
    except UnicodeEncodeError:
        return
    path = os.fsdecode(os.fsencode(path))
    assert unquoted(quoted(path)) == path
    assert quoted(path).encode() is not None


@pytest.mark.parametrize(
    "name", ["caf\udce9.txt", "50%41.csv", "a#1.csv", "x?a=1.csv", "a@b.zip#c", "два слова.csv"]
)
def test_an_artifact_of_any_name_is_fetched_by_what_its_record_says(
    tmp_path: Path, name: str
) -> None:
    output = tmp_path / "output"
    output.mkdir()
    (output / name).write_bytes(b"1,2")
    session = tmp_path / "session" / "offline" / "offline-1"
    (session / "data").mkdir(parents=True)
    (session / "data" / name).write_bytes(b"3,4")
    packed = session.with_name("offline-1.zip")
    places = [
        (FolderFiles(output, "output"), name, b"1,2"),
        (FolderFiles(session, "session/offline/offline-1"), f"data/{name}", b"3,4"),
    ]
    if "\udce9" not in name:
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr(f"data/{name}", b"5,6")
        inside = ZipFiles(packed, "session/offline/offline-1.zip")
        places.append((inside, f"data/{name}", b"5,6"))
    for files, path, content in places:
        artifact, _ = describe_file([files], FileRef("table", path, path))
        own = clear(record(1, 1.0, artifacts=(artifact,)))
        (known,) = read_record(write_record(own), name="run.json").artifacts
        assert b"".join(kept_content(tmp_path, known)) == content
        assert read_kept([files], known, 9) == content


def test_a_zip_is_not_unpacked_to_see_that_it_is_too_large(tmp_path: Path) -> None:
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made, made.open("a", "w") as member:
        for _ in range(80):
            member.write(bytes(1 << 20))
    begun = time.monotonic()
    with pytest.raises(Unreadable, match="packed more than 500 times"):
        next(ZipFiles(path, "bomb.zip").chunks("a"))
    with pytest.raises(Unreadable, match="larger than 1 KiB"):
        next(ZipFiles(path, "bomb.zip").chunks("a", 1 << 10))
    assert time.monotonic() - begun < 0.2


def test_a_line_without_end_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded_files, "MOST_LINE", 2 << 20)
    (tmp_path / "a").write_bytes(b"1\n" + bytes(9 << 20) + b"\n2\n")
    assert list(read_lines(FolderFiles(tmp_path, "x"), "a")) == [b"1", None, b"2"]
