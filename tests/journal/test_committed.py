"""A journal's files as a commit has them, the journal in a folder of its repository."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from labbook.errors import LabbookError, OutsideError, UsageError
from labbook.journal.committed import (
    MAX_BYTES,
    CommittedFiles,
    commit_named,
    committed_files,
    committed_text,
)
from tests.adapters.git_journal import commit_all, git


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A journal that a later commit changes."""
    repository = tmp_path / "repository"
    root = repository / "journal"
    (root / "models").mkdir(parents=True)
    (repository / "secret").write_text("outside\n")
    (root / "models/model.yaml").write_bytes("size: 1\r\nname: é\n".encode())
    (root / "models/bytes").write_bytes(b"\xff\0")
    (root / "models/odd name").touch()
    for name, target in {
        "linked": "models/model.yaml",
        "folder": "models",
        "out": "../secret",
        "absolute": "/etc/hostname",
        "circle": "circle",
        "nowhere": "models/none",
    }.items():
        (root / name).symlink_to(target)
    git(repository, "init", "--quiet")
    commit_all(repository)
    git(repository, "tag", "first")
    (root / "models/model.yaml").write_text("size: 2\n")
    commit_all(repository)
    return root


@pytest.fixture
def files(root: Path) -> CommittedFiles:
    return committed_files(root, commit_named(root, "first"))


@pytest.mark.parametrize("name", ["models/model.yaml", "linked", "folder/model.yaml"])
def test_a_text_is_read_as_it_was_links_followed(files: CommittedFiles, name: str) -> None:
    assert files.text(name) == "size: 1\r\nname: é\n"
    assert files.kind(name) == "file"


def test_a_folder_tells_what_it_holds(files: CommittedFiles) -> None:
    assert files.kind("models") == files.kind("folder") == "folder"
    assert files.names("folder") == ["bytes", "model.yaml", "odd name"]
    assert files.names("models/model.yaml") == files.names("nowhere") == []


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("out", "leads out of the journal"),
        ("absolute", "leads out of the journal"),
        ("circle", "missing"),
        ("nowhere", "missing"),
        ("../secret", "missing"),
        ("none", "missing"),
        ("a\nHEAD:linked", "missing"),
        ("models", "folder"),
        ("models/bytes", "not UTF-8"),
    ],
)
def test_what_is_no_text_of_the_journal_is_an_error(
    files: CommittedFiles, name: str, sentence: str
) -> None:
    with pytest.raises(LabbookError, match=sentence) as caught:
        files.text(name)
    assert str(caught.value.path) == f"{name} at {files.commit[:10]}"
    assert ("in place of the link" in str(caught.value.hint)) is ("leads out" in sentence)


@given(name=st.text() | st.sampled_from(["folder/bytes", "models/odd name", "models/"]))
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_name_is_a_file_or_an_error(files: CommittedFiles, name: str) -> None:
    if files.kind(name) == "file":
        files.content(name)
    else:
        with pytest.raises(LabbookError):
            files.content(name)


def test_a_large_file_is_not_read(root: Path) -> None:
    (root / "large").write_bytes(bytes(MAX_BYTES + 1))
    with pytest.raises(LabbookError, match="larger than 16 MiB"):
        committed_files(root, commit_all(root)).content("large")


@pytest.mark.parametrize("revision", ["HEAD~1", "first", "first^{}"])
def test_a_revision_names_a_commit(root: Path, files: CommittedFiles, revision: str) -> None:
    assert commit_named(root, revision) == files.commit


@pytest.mark.parametrize(
    "revision", ["", "--all", "-", "^HEAD", "first..HEAD", "HEAD:linked", "none", "a\nb"]
)
def test_what_names_no_commit_is_wrong_usage(root: Path, revision: str) -> None:
    with pytest.raises(UsageError, match="names no commit here"):
        commit_named(root, revision)


def test_a_commit_that_is_not_here_is_told_with_what_to_fetch(root: Path) -> None:
    with pytest.raises(OutsideError) as caught:
        committed_files(root, "0" * 40)
    assert caught.value.hint == f"git fetch origin {'0' * 40}"


def test_a_shallow_clone_says_how_to_get_the_rest(root: Path, tmp_path: Path) -> None:
    first = commit_named(root, "first")
    git(tmp_path, "clone", "--quiet", "--depth=1", root.parent.as_uri(), "clone")
    with pytest.raises(OutsideError, match="shallow") as full:
        committed_files(tmp_path / "clone/journal", first)
    assert full.value.hint == f"git fetch --depth=1 origin {first}"
    with pytest.raises(OutsideError, match="shallow") as named:
        commit_named(tmp_path / "clone/journal", "first")
    assert named.value.hint == "git fetch --unshallow"


def test_outside_of_git_there_is_no_commit(tmp_path: Path) -> None:
    with pytest.raises(OutsideError, match="no git repository"):
        commit_named(tmp_path, "HEAD")


def test_a_commit_from_before_the_journal_has_none(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "commit", "--quiet", "--allow-empty", "--message", "Empty")
    (tmp_path / "journal").mkdir()
    with pytest.raises(LabbookError, match="has no journal in this folder"):
        committed_files(tmp_path / "journal", git(tmp_path, "rev-parse", "HEAD"))


@pytest.mark.parametrize("commit", ["", "HEAD", "--all", "0" * 39])
def test_a_recorded_commit_is_a_full_name_or_unknown(root: Path, commit: str) -> None:
    with pytest.raises(OutsideError, match="not known"):
        committed_text(root, commit, "linked")
