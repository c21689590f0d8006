"""Artifacts that are brought to this machine."""

from collections import namedtuple
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from labbook.adapters.clearml_offline import OfflineTracker
from labbook.errors import OutsideError, Refused
from labbook.journal.artifacts import RESERVE, FetchedFile, fetch_artifact
from labbook.journal.find import Journal, find_journal
from labbook.model.run import Artifact
from labbook.model.settings import Settings
from labbook.ports import Progress, unseen
from tests.commands.filled_journal import record

CONTENT = b"1,2\n" * 1_000_000
TABLE = Artifact("table", "output/table.csv", len(CONTENT), f"sha256:{sha256(CONTENT).hexdigest()}")
RECORD = replace(record(1, 12.4), artifacts=(TABLE,))


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    (tmp_path / "labbook.toml").write_text("")
    (tmp_path / ".git").mkdir()
    found = find_journal(tmp_path)
    output = found.layout.local_run(RECORD.run).output
    output.mkdir(parents=True)
    (output / "table.csv").write_bytes(CONTENT)
    return found


def fetch(journal: Journal, artifact: Artifact = TABLE, progress: Progress = unseen) -> FetchedFile:
    known = replace(RECORD, artifacts=(artifact,))
    tracker = OfflineTracker(Settings())
    return fetch_artifact(journal, known.run, known, artifact, tracker, progress)


def left(journal: Journal) -> list[Path]:
    return [path for path in journal.layout.artifacts(RECORD.run).rglob("*") if path.is_file()]


def test_its_bytes_are_counted_and_git_ignores_it(journal: Journal) -> None:
    seen: list[tuple[int, int | None]] = []
    found = fetch(journal, progress=lambda come, of: seen.append((come, of)))
    assert found.path.read_bytes() == CONTENT
    assert seen == [(min(n << 20, len(CONTENT)), len(CONTENT)) for n in range(1, 5)]
    assert (journal.layout.state / ".gitignore").read_text() == "*\n"


def test_one_that_is_broken_off_leaves_nothing(journal: Journal) -> None:
    def interrupt(come: int, of: int | None) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fetch(journal, progress=interrupt)
    assert left(journal) == []


def test_without_room_nothing_is_begun(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")(9, 8, RESERVE)
    monkeypatch.setattr("labbook.journal.artifacts.shutil.disk_usage", lambda _: usage)
    with pytest.raises(Refused, match=r"it has 4,000,000 bytes, and 1,073,741,824 are free"):
        fetch(journal)


def test_one_of_unknown_size_ends_where_the_room_does(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = namedtuple("usage", "total used free")
    free = iter([RESERVE + 9, RESERVE + 9, RESERVE - 1])
    monkeypatch.setattr(
        "labbook.journal.artifacts.shutil.disk_usage", lambda _: usage(9, 8, next(free))
    )
    monkeypatch.setattr("labbook.journal.artifacts._LOOK", 1 << 20)
    with pytest.raises(Refused, match="1 GiB stay free"):
        fetch(journal, replace(TABLE, size=None, sha256=None))
    assert left(journal) == []


def test_where_it_can_t_be_written_one_sentence_says_so(journal: Journal) -> None:
    folder = journal.layout.artifacts(RECORD.run)
    (folder / "table.csv").mkdir(parents=True)
    with pytest.raises(OutsideError, match="can't be written: Is a directory"):
        fetch(journal)
    assert left(journal) == []
    (folder / "table.csv").rmdir()
    folder.rmdir()
    folder.write_text("")
    with pytest.raises(OutsideError, match="can't be written"):
        fetch(journal)


def test_a_link_in_its_place_is_replaced_and_not_followed(journal: Journal, tmp_path: Path) -> None:
    folder = journal.layout.artifacts(RECORD.run)
    folder.mkdir(parents=True)
    (tmp_path / "precious").write_bytes(CONTENT)
    (folder / "table.csv").symlink_to(tmp_path / "precious")
    found = fetch(journal)
    assert found.fetched
    assert not found.path.is_symlink()


def test_without_a_digest_the_size_is_looked_at(journal: Journal) -> None:
    found = fetch(journal, replace(TABLE, sha256=None))
    assert (found.verified, found.sha256) == (False, TABLE.sha256)
    with pytest.raises(OutsideError, match=r"the record says 4,000,001 bytes with no digest"):
        fetch(journal, replace(TABLE, sha256=None, size=len(CONTENT) + 1))
